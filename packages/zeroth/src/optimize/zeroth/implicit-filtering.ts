import { checkFinite, checkPositive } from '../../array/checks.js';
import { dot, norm2, normInfinity } from '../../array/vector.js';
import { type Method, type Progress, progress, type Values, type Vector } from '../../query/index.js';
import {
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  type MinimizerReport,
  unboundedLevel,
} from '../minimizer.js';
import { isActive, project } from '../pieces/box.js';
import { byValue, type Candidate, candidateAt, candidatesAt } from '../pieces/candidates.js';
import { identity } from '../pieces/matrix-exponential.js';

/** Options of {@link implicitFiltering}. */
export interface ImplicitFilteringOptions {
  /** Half width of the first stencil along coordinate i, relative to max(1, |x0ᵢ|). Default 0.5, at most half the bounds. */
  readonly largest?: number;
  /** Half width of the last one, relative to the first: above the noise of f. Default 2⁻²⁰. */
  readonly smallest?: number;
}

/**
 * Implicit filtering: a quasi-Newton step with the gradient by differences on a coordinate stencil, whose width is halved
 * where its centre is the best of it, the gradient is as small as the width, or the line search fails. A wide stencil
 * does not see noise and small bumps.
 *
 * Asks: values (order 0): the 2n points of a stencil in one question, then one at a time along the step. Bounds are kept:
 * a stencil is cut off at them. For smooth functions with noise that becomes small towards the minimum.
 *
 * @source Kelley: Implicit Filtering (2011), chapters 3 to 5
 */
export function implicitFiltering(options: ImplicitFilteringOptions = {}): Minimizer<Values> {
  checkPositive('largest', options.largest ?? 0.5);
  checkPositive('smallest', options.smallest ?? 2 ** -20);
  return { name: 'implicitFiltering', asks: ['values'], bounds: true, start: (problem) => filter(problem, options) };
}

/** Step halvings of a line search, and steps at one width, at most; the share of the slope that is asked of a step. */
const cutbacks = 8;
const mostSteps = 100;
const sufficient = 1e-4;

function* filter(
  { x0, bounds, tolerance }: MinimizationProblem,
  { largest = 0.5, smallest = 2 ** -20 }: ImplicitFilteringOptions,
): Method<Values | Progress<MinimizerReport>, MinimizerEnd> {
  checkFinite('x0', x0);
  const n = x0.length;
  const widths = x0.map((x, i) => {
    const room = bounds === undefined ? Infinity : 0.5 * (bounds.upper[i]! - bounds.lower[i]!);
    return Math.min(room, largest * Math.max(1, Math.abs(x)));
  });
  let best = yield* candidateAt(x0.slice());
  const unbounded = unboundedLevel(best.value);
  for (let scale = 1; scale >= smallest; scale /= 2) {
    let inverse = identity(n);
    let before: { readonly x: Vector; readonly gradient: Vector } | undefined;
    for (let step = 0; step < mostSteps; step++) {
      if (yield* progress({ x: best.x, value: best.value })) return { reason: undefined };
      if (best.value <= unbounded) return { reason: 'unbounded' };
      const centre: Candidate = best;
      const points = Array.from(widths.keys()).flatMap((i) =>
        [1, -1].map((sign) => {
          const x = centre.x.slice();
          x[i] = x[i]! + sign * scale * widths[i]!;
          if (bounds !== undefined) project(x, bounds);
          return x;
        }),
      );
      const stencil = yield* candidatesAt(points);
      const gradient = widths.map((_, i) => slopeOf(centre, stencil[2 * i]!, stencil[2 * i + 1]!, i));
      const least = [...stencil].sort(byValue)[0]!;
      if (least.value < best.value) best = least;
      // The centre is the best of its stencil: no direction can be trusted to descend at this width.
      else break;
      const held = gradient.map((g, i) => (bounds !== undefined && isActive(centre.x, gradient, bounds, i) ? 0 : g));
      if (normInfinity(held) <= scale * tolerance.gradient) break;
      if (before !== undefined) inverse = update(inverse, centre.x, before.x, gradient, before.gradient);
      before = { x: centre.x, gradient };
      let direction = held.map((_, i) => -held.reduce((sum, g, j) => sum + inverse[i * n + j]! * g, 0));
      direction = direction.map((d, i) => (held[i] === 0 ? 0 : d));
      if (!(dot(direction, held) < 0)) {
        direction = held.map((g) => -g);
        inverse = identity(n);
      }
      // Not farther than ten stencils: beyond, the differences say nothing.
      const reach = 10 * scale * Math.max(...widths);
      const length = norm2(direction);
      let t = length > reach ? reach / length : 1;
      let moved = false;
      for (let k = 0; k < cutbacks && !moved; k++, t /= 2) {
        const x = centre.x.map((v, i) => v + t * direction[i]!);
        if (bounds !== undefined) project(x, bounds);
        const trial = yield* candidateAt(x);
        moved = trial.value < centre.value + sufficient * t * dot(direction, held);
        if (trial.value < best.value) best = trial;
      }
      if (!moved) break;
    }
  }
  return { reason: 'step-small' };
}

/** The difference quotient of two points of a stencil; one-sided where the other failed or is at a bound, 0 where both. */
function slopeOf(centre: Candidate, above: Candidate, below: Candidate, i: number): number {
  const [high, low] = [above, below].map((side) => (side.value < Infinity ? side : centre));
  const width = high!.x[i]! - low!.x[i]!;
  return width > 0 ? (high!.value - low!.value) / width : 0;
}

/** BFGS of the inverse Hessian; unchanged where the differences show no curvature. */
function update(inverse: Vector, x: Vector, before: Vector, gradient: Vector, gradientBefore: Vector): Vector {
  const n = x.length;
  const s = x.map((v, i) => v - before[i]!);
  const y = gradient.map((g, i) => g - gradientBefore[i]!);
  const curvature = dot(s, y);
  if (!(curvature > 1e-10 * norm2(s) * norm2(y))) return inverse;
  const hy = s.map((_, i) => y.reduce((sum, v, j) => sum + inverse[i * n + j]! * v, 0));
  const factor = (1 + dot(y, hy) / curvature) / curvature;
  return inverse.map((h, k) => {
    const [i, j] = [Math.floor(k / n), k % n];
    return h + factor * s[i]! * s[j]! - (hy[i]! * s[j]! + s[i]! * hy[j]!) / curvature;
  });
}
