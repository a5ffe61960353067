import { ZerothError } from '../../errors.js';
import { ask, type Method, type Ranking } from '../../query/index.js';
import { OracleError } from '../../run/index.js';

/**
 * The best `top` of the points, best first, as indices that are checked: an answer that is not that many different indices
 * is the oracle's failure, `ranking-out-of-range`.
 */
export function* ranked<P>(points: readonly P[], top: number): Method<Ranking<P>, readonly number[]> {
  const query: Ranking<P> = { kind: 'ranking', points, top };
  const order = (yield* ask(query)).slice(0, top);
  const isIndex = (i: number): boolean => Number.isInteger(i) && i >= 0 && i < points.length;
  if (order.length === top && order.every(isIndex) && new Set(order).size === top) return order;
  const message = `A ranking must name ${top} different indices below ${points.length}, best first, not [${order.join(', ')}].`;
  throw new OracleError(query, false, { cause: new ZerothError('ranking-out-of-range', message, order) });
}
