import { addressesOf, kindsOf } from 'zeroth/oracles';
import type { Query } from 'zeroth/query';

/*
 * A question that comes from outside is checked before an oracle sees it. Handlers are looked up by the name of the
 * kind, so only names that the oracle itself gives may pass; and a cloud is a few bytes that stand for as many points
 * as they like.
 */

/** What is wrong with a question from outside, or that it may be asked. */
export function checkQuery(oracle: object, query: unknown, mostNumbers: number): string | Query {
  if (!isRecord(query)) return 'the body must be { "query": { "kind": … } }';
  const { kind } = query;
  if (typeof kind !== 'string') return 'the query must have a kind';
  if (kind === 'at') return checkAddress(oracle, query, mostNumbers);
  const kinds = kindsOf(oracle);
  if (!kinds.includes(kind)) return `this oracle cannot answer ${kind}; it answers ${kinds.join(', ') || 'nothing'}`;
  return checkFields(query, mostNumbers) ?? { ...query, kind };
}

function checkAddress(oracle: object, query: Fields, mostNumbers: number): string | Query {
  const { address } = query;
  if (typeof address !== 'string' && typeof address !== 'number') return 'the query must have an address';
  const inner: unknown = addressesOf(oracle).includes(String(address)) ? Reflect.get(oracle, address) : undefined;
  if (typeof inner !== 'object' || inner === null) return `there is no oracle at ${address}`;
  const checked = checkQuery(inner, query.query, mostNumbers);
  if (typeof checked === 'string') return checked;
  const placed: Query & Fields = { ...query, kind: 'at', query: checked };
  return placed;
}

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
  return isVector(center) && typeof length === 'number' ? center.length * length : 0;
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
