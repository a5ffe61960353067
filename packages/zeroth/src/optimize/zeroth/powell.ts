import { checkFinite, checkPositive } from '../../array/checks.js';
import { float64Data, fromData } from '../../array/index.js';
import { normInfinity } from '../../array/vector.js';
import { svd } from '../../linalg/index.js';
import { type Method, type Progress, progress, type Values, type Vector } from '../../query/index.js';
import {
  type Bounds,
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  type MinimizerReport,
  unboundedLevel,
} from '../minimizer.js';
import { project } from '../pieces/box.js';
import { type Candidate, candidateAt } from '../pieces/candidates.js';
import { lineMinimum } from '../pieces/line-minimum.js';
import { rangeWithin } from '../pieces/range-within.js';

/** Options of {@link powell}. */
export interface PowellOptions {
  /** The first step along each coordinate, relative to max(1, |x0ᵢ|). Default 0.1. */
  readonly step?: number;
}

/**
 * Powell's method of conjugate directions: f is minimised along n directions in turn, the whole step replaces the oldest
 * of them, and on a quadratic they are conjugate after n rounds. Then they are turned to the principal axes of the
 * quadratic that they know, so that they cannot become dependent.
 *
 * Asks: values (order 0), one at a time, two or three a line. Minimises a strictly convex quadratic in n rounds, which is
 * n (n + 1) lines. Bounds cut the lines. Ends only where lines along all coordinates find no decrease. Reports once a
 * round.
 *
 * @source Powell: An efficient method for finding the minimum of a function of several variables without calculating
 *   derivatives (1964)
 * @source Brent: Algorithms for minimization without derivatives (1973), sections 7.3 and 7.4
 */
export function powell(options: PowellOptions = {}): Minimizer<Values> {
  checkPositive('step', options.step ?? 0.1);
  return { name: 'powell', asks: ['values'], bounds: true, start: (problem) => rounds(problem, options) };
}

/** A direction u, the first t to be tried along it, and the second derivative of t ↦ f(x + t u), where it is known. */
interface Direction {
  readonly u: Vector;
  readonly step: number;
  readonly curvature: number | undefined;
}

/** ½ of the digits: what values can tell apart of points. */
const leastStep = 2 ** -26;

function* rounds(
  { x0, bounds, tolerance }: MinimizationProblem,
  { step = 0.1 }: PowellOptions,
): Method<Values | Progress<MinimizerReport>, MinimizerEnd> {
  checkFinite('x0', x0);
  const n = x0.length;
  let best = yield* candidateAt(x0.slice());
  const unbounded = unboundedLevel(best.value);
  let directions = axes(best.x, step);
  let onAxes = true;
  let round = 0;
  for (;;) {
    if (yield* progress({ x: best.x, value: best.value })) return { reason: undefined };
    const start = best;
    for (let i = 0; i < n; i++) {
      const searched: Searched = yield* along(best, directions[i]!, bounds);
      directions[i] = searched.direction;
      best = searched.best;
      if (best.value <= unbounded) return { reason: 'unbounded' };
    }
    const whole = best.x.map((v, i) => v - start.x[i]!);
    const moved = normInfinity(whole);
    const decrease = start.value - best.value;
    const negligible =
      !(decrease > tolerance.value * Math.max(1, Math.abs(best.value))) ||
      moved <= tolerance.step * Math.max(1, normInfinity(best.x));
    if (negligible) {
      if (onAxes) {
        const small = moved <= tolerance.step * Math.max(1, normInfinity(best.x));
        return { reason: small && moved > 0 ? 'step-small' : 'no-decrease-left' };
      }
      // Directions that are cut off by bounds, or have become useless, must not pass for a minimum.
      directions = axes(best.x, Math.max(leastStep, 1e-3 * step));
      [onAxes, round] = [true, 0];
      continue;
    }
    const { direction, best: after }: Searched = yield* along(
      best,
      { u: whole, step: 1, curvature: undefined },
      bounds,
    );
    best = after;
    directions = [...directions.slice(1), direction];
    onAxes = n === 1;
    if (++round < n) continue;
    round = 0;
    directions = principal(directions) ?? axes(best.x, Math.max(leastStep, moved));
    onAxes = false;
  }
}

function axes(x: Vector, step: number): Direction[] {
  return Array.from(x, (v, i) => {
    const u = new Float64Array(x.length);
    u[i] = 1;
    return { u, step: step * Math.max(1, Math.abs(v)), curvature: undefined };
  });
}

interface Searched {
  readonly best: Candidate;
  readonly direction: Direction;
}

function* along(
  origin: Candidate,
  { u, step, curvature }: Direction,
  bounds: Bounds | undefined,
): Method<Values, Searched> {
  const at = (t: number): Vector => {
    const x = origin.x.map((v, i) => v + t * u[i]!);
    if (bounds !== undefined) project(x, bounds);
    return x;
  };
  const [low, high] = rangeWithin(origin.x, u, bounds);
  const found = yield* lineMinimum({ origin, at, step, low, high });
  const least = (leastStep * Math.max(1, normInfinity(found.best.x))) / Math.max(normInfinity(u), 2 ** -1000);
  // What was moved is the scale of the next search; it shrinks slowly, as one line may start at its minimum by chance.
  const next = Math.max(least, Math.abs(found.t), 0.1 * Math.abs(step));
  return {
    best: found.best,
    direction: { u, step: found.t < 0 ? -next : next, curvature: found.curvature ?? curvature },
  };
}

/**
 * Directions u with u'Hu = 1 for all, conjugate, have U U' = H⁻¹: the left singular vectors of U are the axes of H, and
 * the singular values the steps along them. Undefined where a curvature is not known, or the directions are dependent.
 */
function principal(directions: readonly Direction[]): Direction[] | undefined {
  const n = directions.length;
  const matrix = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const { u, curvature } = directions[j]!;
    if (curvature === undefined || !(curvature > 0)) return undefined;
    for (let i = 0; i < n; i++) matrix[i * n + j] = u[i]! / Math.sqrt(curvature);
  }
  if (!matrix.every((v) => Number.isFinite(v))) return undefined;
  const { u, s } = svd(fromData(matrix, [n, n]));
  const [left, values] = [float64Data(u), float64Data(s)];
  if (!(values[n - 1]! > Number.EPSILON * values[0]!)) return undefined;
  const typical = directions.reduce((sum, { step, curvature }) => sum + Math.abs(step) * Math.sqrt(curvature!), 0) / n;
  return Array.from({ length: n }, (_, j) => ({
    u: Float64Array.from({ length: n }, (__, i) => left[i * n + j]!),
    step: typical * values[j]!,
    curvature: values[j]! ** -2,
  }));
}
