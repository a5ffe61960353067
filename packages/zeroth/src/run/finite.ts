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
 * Whether all numbers are finite: x − x is 0 for a finite x and NaN otherwise, and NaN stays in a sum. Four sums,
 * because one would wait for each addition before the next.
 */
export function allFinite(v: Float64Array | Float32Array): boolean {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < v.length; i += 4) {
    a += v[i]! - v[i]!;
    b += v[i + 1]! - v[i + 1]!;
    c += v[i + 2]! - v[i + 2]!;
    d += v[i + 3]! - v[i + 3]!;
  }
  for (; i < v.length; i++) a += v[i]! - v[i]!;
  return a + b + c + d === 0;
}

function hasNaNOrMinusInfinity(v: Float64Array | Float32Array): boolean {
  for (let i = 0; i < v.length; i++) if (!(v[i]! > -Infinity)) return true;
  return false;
}
