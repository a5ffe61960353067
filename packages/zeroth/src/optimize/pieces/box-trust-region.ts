import { symmetricEigen } from '../../linalg/index.js';
import type { Vector } from '../../query/index.js';

/** q(d) = g'd + ½ d'H d; H n x n, row by row. */
export interface Quadratic {
  readonly gradient: Vector;
  readonly hessian: Vector;
}

/** q(d) */
export function quadraticAt({ gradient, hessian }: Quadratic, d: Vector): number {
  const n = d.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    let row = 0;
    for (let j = 0, at = i * n; j < n; j++, at++) row += hessian[at]! * d[j]!;
    sum += d[i]! * (gradient[i]! + 0.5 * row);
  }
  return sum;
}

/**
 * A step d that makes q small with lower ≤ d ≤ upper and ‖d‖ ≤ radius, 0 being within. Without bounds in the way it is
 * a global minimiser over the ball; where some are met, their variables are held there one after the other, and the
 * others minimise over what is left of the ball. O(n³) for each.
 */
export function boxTrustRegionStep(q: Quadratic, lower: Vector, upper: Vector, radius: number): Vector {
  const { gradient, hessian } = q;
  const n = gradient.length;
  const d = new Float64Array(n);
  const held = new Uint8Array(n);
  for (let i = 0; i < n; i++)
    if ((gradient[i]! > 0 && lower[i]! >= 0) || (gradient[i]! < 0 && upper[i]! <= 0)) held[i] = 1;
  let best = d.slice();
  let least = 0;
  let releases = 0;
  for (let pass = 0; pass < 4 * n + 4; pass++) {
    const free: number[] = [];
    let room = radius * radius;
    for (let i = 0; i < n; i++)
      if (held[i]) room -= d[i]! * d[i]!;
      else free.push(i);
    if (free.length === 0 || !(room > 0)) break;
    const slopes = Float64Array.from(free, (i) => {
      let slope = gradient[i]!;
      for (let j = 0; j < n; j++) if (held[j]) slope += hessian[i * n + j]! * d[j]!;
      return slope;
    });
    const block = new Float64Array(free.length ** 2);
    for (let a = 0; a < free.length; a++)
      for (let b = 0; b < free.length; b++) block[a * free.length + b] = hessian[free[a]! * n + free[b]!]!;
    const p = ballStep(slopes, block, Math.sqrt(room));
    let share = 1;
    let met = -1;
    free.forEach((i, a) => {
      const change = p[a]! - d[i]!;
      const limit = change > 0 ? upper[i]! : lower[i]!;
      if (change === 0 || (limit - d[i]!) / change >= share) return;
      share = Math.max(0, (limit - d[i]!) / change);
      met = i;
    });
    free.forEach((i, a) => {
      const moved = share === 1 ? p[a]! : d[i]! + share * (p[a]! - d[i]!);
      d[i] = Math.min(upper[i]!, Math.max(lower[i]!, moved));
    });
    const value = quadraticAt(q, d);
    if (value < least) {
      least = value;
      best = d.slice();
    }
    if (met >= 0) {
      held[met] = 1;
      d[met] = p[free.indexOf(met)]! > d[met]! ? upper[met]! : lower[met]!;
      continue;
    }
    const released = releases < n ? wronglyHeld(q, d, held, lower) : -1;
    if (released < 0) break;
    held[released] = 0;
    releases++;
  }
  return best;
}

/** A held variable whose slope points back into the box. */
function wronglyHeld({ gradient, hessian }: Quadratic, d: Vector, held: Uint8Array, lower: Vector): number {
  const n = d.length;
  for (let i = 0; i < n; i++) {
    if (!held[i]) continue;
    let slope = gradient[i]!;
    for (let j = 0; j < n; j++) slope += hessian[i * n + j]! * d[j]!;
    if (d[i] === lower[i] ? slope < 0 : slope > 0) return i;
  }
  return -1;
}

/**
 * A global minimiser of g'p + ½ p'H p over ‖p‖ ≤ radius: p = −(H + σ I)⁻¹ g with σ ≥ 0 and H + σ I positive semidefinite,
 * by the eigenvectors of H and Newton's method on 1 / ‖p(σ)‖.
 *
 * @source Moré, Sorensen: Computing a trust region step (1983)
 */
export function ballStep(gradient: Vector, hessian: Vector, radius: number): Vector {
  const n = gradient.length;
  const { values, vectors } = symmetricEigen(hessian, n);
  const slopes = new Float64Array(n);
  for (let k = 0; k < n; k++) for (let i = 0; i < n; i++) slopes[k] = slopes[k]! + vectors[k * n + i]! * gradient[i]!;
  let size = 0;
  for (const slope of slopes) size = Math.hypot(size, slope);
  const largest = Math.max(Math.abs(values[0]!), Math.abs(values[n - 1]!));
  const least = Math.max(0, -values[0]!);
  // Where H is singular or worse, σ starts a little above what makes it semidefinite.
  let low = least;
  let high = least + size / radius;
  let shift = values[0]! > 1e-13 * largest ? 0 : Math.min(high, least + 1e-13 * Math.max(largest, size / radius));
  const coefficients = new Float64Array(n);
  const solve = (sigma: number): number => {
    let squared = 0;
    for (let k = 0; k < n; k++) {
      const curvature = values[k]! + sigma;
      coefficients[k] = slopes[k] === 0 ? 0 : -slopes[k]! / Math.max(curvature, 1e-300);
      squared += coefficients[k]! ** 2;
    }
    return Math.sqrt(squared);
  };
  let length = solve(shift);
  if (length > radius) {
    for (let k = 0; k < 60 && Math.abs(length - radius) > 1e-10 * radius; k++) {
      if (length > radius) low = shift;
      else high = shift;
      let slope = 0;
      for (let i = 0; i < n; i++) slope += coefficients[i]! ** 2 / Math.max(values[i]! + shift, 1e-300);
      const next = shift + ((length - radius) / radius) * (length ** 2 / slope);
      shift = next > low && next < high ? next : 0.5 * (low + high);
      length = solve(shift);
    }
    if (length > radius) for (let k = 0; k < n; k++) coefficients[k] = coefficients[k]! * (radius / length);
  } else if (values[0]! < 0) {
    // The hard case: on to the boundary along the direction of least curvature.
    const c = coefficients[0]!;
    coefficients[0] = (c > 0 ? 1 : -1) * Math.sqrt(Math.max(0, radius ** 2 - length ** 2 + c * c));
  }
  const p = new Float64Array(n);
  for (let k = 0; k < n; k++) for (let i = 0; i < n; i++) p[i] = p[i]! + coefficients[k]! * vectors[k * n + i]!;
  return p;
}
