import type { Random } from 'zeroth/random';

const half = 10;
const directions = 40;
const radius = 1e-3;

/**
 * Duality gaps of min over ‖x‖ ≤ 1, max over ‖y‖ ≤ 1 of x·A y + b·x − c·y at the mean of extragradient steps, whose
 * gradients are estimated from values by pairs along random directions. There is a run for each number of rounds T, with
 * steps of 1 / √T: the noise of estimates does not vanish at the solution, and with a step that is fixed the gap stays where
 * the noise puts it.
 */
export function saddleGaps(draws: Random, horizons: readonly number[]): readonly number[] {
  const matrix = Array.from({ length: half }, () => draws.fillNormal(new Float64Array(half)));
  const [b, c] = [draws.fillNormal(new Float64Array(half)), draws.fillNormal(new Float64Array(half))];
  const dot = (u: ArrayLike<number>, v: ArrayLike<number>): number =>
    Array.from(u).reduce((sum, value, i) => sum + value * v[i]!, 0);
  const times = (y: Float64Array): number[] => matrix.map((row) => dot(row, y));
  const transposed = (x: Float64Array): number[] =>
    Array.from({ length: half }, (_, j) => matrix.reduce((sum, row, i) => sum + row[j]! * x[i]!, 0));
  const value = (z: Float64Array): number => {
    const [x, y] = [z.subarray(0, half), z.subarray(half)];
    return dot(x, times(y)) + dot(b, x) - dot(c, y);
  };
  const gap = (z: Float64Array): number => {
    const [x, y] = [z.subarray(0, half), z.subarray(half)];
    const above = Math.hypot(...transposed(x).map((v, j) => v - c[j]!)) + dot(b, x);
    return above + Math.hypot(...times(y).map((v, i) => v + b[i]!)) + dot(c, y);
  };
  /** Down in x and up in y from `from`, along the gradient at `at`, and back into the balls. */
  const moved = (from: Float64Array, at: Float64Array, step: number): Float64Array => {
    const z = from.slice();
    for (let k = 0; k < directions; k++) {
      const e = draws.sphere(2 * half);
      const ahead = value(at.map((v, i) => v + radius * e[i]!));
      const slope = (half * (ahead - value(at.map((v, i) => v - radius * e[i]!)))) / (radius * directions);
      for (let i = 0; i < z.length; i++) z[i] = z[i]! + (i < half ? -step : step) * slope * e[i]!;
    }
    for (const part of [z.subarray(0, half), z.subarray(half)]) {
      const length = Math.hypot(...part);
      if (length > 1) part.set(part.map((v) => v / length));
    }
    return z;
  };
  return horizons.map((rounds) => {
    const step = 1 / Math.sqrt(rounds);
    let z: Float64Array = new Float64Array(2 * half);
    const mean = new Float64Array(2 * half);
    for (let k = 1; k <= rounds; k++) {
      const middle = moved(z, z, step);
      z = moved(z, middle, step);
      for (let i = 0; i < mean.length; i++) mean[i]! += (middle[i]! - mean[i]!) / k;
    }
    return gap(mean);
  });
}
