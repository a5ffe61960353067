import type { Trial } from './trial.js';

/** Steps beyond these are estimates of nothing. */
const least = 1e-30;
const most = 1e30;

/**
 * The inverse of a curvature between two points: s's/s'y, or the shorter s'y/y'y; s the step and y the change of the
 * gradient. Undefined where the curvature is not positive.
 *
 * @source Barzilai and Borwein: Two-point step size gradient methods (1988)
 */
export function spectralStep(before: Trial, now: Trial, long: boolean): number | undefined {
  let ss = 0;
  let sy = 0;
  let yy = 0;
  for (let i = 0; i < now.x.length; i++) {
    const s = now.x[i]! - before.x[i]!;
    const y = now.gradient[i]! - before.gradient[i]!;
    ss += s * s;
    sy += s * y;
    yy += y * y;
  }
  return sy > 0 ? Math.min(most, Math.max(least, long ? ss / sy : sy / yy)) : undefined;
}
