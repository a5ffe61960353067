/** A function of one variable: a quadratic with an absolute value, over what is linear between its bends. */
export interface LineRatio {
  /** value + slope t + ½ curvature t² + weight |t + at|, curvature and weight at least 0. */
  readonly value: number;
  readonly slope: number;
  readonly curvature: number;
  readonly weight: number;
  readonly at: number;
  readonly bends: readonly number[];
  denominator(t: number): number;
}

/**
 * The global minimiser of the ratio over all t where the denominator is positive: on each interval between bends it is a
 * quadratic over a linear function, whose stationary points are the roots of a quadratic; those and the bends are tried.
 *
 * @source Yuan: Coordinate descent methods for fractional minimization (2023), section 5
 */
export function ratioMinimum(line: LineRatio): { readonly t: number; readonly ratio: number } {
  const { value, slope, curvature, weight, at, bends, denominator } = line;
  const ratioAt = (t: number) => {
    const below = denominator(t);
    return below > 0
      ? (value + slope * t + 0.5 * curvature * t * t + weight * Math.abs(t + at)) / below
      : Number.POSITIVE_INFINITY;
  };
  let best = { t: 0, ratio: ratioAt(0) };
  const attempt = (t: number) => {
    const ratio = ratioAt(t);
    if (ratio < best.ratio) best = { t, ratio };
  };
  const ends = [...bends, -at].filter(Number.isFinite).sort((a, b) => a - b);
  for (const t of ends) attempt(t);
  for (let k = 0; k <= ends.length; k++) {
    const low = k === 0 ? ends[0]! - Math.max(1, Math.abs(ends[0]!)) : ends[k - 1]!;
    const high = k === ends.length ? low + Math.max(1, Math.abs(low)) : ends[k]!;
    if (!(high > low)) continue;
    const p = (denominator(high) - denominator(low)) / (high - low);
    const q = denominator(low) - p * low;
    const sign = low + high + 2 * at > 0 ? 1 : -1;
    const [a, b, c] = [curvature, slope + sign * weight, value + sign * weight * at];
    // (a t + b)(p t + q) = p (½ a t² + b t + c)
    for (const t of quadraticRoots(0.5 * a * p, a * q, b * q - p * c))
      if ((k === 0 || t >= low) && (k === ends.length || t <= high)) attempt(t);
  }
  return best;
}

/** Real roots of a t² + b t + c, without cancellation. */
function quadraticRoots(a: number, b: number, c: number): readonly number[] {
  if (a === 0) return b === 0 ? [] : [-c / b];
  const discriminant = b * b - 4 * a * c;
  if (!(discriminant >= 0)) return [];
  const q = -0.5 * (b + (b < 0 ? -1 : 1) * Math.sqrt(discriminant));
  return q === 0 ? [0] : [q / a, c / q];
}
