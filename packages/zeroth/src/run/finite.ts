import type { Query } from '../query/types.js';
import { sumOf } from './sum.js';

/**
 * Whether an answer holds a number that no method can use. A value may be +∞ ("worse than anything"); nothing may be
 * NaN or −∞, and vectors other than lists of values must be finite. A question that may fail takes anything.
 */
export function isBroken(answer: unknown, query: Query & { readonly mayFail?: boolean }): boolean {
  return query.mayFail !== true && broken(answer, query.kind === 'values');
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
 * finite sum says that all are.
 */
export function allFinite(v: Float64Array | Float32Array): boolean {
  return Number.isFinite(sumOf(v)) || eachFinite(v);
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
