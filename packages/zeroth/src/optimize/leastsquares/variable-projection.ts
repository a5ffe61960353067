import { checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
import { normInfinity } from '../../array/vector.js';
import { ZerothError } from '../../errors.js';
import {
  type Jacobian,
  type JacobianAnswer,
  type Method,
  progress,
  type Residuals,
  type Vector,
} from '../../query/index.js';
import type { EndReason, MinimizationProblem } from '../minimizer.js';
import { leastSquaresStep, pivotedFactors } from '../pieces/pivoted-qr.js';
import { trustRegionStep } from '../pieces/scaled-trust-region.js';
import type { LeastSquaresEnd, LeastSquaresMethod } from './least-squares-method.js';
import {
  columnNorm,
  decreaseOf,
  half,
  lengthOf,
  linearisedAt,
  offsetOf,
  promisedBy,
  residualsOrNone,
  transposedProduct,
} from './linearisation.js';

/** Options of {@link variableProjection}. */
export interface VariableProjectionOptions {
  /** The variables that the residuals are affine in, as indices into x (without its fixed entries), each from 0 to n − 1. */
  readonly linear: readonly number[];
  /** First radius of the trust region, as a multiple of ‖D a‖, a being the other variables. Default 100. */
  readonly radius?: number;
}

/**
 * Variable projection for residuals that are affine in some variables, r = r₀(a) + Φ(a) c: c is always the solution of
 * its linear least squares problem, whatever it was at the start, and Levenberg and Marquardt's method searches a alone,
 * with Kaufman's Jacobian, ∂r/∂a less its part in the columns of Φ. It needs no start for c, fewer steps, and
 * converges from more places.
 *
 * Asks: residuals, and two Jacobians a step: one that shows Φ where a is tried, one at the c that follows from it.
 *
 * @throws ZerothError `option-out-of-range` where an index is none of a variable, or all or none are linear
 * @source Golub and Pereyra: The differentiation of pseudo-inverses and nonlinear least squares problems (1973)
 * @source Kaufman: A variable projection method for solving separable nonlinear least squares problems (1975)
 */
export function variableProjection({ linear, radius = 100 }: VariableProjectionOptions): LeastSquaresMethod {
  checkPositive('radius', radius);
  return {
    name: 'variableProjection',
    asks: ['residuals', 'jacobian'],
    bounds: false,
    start: (problem) => search(problem, [...new Set(linear)], radius),
  };
}

interface Point extends JacobianAnswer {
  readonly x: Vector;
}

function* search({ x0, tolerance }: MinimizationProblem, linear: readonly number[], firstRadius: number) {
  checkFinite('x0', x0);
  const n = x0.length;
  for (const j of linear) checkInteger('linear', j, 0, n - 1);
  const others = Array.from({ length: n }, (_, j) => j).filter((j) => !linear.includes(j));
  if (others.length === 0 || linear.length === 0)
    throw new ZerothError(
      'option-out-of-range',
      'Some variables must be linear and some must not: where all are, lstsq solves the problem; where none is, take levenbergMarquardt.',
      linear,
    );
  const held = Uint8Array.from({ length: n }, (_, j) => (linear.includes(j) ? 0 : 1));
  let now: Point = yield* atBestLinear({ x: x0.slice(), ...(yield* linearisedAt(x0)) }, held);
  const scale = new Float64Array(n);
  let lambda = 0;
  let radius = 0;
  const end = (reason: EndReason | undefined): LeastSquaresEnd => ({ reason, ...now });
  for (;;) {
    const { x, residuals, jacobian } = now;
    const gradient = transposedProduct(jacobian, residuals, n);
    const value = half(residuals);
    if (yield* progress({ x, value, residuals, gradient })) return end(undefined);
    const projected = lessPartIn(jacobian, n, linear, others);
    const k = others.length;
    for (let j = 0; j < k; j++) scale[j] = Math.max(scale[j]!, columnNorm(projected, k, j));
    const weights = Float64Array.from(others, (_, j) => scale[j]! || 1);
    const a = Float64Array.from(others, (j) => x[j]!);
    if (radius === 0)
      radius =
        firstRadius *
        lengthOf(
          a.map((v) => v || 1),
          weights,
        );
    const factors = pivotedFactors(projected, residuals, k, new Uint8Array(k));
    const slopes = transposedProduct(projected, residuals, k);
    if (offsetOf({ residuals, jacobian: projected, gradient: slopes }, factors) <= tolerance.gradient)
      return end('gradient-small');
    for (;;) {
      const step = trustRegionStep(factors, weights, radius, lambda);
      lambda = step.lambda;
      const next = x.slice();
      for (const [c, j] of others.entries()) next[j] = x[j]! + step.p[c]!;
      if (!(step.length > 0) || others.every((j) => next[j] === x[j])) return end('step-small');
      const small = normInfinity(step.p) <= tolerance.step * normInfinity(a);
      const model = promisedBy(projected, residuals, step.p).decrease;
      const trial: Point | undefined = yield* tried(next, held);
      const decrease = trial === undefined ? Number.NaN : decreaseOf(residuals, trial.residuals);
      const ratio = model > 0 ? decrease / model : -1;
      if (!(ratio > 0.25)) {
        const shrink = trial === undefined ? 0.1 : 0.25;
        radius = shrink * Math.min(radius, step.length);
        lambda /= shrink;
      } else if (lambda === 0 || ratio > 0.75) {
        radius = Math.max(radius, 2 * step.length);
        lambda *= 0.5;
      }
      if (trial !== undefined && decrease > 0 && ratio > 1e-4) {
        now = trial;
        if (!small && !(decrease <= tolerance.value * value && model <= tolerance.value * value)) break;
        yield* progress({
          ...now,
          value: half(now.residuals),
          gradient: transposedProduct(now.jacobian, now.residuals, n),
        });
        return end(small ? 'step-small' : 'no-decrease-left');
      }
      if (small) return end('step-small');
      if (model <= 2 ** -52 * value && Math.abs(decrease) <= 2 ** -48 * value) return end('no-decrease-left');
      if (!(radius > 0)) return end('no-progress');
    }
  }
}

/** The point at x with the best c; undefined where the residuals are not finite. */
function* tried(x: Vector, held: Uint8Array): Method<Residuals | Jacobian, Point | undefined> {
  if ((yield* residualsOrNone(x)) === undefined) return undefined;
  return yield* atBestLinear({ x, ...(yield* linearisedAt(x)) }, held);
}

/** The same a with the c that makes ‖r‖ least, by the linear columns of the Jacobian, which do not depend on c. */
function* atBestLinear({ x, residuals, jacobian }: Point, held: Uint8Array): Method<Jacobian, Point> {
  const move = leastSquaresStep(pivotedFactors(jacobian, residuals, x.length, held), x.length);
  const best = x.map((v, j) => v + move[j]!);
  return { x: best, ...(yield* linearisedAt(best)) };
}

/** The columns `others` of a Jacobian less their projections on the columns `linear`; m x others.length. */
function lessPartIn(jacobian: Vector, n: number, linear: readonly number[], others: readonly number[]): Vector {
  const m = jacobian.length / n;
  const held = Uint8Array.from({ length: n }, (_, j) => (linear.includes(j) ? 0 : 1));
  const out = new Float64Array(m * others.length);
  for (const [c, j] of others.entries()) {
    const column = new Float64Array(m);
    for (let i = 0; i < m; i++) column[i] = jacobian[i * n + j]!;
    const part = leastSquaresStep(pivotedFactors(jacobian, column, n, held), n);
    for (let i = 0; i < m; i++) {
      let rest = column[i]!;
      for (const l of linear) rest += jacobian[i * n + l]! * part[l]!;
      out[i * others.length + c] = rest;
    }
  }
  return out;
}
