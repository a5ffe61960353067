import type { Query } from '../query/types.js';

/**
 * Whether an answer holds a number that no method can use. A value may be +∞ ("worse than anything"); nothing may be
 * NaN or −∞, and vectors other than lists of values must be finite.
 */
export function isBroken(answer: unknown, query: Query): boolean {
  return broken(answer, query.kind === 'values');
}

function broken(answer: unknown, values: boolean): boolean {
  if (typeof answer === 'number') return !(answer > -Infinity);
  if (typeof answer !== 'object' || answer === null) return false;
  if (answer instanceof Float64Array || answer instanceof Float32Array)
    return !allFinite(answer) && (!values || hasNaNOrMinusInfinity(answer));
  if (ArrayBuffer.isView(answer)) return false;
  if (Array.isArray(answer)) {
    for (let i = 0; i < answer.length; i++) if (broken(answer[i], values)) return true;
    return false;
  }
  const fields = answer as Readonly<Record<string, unknown>>;
  for (const key in fields) if (broken(fields[key], values)) return true;
  return false;
}

/**
 * Whether all numbers are finite. A number that is not makes every sum that it is in infinite or NaN for good, so a
 * finite sum says that all are. Eight sums, because one would wait for each addition before the next.
 */
export function allFinite(v: Float64Array | Float32Array): boolean {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let e = 0;
  let f = 0;
  let g = 0;
  let h = 0;
  let i = 0;
  for (; i + 7 < v.length; i += 8) {
    a += v[i]!;
    b += v[i + 1]!;
    c += v[i + 2]!;
    d += v[i + 3]!;
    e += v[i + 4]!;
    f += v[i + 5]!;
    g += v[i + 6]!;
    h += v[i + 7]!;
  }
  for (; i < v.length; i++) a += v[i]!;
  return Number.isFinite(a + b + (c + d) + (e + f + (g + h))) || eachFinite(v);
}

/** Finite numbers may have a sum that is not. */
function eachFinite(v: Float64Array | Float32Array): boolean {
  for (let i = 0; i < v.length; i++) if (!Number.isFinite(v[i]!)) return false;
  return true;
}

function hasNaNOrMinusInfinity(v: Float64Array | Float32Array): boolean {
  for (let i = 0; i < v.length; i++) if (!(v[i]! > -Infinity)) return true;
  return false;
}
