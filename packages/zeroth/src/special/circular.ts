/*
 * Trigonometric functions of multiples of π. The argument is reduced before it meets π, so they are
 * exact at integers and half integers and relatively accurate beside them.
 */

/** sin(π x). */
export function sinPi(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  // Exact: a remainder by a power of two.
  let r = x % 2;
  if (r > 1) r -= 2;
  else if (r < -1) r += 2;
  const size = Math.abs(r);
  const value =
    size <= 0.25
      ? Math.sin(Math.PI * size)
      : size <= 0.75
        ? Math.cos(Math.PI * (size - 0.5))
        : Math.sin(Math.PI * (1 - size));
  return r < 0 ? -value : value;
}

/** cos(π x). */
export function cosPi(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  let size = Math.abs(x) % 2;
  if (size > 1) size = 2 - size;
  if (size <= 0.25) return Math.cos(Math.PI * size);
  if (size <= 0.75) return Math.sin(Math.PI * (0.5 - size));
  return -Math.cos(Math.PI * (1 - size));
}

/** sin(π x) / (π x), 1 at 0: the normalised cardinal sine. */
export function sinc(x: number): number {
  if (Math.abs(x) === Infinity) return 0;
  return x === 0 ? 1 : sinPi(x) / (Math.PI * x);
}
