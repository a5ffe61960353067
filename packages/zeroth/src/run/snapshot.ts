type Fields = Record<string, unknown>;

/**
 * A copy of plain data that reuses the arrays of an earlier copy of the same shape, so that keeping the best report
 * of a long run allocates nothing.
 */
export function snapshot(value: unknown, earlier: unknown): unknown {
  if (value instanceof Float64Array) {
    if (!(earlier instanceof Float64Array) || earlier.length !== value.length) return value.slice();
    earlier.set(value);
    return earlier;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return structuredClone(value);
  if (Array.isArray(value)) {
    const old: readonly unknown[] = Array.isArray(earlier) ? earlier : [];
    return value.map((item, i) => snapshot(item, old[i]));
  }
  const copy = isFields(earlier) ? earlier : {};
  const fields: Fields = value as Fields;
  for (const key in fields) copy[key] = snapshot(fields[key], copy[key]);
  return copy;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
