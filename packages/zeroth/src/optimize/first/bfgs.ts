import { checkFinite } from '../../array/checks.js';
import { dot, norm2, normInfinity, subtract } from '../../array/vector.js';
import { type Gradients, gradientAt, progress, type Vector } from '../../query/index.js';
import type { MinimizationProblem, Minimizer } from '../minimizer.js';
import { end, endWithoutDecrease, fallsForever, isNegligible, isStationary } from '../pieces/endings.js';
import type { LineStore } from '../pieces/line-point.js';
import { strongWolfe } from '../pieces/strong-wolfe.js';
import type { Trial } from '../pieces/trial.js';

/** Options of {@link bfgs}. */
export interface BfgsOptions {
  /** Curvature share c₂ of the line search, in (0, 1). Default 0.9. */
  readonly curvature?: number;
}

/**
 * The quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno: the inverse Hessian is estimated from differences
 * of gradients, H ← (I − ρ s y') H (I − ρ y s') + ρ s s', and each step is a line search along −H ∇f.
 *
 * Asks: gradients (order 1). Superlinear near a minimiser with positive definite Hessian; n² numbers of memory.
 *
 * @source Nocedal and Wright: Numerical Optimization, 2nd ed. (2006), algorithm 6.1 and equation 6.20
 */
export function bfgs(options: BfgsOptions = {}): Minimizer<Gradients> {
  return { name: 'bfgs', asks: ['gradients'], bounds: false, start: (problem) => quasiNewton(problem, options) };
}

function* quasiNewton({ x0, tolerance }: MinimizationProblem, { curvature = 0.9 }: BfgsOptions) {
  checkFinite('x0', x0);
  const n = x0.length;
  const inverse = new Float64Array(n * n);
  const direction = new Float64Array(n);
  const [s, y, hy] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const store: LineStore = [];
  const x = x0.slice();
  let now: Trial = { x, ...(yield* gradientAt(x)) };
  const isUnbounded = fallsForever(now);
  let fresh = true;
  for (;;) {
    if (yield* progress(now)) return end(undefined);
    if (isUnbounded(now)) return end('unbounded');
    if (isStationary(now, undefined, tolerance)) return end('gradient-small');
    if (fresh) for (let i = 0; i < n; i++) direction[i] = -now.gradient[i]!;
    else multiplyNegative(direction, inverse, now.gradient);
    let slope = dot(now.gradient, direction);
    if (!(slope < 0)) {
      fresh = true;
      for (let i = 0; i < n; i++) direction[i] = -now.gradient[i]!;
      slope = -dot(now.gradient, now.gradient);
    }
    // The first step knows no scale: it moves x by about a tenth of its own size, or by 1 at the origin.
    const first = fresh ? Math.min(1, Math.max(0.1 * norm2(now.x), 0.1) / norm2(now.gradient)) : 1;
    const next = yield* strongWolfe(now, direction, { first, curvature, store });
    if (next === undefined) {
      if (!fresh) {
        // The estimate may have gone bad: once more from the gradient itself.
        fresh = true;
        continue;
      }
      return endWithoutDecrease(-slope, now, tolerance);
    }
    subtract(s, next.x, now.x);
    subtract(y, next.gradient, now.gradient);
    const decrease = now.value - next.value;
    const moved = normInfinity(s);
    now = next;
    if (isNegligible(moved, decrease, now, tolerance)) {
      if (fresh) {
        yield* progress(now);
        return end('no-decrease-left');
      }
      fresh = true;
      continue;
    }
    const sy = dot(s, y);
    const yy = dot(y, y);
    // Without positive curvature along s the update would not stay positive definite.
    if (!(sy > 2 ** -52 * Math.sqrt(yy) * norm2(s))) continue;
    if (fresh) {
      inverse.fill(0);
      for (let i = 0; i < n; i++) inverse[i * n + i] = sy / yy;
      fresh = false;
    }
    update(inverse, s, y, sy, hy);
  }
}

function multiplyNegative(out: Vector, matrix: Vector, x: Vector): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0, at = i * n; j < n; j++, at++) sum += matrix[at]! * x[j]!;
    out[i] = -sum;
  }
}

/** H ← H − ρ (s (H y)' + (H y) s') + ρ (1 + ρ y'H y) s s' with ρ = 1 / s'y; H y is written to `hy`. */
function update(h: Vector, s: Vector, y: Vector, sy: number, hy: Vector): void {
  const n = s.length;
  multiplyNegative(hy, h, y);
  const rho = 1 / sy;
  const factor = rho * (1 - rho * dot(y, hy));
  for (let i = 0; i < n; i++) {
    const si = s[i]!;
    const hi = hy[i]!;
    for (let j = 0, at = i * n; j < n; j++, at++)
      h[at] = h[at]! + rho * (si * hy[j]! + hi * s[j]!) + factor * si * s[j]!;
  }
}
