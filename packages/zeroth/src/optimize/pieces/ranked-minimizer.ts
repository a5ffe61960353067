import { type Method, type Progress, progress, type Ranking, type Values, type Vector } from '../../query/index.js';
import {
  type Bounds,
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  type MinimizerReport,
  unboundedLevel,
} from '../minimizer.js';
import { byValue, type Candidate, candidateAt, candidatesAt } from './candidates.js';
import { end } from './endings.js';

/** What a method that only compares reports. */
export interface RankedReport {
  readonly x: Vector;
}

/** What the front door tells a method that only compares. */
export interface RankedCircumstances {
  /** Bounds that no question leaves. Default: none. */
  readonly bounds?: Bounds;
  /** Seed of the draws. Default 0. */
  readonly seed?: number;
}

/**
 * A method that only compares, for the front door: it is told the order of the values, and nothing else of them.
 *
 * @param begin starts the method
 */
export function rankedMinimizer(
  name: string,
  begin: (x0: Vector, circumstances: RankedCircumstances) => Method<Ranking | Progress<RankedReport>, Vector>,
): Minimizer<Values> {
  return {
    name,
    asks: ['values'],
    bounds: true,
    start: (problem) => {
      const { x0, bounds, seed } = problem;
      return compareValues(begin(x0, bounds === undefined ? { seed } : { bounds, seed }), problem);
    },
  };
}

function* compareValues(
  method: Method<Ranking | Progress<RankedReport>, Vector>,
  { x0 }: MinimizationProblem,
): Method<Values | Progress<MinimizerReport>, MinimizerEnd> {
  let best: Candidate = yield* candidateAt(x0.slice());
  const unbounded = unboundedLevel(best.value);
  let step = method.next();
  while (!step.done) {
    const query: Ranking | Progress<RankedReport> = step.value;
    if (query.kind === 'progress') {
      if (yield* progress({ x: best.x, value: best.value })) return end(undefined);
      if (best.value <= unbounded) return end('unbounded');
      step = method.next(false);
      continue;
    }
    const found = yield* candidatesAt(query.points);
    const order = found.map((_, i) => i).sort((i, j) => byValue(found[i]!, found[j]!));
    const winner = found[order[0]!]!;
    if (winner.value < best.value) best = { x: winner.x.slice(), value: winner.value };
    step = method.next(order.slice(0, query.top));
  }
  return end('step-small');
}
