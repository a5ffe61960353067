import { addressesOf, kindsOf } from 'zeroth/oracles';
import type { Query } from 'zeroth/query';

/*
 * A question that comes from outside is checked before an oracle sees it. Handlers are looked up by the name of the
 * kind, so only names that the oracle itself gives may pass; and a cloud is a few bytes that stand for as many points
 * as they like.
 */

/** What may be asked. */
export interface Bounds {
  /** kinds; undefined for all of the oracle's */
  readonly kinds: readonly string[] | undefined;
  /** how many numbers the points of a cloud may come to */
  readonly maxNumbers: number;
}

/** The question that a body from outside holds, or what is wrong with it. */
export function checkBody(oracle: object, body: unknown, bounds: Bounds): Query | string {
  return isRecord(body) && isRecord(body.query)
    ? checkQuery(oracle, body.query, bounds)
    : 'the body must be { "query": { "kind": … } }';
}

function checkQuery(oracle: object, query: Fields, bounds: Bounds): Query | string {
  const { kind } = query;
  if (typeof kind !== 'string') return 'the query must have a kind';
  if (kind === 'at') return checkAddress(oracle, query, bounds);
  const kinds = kindsOf(oracle).filter((known) => bounds.kinds?.includes(known) ?? true);
  if (!kinds.includes(kind)) return `this oracle cannot answer ${kind}; it answers ${kinds.join(', ') || 'nothing'}`;
  const missing = needed.get(kind)?.find((name) => query[name] === undefined);
  if (missing !== undefined) return `a question about ${kind} must have ${missing}`;
  // Buffers to fill are the asker's, who is not here.
  const { into: _, ...fields } = query;
  return checkFields(fields, bounds.maxNumbers) ?? { ...fields, kind };
}

function checkAddress(oracle: object, query: Fields, bounds: Bounds): Query | string {
  const { address, query: placed } = query;
  if (typeof address !== 'string' && typeof address !== 'number') return 'the query must have an address';
  const inner: unknown = addressesOf(oracle).includes(String(address)) ? Reflect.get(oracle, address) : undefined;
  if (typeof inner !== 'object' || inner === null) return `there is no oracle at ${address}`;
  if (!isRecord(placed)) return 'the query at an address must be { "kind": … }';
  const checked = checkQuery(inner, placed, bounds);
  if (typeof checked === 'string') return checked;
  const question: Query & Fields = { ...query, kind: 'at', query: checked };
  return question;
}

/** What the questions of zeroth's own kinds cannot do without. */
const needed: ReadonlyMap<string, readonly string[]> = new Map([
  ['ranking', ['points', 'top']],
  ['values', ['points']],
  ['gradients', ['points']],
  ['hessianVectorProducts', ['point', 'directions']],
  ['hessian', ['point']],
  ['jet', ['point', 'direction', 'order']],
  ['residuals', ['points']],
  ['jacobian', ['point']],
  ['operator', ['points']],
]);

type Fields = Readonly<Record<string, unknown>>;

/** The fields that have a meaning in zeroth's own kinds; others are the oracle's to check. */
function checkFields(
  { kind, points, directions, point, direction, order, top }: Fields,
  most: number,
): string | undefined {
  // Comparisons are of anything; points of other questions are vectors.
  if (kind !== 'ranking' && points !== undefined && !isPoints(points)) return 'points must be vectors of one length';
  if (kind !== 'ranking' && isRecord(points) && sizeOf(points) > most)
    return `points must hold at most ${most} numbers`;
  if (directions !== undefined && !isVectors(directions)) return 'directions must be vectors of one length';
  if (point !== undefined && !isVector(point)) return 'point must be a vector';
  if (direction !== undefined && !isVector(direction)) return 'direction must be a vector';
  if (order !== undefined && !isCount(order, 1000)) return 'order must be an integer from 0 to 1000';
  if (top !== undefined && !isCount(top, Number.MAX_SAFE_INTEGER)) return 'top must be an integer from 0';
  return undefined;
}

const laws: readonly unknown[] = ['gaussian', 'rademacher', 'uniform', 'sphere'];

function isPoints(points: unknown): boolean {
  if (!isRecord(points)) return isVectors(points);
  const { law, center, scale, seed, length } = points;
  return (
    laws.includes(law) &&
    isVector(center) &&
    isVector(scale) &&
    scale.length === center.length &&
    Number.isSafeInteger(seed) &&
    isCount(length, Number.MAX_SAFE_INTEGER)
  );
}

function sizeOf({ center, length }: Fields): number {
  return isVector(center) && typeof length === 'number' ? Math.max(1, center.length) * length : 0;
}

function isVectors(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const first: unknown = value[0];
  return value.every((item) => isVector(item) && isVector(first) && item.length === first.length);
}

function isVector(value: unknown): value is Float64Array {
  return value instanceof Float64Array;
}

function isCount(value: unknown, most: number): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most;
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
