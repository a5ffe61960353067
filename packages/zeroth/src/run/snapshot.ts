import { copyVector } from '../query/copy-vector.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A copy of plain data that reuses the arrays of an earlier copy of the same shape, so that keeping the best report
 * of a long run allocates nothing.
 */
export function snapshot(value: unknown, earlier: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Float64Array) return copied(value, earlier);
  if (ArrayBuffer.isView(value)) return structuredClone(value);
  if (Array.isArray(value)) {
    const old: readonly unknown[] = Array.isArray(earlier) ? earlier : [];
    return value.map((item, i) => snapshot(item, old[i]));
  }
  // A fresh object, because the earlier one may have fields that this one lacks.
  const copy: Record<string, unknown> = {};
  const old = isFields(earlier) ? earlier : {};
  const fields = value as Fields;
  for (const key in fields) copy[key] = snapshot(fields[key], old[key]);
  return copy;
}

function copied(vector: Float64Array, earlier: unknown): Float64Array {
  const fits = earlier instanceof Float64Array && earlier.length === vector.length;
  return fits ? copyVector(vector, earlier) : vector.slice();
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
