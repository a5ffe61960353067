import { ZerothError } from 'zeroth';

/** Numbers that are integers from −127 to 127 times one scale. */
export interface Rounding {
  /** How many of a list's first numbers are rounded; the others stay float32. */
  readonly count: number;
  /** a float32 */
  readonly scale: number;
}

/** The largest integer of a signed byte on both sides of 0. */
const largest = 127;

/**
 * Rounds the weights of a head to multiples of a scale that fit into a byte each, so that a delta that starts from them
 * is short and exact. The biases stay: they are few, and may be much larger. A weight moves by at most 1/254 of the
 * largest, far less than what the first steps of tuning change.
 *
 * @param values weights, then biases; not changed
 */
export function roundHead(
  values: Float32Array,
  biases: number,
): { readonly values: Float32Array; readonly rounding: Rounding } {
  const count = values.length - biases;
  let most = 0;
  for (let i = 0; i < count; i++) most = Math.max(most, Math.abs(values[i]!));
  const rounding = { count, scale: Math.fround(most / largest) };
  const rounded = values.slice();
  rounded.set(fromBytes(toBytes(values, rounding), rounding.scale));
  return { values: rounded, rounding };
}

/** The rounded numbers as bytes. */
export function toBytes(values: Float32Array, { count, scale }: Rounding): Int8Array {
  // The scale was rounded too, and may be a little too small for the largest number.
  return Int8Array.from(values.subarray(0, count), (value) =>
    scale === 0 ? 0 : Math.max(-largest, Math.min(largest, Math.round(value / scale))),
  );
}

/** The numbers that bytes mean: products in double precision, rounded once, the same everywhere. */
export function fromBytes(bytes: Int8Array, scale: number): Float32Array {
  // Adding 0 makes 0 of −0, so that a number says all about its byte and the other way round.
  return Float32Array.from(bytes, (byte) => byte * scale + 0);
}

/** @throws ZerothError `delta-not-exact` unless the first numbers of the list are as rounded */
export function checkRounded(values: Float32Array, rounding: Rounding): void {
  const bytes = fromBytes(toBytes(values, rounding), rounding.scale);
  if (bytes.every((value, i) => Object.is(value, values[i]))) return;
  throw new ZerothError('delta-not-exact', 'the head that the tuning started from is not rounded as its delta says');
}
