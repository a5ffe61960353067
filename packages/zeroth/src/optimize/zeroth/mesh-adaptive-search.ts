import { checkFinite, checkPositive } from '../../array/checks.js';
import { dot, norm2, normInfinity } from '../../array/vector.js';
import { ZerothError } from '../../errors.js';
import { type Method, type Progress, progress, type Values, type Vector } from '../../query/index.js';
import { type Random, random } from '../../random/index.js';
import {
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  type MinimizerReport,
  unboundedLevel,
} from '../minimizer.js';
import { project } from '../pieces/box.js';
import { type Candidate, candidateAt, candidatesAt } from '../pieces/candidates.js';

/** Options of {@link meshAdaptiveSearch}. */
export interface MeshAdaptiveSearchOptions {
  /** Distance of the first poll along coordinate i, relative to max(1, |x0ᵢ|). Default 0.1, at most a tenth of the bounds. */
  readonly size?: number;
  /**
   * Whether a point may be asked about: true, or a list of numbers of which none is below 0. Other points are never
   * asked about. It sees x as the method does: the free variables, divided by their scales. Default: all points.
   */
  readonly constraints?: (x: Vector) => boolean | ArrayLike<number>;
  /** Whether all 2n points of a poll are asked in one question; otherwise one at a time until one is better. Default false. */
  readonly parallel?: boolean;
}

/**
 * Mesh-adaptive direct search with orthogonal directions: points of a mesh are asked about in 2n directions, ± the columns
 * of a random orthogonal basis of integers; a better one coarsens the mesh, none refines it, and the mesh becomes
 * fine faster than the poll comes near, so that the directions grow dense.
 *
 * Asks: values (order 0). Compares values only, but for its end: a mesh that has become too fine is begun anew until that
 * finds no decrease, as directions that descend may have been missed by chance. Converges to points where no feasible direction descends, of functions
 * that are Lipschitz there, smooth or not. Bounds are kept by moving a point to the nearest within.
 * Slow in curved valleys, and along curved constraints, where few directions descend: `cobyla` is for smooth ones.
 *
 * @throws ZerothError `infeasible-start` where x0 does not keep the constraints
 * @source Abramson, Audet, Dennis, Le Digabel: OrthoMADS, a deterministic MADS instance with orthogonal directions (2009)
 * @source Audet, Dennis: Mesh adaptive direct search algorithms for constrained optimization (2006)
 */
export function meshAdaptiveSearch(options: MeshAdaptiveSearchOptions = {}): Minimizer<Values> {
  checkPositive('size', options.size ?? 0.1);
  return { name: 'meshAdaptiveSearch', asks: ['values'], bounds: true, start: (problem) => polls(problem, options) };
}

/** Halvings of the first poll at which a search is begun anew. */
const restartFineness = 3;

function* polls(
  { x0, bounds, tolerance, seed }: MinimizationProblem,
  { size = 0.1, constraints, parallel = false }: MeshAdaptiveSearchOptions,
): Method<Values | Progress<MinimizerReport>, MinimizerEnd> {
  checkFinite('x0', x0);
  const n = x0.length;
  const feasible = (x: Vector): boolean => {
    const answer = constraints?.(x.slice()) ?? true;
    return typeof answer === 'boolean' ? answer : Array.from(answer).every((c) => c >= 0);
  };
  if (!feasible(x0))
    throw new ZerothError('infeasible-start', 'x0 does not keep the constraints: start where they hold.', x0);
  const units = x0.map((x, i) => {
    const width = bounds === undefined ? Infinity : bounds.upper[i]! - bounds.lower[i]!;
    return Math.min(size * Math.max(1, Math.abs(x)), 0.1 * width);
  });
  const draws = random(seed);
  let best = yield* candidateAt(x0.slice());
  const unbounded = unboundedLevel(best.value);
  // The poll's size is 2⁻ˡ units, the mesh's 4⁻ˡ where the poll is finer than a unit.
  let fineness = 0;
  let before = Infinity;
  /** The last step that was better, in the mesh's coordinates: it is tried first. */
  let success: Vector | undefined;
  for (;;) {
    if (yield* progress({ x: best.x, value: best.value })) return { reason: undefined };
    if (best.value <= unbounded) return { reason: 'unbounded' };
    const reach = Math.max(...units) * 2 ** -fineness;
    if (reach <= tolerance.step * Math.max(1, normInfinity(best.x))) {
      const decrease = before - best.value;
      if (!(decrease > tolerance.value * Math.max(1, Math.abs(best.value)))) return { reason: 'step-small' };
      before = best.value;
      fineness = restartFineness;
      continue;
    }
    const mesh = Math.min(1, 4 ** -fineness) * (fineness < 0 ? 2 ** -fineness : 1);
    const steps = basis(n, Math.max(1, 2 ** fineness), draws);
    const first = success;
    if (first !== undefined) steps.sort((a, b) => cosine(b, first) - cosine(a, first));
    const from = best;
    const points = steps
      .map((step) => {
        const x = from.x.map((v, i) => v + mesh * units[i]! * step[i]!);
        if (bounds !== undefined) project(x, bounds);
        return { x, step };
      })
      .filter(({ x }) => x.some((v, i) => v !== from.x[i]) && feasible(x));
    let found: { readonly candidate: Candidate; readonly step: Vector } | undefined;
    if (parallel) {
      const candidates = points.length > 0 ? yield* candidatesAt(points.map(({ x }) => x)) : [];
      candidates.forEach((candidate, k) => {
        if (candidate.value < (found?.candidate ?? best).value) found = { candidate, step: points[k]!.step };
      });
    } else
      for (const { x, step } of points) {
        const candidate = yield* candidateAt(x);
        if (!(candidate.value < best.value)) continue;
        found = { candidate, step };
        break;
      }
    if (found === undefined) {
      fineness++;
      continue;
    }
    best = found.candidate;
    success = found.step;
    // A step that helped is taken once more at once, twice as long.
    const further = best.x.map((v, i) => v + 2 * (v - from.x[i]!));
    if (bounds !== undefined) project(further, bounds);
    if (further.some((v, i) => v !== best.x[i]) && feasible(further)) {
      const candidate = yield* candidateAt(further);
      if (candidate.value < best.value) best = candidate;
    }
    fineness--;
  }
}

/**
 * ± the columns of ‖q‖² I − 2 q q', q being integers of length about √reach in a random direction: integer, orthogonal,
 * and about `reach` long.
 */
function basis(n: number, reach: number, draws: Random): Vector[] {
  const direction = draws.sphere(n);
  const length = Math.sqrt(reach);
  const q = direction.map((v) => Math.round(length * v));
  if (q.every((v) => v === 0)) {
    const at = direction.reduce((most, v, i) => (Math.abs(v) > Math.abs(direction[most]!) ? i : most), 0);
    q[at] = Math.sign(direction[at]!) || 1;
  }
  const square = q.reduce((sum, v) => sum + v * v, 0);
  return Array.from({ length: 2 * n }, (_, k) => {
    const [j, sign] = [k >> 1, k % 2 === 0 ? 1 : -1];
    return q.map((v, i) => sign * ((i === j ? square : 0) - 2 * v * q[j]!));
  });
}

function cosine(a: Vector, b: Vector): number {
  return dot(a, b) / (norm2(a) * norm2(b));
}
