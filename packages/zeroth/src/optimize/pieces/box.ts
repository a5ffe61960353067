import type { Vector } from '../../query/index.js';
import type { Bounds } from '../minimizer.js';

/** x ← the nearest point within the bounds. */
export function project(x: Vector, { lower, upper }: Bounds): void {
  for (let i = 0; i < x.length; i++) x[i] = Math.min(upper[i]!, Math.max(lower[i]!, x[i]!));
}

/** Whether variable i stands at a bound that the negative gradient points through. */
export function isActive(x: Vector, gradient: Vector, { lower, upper }: Bounds, i: number): boolean {
  return (x[i]! <= lower[i]! && gradient[i]! >= 0) || (x[i]! >= upper[i]! && gradient[i]! <= 0);
}

/** ‖x − P(x − ∇f)‖∞, which is 0 just at stationary points; ‖∇f‖∞ without bounds. */
export function projectedGradientNorm(x: Vector, gradient: Vector, bounds: Bounds | undefined): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(projectedChange(x, gradient, bounds, i)));
  return largest;
}

/** Component i of x − P(x − ∇f). */
export function projectedChange(x: Vector, gradient: Vector, bounds: Bounds | undefined, i: number): number {
  const g = gradient[i]!;
  if (bounds === undefined) return g;
  return g > 0 ? Math.min(g, x[i]! - bounds.lower[i]!) : Math.max(g, x[i]! - bounds.upper[i]!);
}
