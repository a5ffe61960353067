/*
 * Vector constants that a variable holds: one load each, where a constant is built by three instructions wherever it is
 * used. A value that a call gives is not known before the module begins, so the compiler leaves the variable alone.
 */

/** The number in all four lanes. */
export function heldF32(value: f32): v128 {
  return f32x4.splat(value);
}

/** The word in all four lanes. */
export function heldI32(word: i32): v128 {
  return i32x4.splat(word);
}
