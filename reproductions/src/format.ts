/** A number with this many digits after the point. */
export function fixed(value: number, digits = 3): string {
  return value.toFixed(digits).replace('-', '−');
}

/** A fraction as percent. */
export function percent(fraction: number, digits = 1): string {
  return `${fixed(100 * fraction, digits)}%`;
}

/** A difference of two fractions in points, with its sign. */
export function points(difference: number, digits = 1): string {
  return `${difference > 0 ? '+' : ''}${fixed(100 * difference, digits)} points`;
}
