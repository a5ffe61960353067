import type { Vector } from '../../query/index.js';
import type { Bounds } from '../minimizer.js';

/**
 * The point farthest along the dogleg path of ‖J p + r‖², from 0 over its minimum along `steepest` to `newton`, within
 * a box about 0.
 *
 * @param jacobian m x n, row-major
 * @source Voglis and Lagaris: A rectangular trust region dogleg approach (2004)
 */
export function boxDogleg(newton: Vector, steepest: Vector, jacobian: Vector, r: Vector, box: Bounds): Vector {
  if (newton.every((v, i) => v >= box.lower[i]! && v <= box.upper[i]!)) return newton.slice();
  let slope = 0;
  let curvature = 0;
  for (let i = 0, at = 0; i < r.length; i++) {
    let image = 0;
    for (let j = 0; j < steepest.length; j++, at++) image += jacobian[at]! * steepest[j]!;
    slope += image * r[i]!;
    curvature += image * image;
  }
  const t = Math.min(
    curvature > 0 ? -slope / curvature : Infinity,
    toBox(
      steepest.map(() => 0),
      steepest,
      box,
    ),
  );
  // Along a direction without curvature or end there is no minimum, and no descent either.
  const corner = steepest.map((v) => (t < Infinity ? t * v : 0));
  const leg = newton.map((v, i) => v - corner[i]!);
  if (!leg.every(Number.isFinite)) return corner;
  const u = Math.min(1, toBox(corner, leg, box));
  return corner.map((v, i) => v + u * leg[i]!);
}

/** The largest t with p + t d in the box, p being in it; Infinity where there is no end. */
function toBox(p: Vector, d: Vector, { lower, upper }: Bounds): number {
  let t = Infinity;
  for (let i = 0; i < p.length; i++) {
    if (d[i]! > 0) t = Math.min(t, (upper[i]! - p[i]!) / d[i]!);
    else if (d[i]! < 0) t = Math.min(t, (lower[i]! - p[i]!) / d[i]!);
  }
  return Math.max(0, t);
}
