import { checkFinite } from '../../array/checks.js';
import { normInfinity } from '../../array/vector.js';
import { progress, residualsAt, type Vector } from '../../query/index.js';
import type { LeastSquaresEnd, LeastSquaresMethod } from '../leastsquares/least-squares-method.js';
import { half, residualsOrNone } from '../leastsquares/linearisation.js';
import type { EndReason, MinimizationProblem } from '../minimizer.js';
import { combination } from '../pieces/anderson-step.js';

/** Options of {@link andersonAcceleration}. */
export interface AndersonOptions {
  /** How many differences of earlier iterates are combined; 0 iterates plainly. Default 5. */
  readonly memory?: number;
}

/**
 * Anderson's acceleration of x ← x + F(x), F(x) = g(x) − x: of the affine combinations of the last iterates, the one with
 * the least combination of their F takes the place of x. Where F grows much, the memory is dropped and the plain
 * iteration goes on.
 *
 * Asks: residuals F(x). On linear g the iterates are those of GMRES while the memory reaches back to the start.
 *
 * @source Anderson: Iterative procedures for nonlinear integral equations (1965)
 * @source Walker, Ni: Anderson acceleration for fixed-point iterations (2011)
 */
export function andersonAcceleration({ memory = 5 }: AndersonOptions = {}): LeastSquaresMethod {
  return {
    name: 'andersonAcceleration',
    asks: ['residuals'],
    bounds: false,
    start: (problem) => search(problem, memory),
  };
}

function* search({ x0, tolerance }: MinimizationProblem, memory: number) {
  checkFinite('x0', x0);
  const n = x0.length;
  let x = x0.slice();
  let f: Vector = (yield* residualsAt(x)).slice();
  let moves: Vector[] = [];
  let changes: Vector[] = [];
  let least = Infinity;
  const end = (reason: EndReason | undefined): LeastSquaresEnd => ({
    reason,
    x,
    residuals: f,
    jacobian: new Float64Array(),
  });
  for (;;) {
    // The gradient of ½ ‖F‖² is not known: −F stands for it, which vanishes at the same points.
    if (yield* progress({ x, value: half(f), residuals: f, gradient: f.map((v) => -v) })) return end(undefined);
    const size = normInfinity(f);
    if (size <= tolerance.step * Math.max(1, normInfinity(x))) return end('step-small');
    if (size > 1e3 * least) [moves, changes] = [[], []];
    least = Math.min(least, size);
    const { move, residual } = combination(f, moves, changes);
    const step = move.map((m, i) => m + residual[i]!);
    let next = x.map((xi, i) => xi + step[i]!);
    let image = yield* residualsOrNone(next);
    if (image === undefined && moves.length > 0) {
      [moves, changes] = [[], []];
      next = x.map((xi, i) => xi + f[i]!);
      image = yield* residualsOrNone(next);
    }
    if (image === undefined) return end('unbounded');
    if (memory > 0) {
      moves.push(next.map((v, i) => v - x[i]!));
      changes.push(image.map((v, i) => v - f[i]!));
      if (moves.length > Math.min(memory, n)) {
        moves.shift();
        changes.shift();
      }
    }
    x = next;
    f = image;
  }
}
