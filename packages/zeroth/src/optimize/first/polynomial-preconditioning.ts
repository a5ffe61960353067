import { checkInteger, checkLength } from '../../array/checks.js';
import { addScaled, dot, multiply, scale } from '../../array/vector.js';
import type { Gradients, Method, Vector } from '../../query/index.js';
import type { Minimizer } from '../minimizer.js';
import { descendBy, type NoStep } from '../pieces/descend-by.js';
import { elementarySymmetric, symmetricPreconditioner } from '../pieces/symmetric-polynomials.js';
import { type Trial, trialAt } from '../pieces/trial.js';

/** Options of {@link polynomialPreconditioning}. */
export interface PolynomialPreconditioningOptions {
  /** B, n x n, symmetric, positive semidefinite and row-major, with μ B ≼ ∇²f ≼ L B for some 0 ≤ μ ≤ L. */
  readonly matrix: Vector;
  /**
   * τ, the degree of the polynomial P, an integer from 0, where P = I: how many of the largest eigenvalues of B may lie as
   * far above the rest as they like, at no cost in steps. Default 1.
   */
  readonly degree?: number;
  /**
   * Which polynomial: of elementary symmetric polynomials, or the one of each step that is best for the model with
   * curvature L B, over the Krylov space of B and the gradient ('krylov'). Default 'symmetric'.
   */
  readonly polynomial?: 'symmetric' | 'krylov';
  /** Momentum, for symmetric polynomials: the fast gradient method, restarted where f rises. Default false. */
  readonly accelerated?: boolean;
}

/** Growth of M in one search after which a step would not move x. */
const largest = 2 ** 60;

/**
 * The gradient method, preconditioned by a polynomial of degree τ in a matrix B that bounds the curvature:
 * x⁺ = x − P(B) ∇f(x) / M, with M doubled until f falls by ∇f(x)·P(B) ∇f(x) / (2 M), and halved at each step. The spectrum
 * of B is not computed: symmetric polynomials come from the traces of its powers.
 *
 * Asks: gradients (order 1), one a step and one for each try more; two a step with momentum. Takes τ products with B a
 * step. The condition number that counts is L/μ times that of P(B) B, about Σ_(j>τ) λⱼ / λ_n for τ eigenvalues of B far
 * above the rest; with momentum its root. The Krylov step is at least as good as any polynomial of degree τ.
 *
 * @throws ZerothError `option-out-of-range`, `shape-mismatch`
 * @source Doikov and Rodomanov: Polynomial preconditioning for gradient methods (2023), algorithms 1 to 3
 */
export function polynomialPreconditioning({
  matrix,
  degree = 1,
  polynomial = 'symmetric',
  accelerated = false,
}: PolynomialPreconditioningOptions): Minimizer<Gradients> {
  checkInteger('degree', degree, 0);
  return {
    name: 'polynomialPreconditioning',
    asks: ['gradients'],
    bounds: false,
    start: (problem) => {
      const n = problem.x0.length;
      checkLength('matrix', matrix, n * n);
      const unit = scaled(matrix, n);
      const product = (v: Vector) => {
        const image = new Float64Array(n);
        multiply(image, unit, v);
        return image;
      };
      const direction =
        polynomial === 'krylov'
          ? (gradient: Vector) => krylovStep(product, gradient, degree + 1)
          : symmetricPreconditioner(product, elementarySymmetric(tracesOfPowers(unit, n, degree)));
      const momentum = accelerated && polynomial === 'symmetric';
      return descendBy<Gradients>(problem, (start) => (momentum ? fastSteps(direction, start) : plainSteps(direction)));
    },
  };
}

function plainSteps(direction: (gradient: Vector) => Vector) {
  let curvature = 1;
  return function* step(now: Trial): Method<Gradients, Trial | NoStep> {
    const found = yield* bounded(now, direction(now.gradient), curvature);
    if (!('promised' in found)) curvature = found.curvature / 2;
    return 'promised' in found ? found : found.trial;
  };
}

function fastSteps(direction: (gradient: Vector) => Vector, start: Trial) {
  let curvature = 1;
  let t = 1;
  let from = start;
  return function* step(now: Trial): Method<Gradients, Trial | NoStep> {
    const found = yield* bounded(from, direction(from.gradient), curvature);
    if ('promised' in found && from !== now) {
      [from, t] = [now, 1];
      return yield* step(now);
    }
    if ('promised' in found) return found;
    // The curvature may fall slowly: momentum counts on steps that are not much larger than those before.
    curvature = found.curvature / 1.1;
    const { trial } = found;
    if (trial.value > now.value && from !== now) {
      [from, t] = [now, 1];
      return yield* step(now);
    }
    const grown = 0.5 * (1 + Math.sqrt(1 + 4 * t * t));
    const beta = (t - 1) / grown;
    t = grown;
    from = beta === 0 ? trial : yield* trialAt(trial.x.map((v, i) => v + beta * (v - now.x[i]!)));
    if (from.value === Infinity) [from, t] = [trial, 1];
    return trial;
  };
}

/** The step −d / M from a point, M doubled until f falls by g·d / (2 M). */
function* bounded(
  at: Trial,
  direction: Vector,
  first: number,
): Method<Gradients, { readonly trial: Trial; readonly curvature: number } | NoStep> {
  const slope = dot(at.gradient, direction);
  for (let curvature = first; curvature < first * largest; curvature *= 2) {
    const trial = yield* trialAt(at.x.map((v, i) => v - direction[i]! / curvature));
    if (trial.value <= at.value - slope / (2 * curvature)) return { trial, curvature };
    // Where rounding hides the fall, the change of the slope shows the curvature.
    const hidden = Math.abs(trial.value - at.value) <= 2 ** -40 * Math.abs(at.value);
    if (hidden && Math.abs(dot(trial.gradient, direction)) <= slope && slope > 0) return { trial, curvature };
  }
  return { promised: slope / first };
}

/** argmin over the Krylov space of B and g, of so many dimensions, of −g·h + ½ h·B h: conjugate gradients. */
function krylovStep(product: (v: Vector) => Vector, gradient: Vector, dimensions: number): Vector {
  const solution = new Float64Array(gradient.length);
  const residual = gradient.slice();
  const direction = gradient.slice();
  let square = dot(residual, residual);
  for (let k = 0; k < dimensions && square > 0; k++) {
    const image = product(direction);
    const curvature = dot(direction, image);
    if (!(curvature > 0)) break;
    const step = square / curvature;
    addScaled(solution, step, direction);
    addScaled(residual, -step, image);
    const next = dot(residual, residual);
    for (let i = 0; i < direction.length; i++) direction[i] = residual[i]! + (next / square) * direction[i]!;
    square = next;
  }
  return solution;
}

/** B divided by its trace, so that powers neither overflow nor underflow; M takes up the factor. */
function scaled(matrix: Vector, n: number): Vector {
  let trace = 0;
  for (let i = 0; i < n; i++) trace += matrix[i * n + i]!;
  const unit = matrix.slice();
  if (trace > 0) scale(unit, 1 / trace);
  return unit;
}

function tracesOfPowers(matrix: Vector, n: number, count: number): readonly number[] {
  const traces: number[] = [];
  let power = matrix;
  for (let k = 1; k <= count; k++) {
    if (k > 1) power = timesSymmetric(power, matrix, n);
    let trace = 0;
    for (let i = 0; i < n; i++) trace += power[i * n + i]!;
    traces.push(trace);
  }
  return traces;
}

/** A B of symmetric matrices that commute, by rows. */
function timesSymmetric(a: Vector, b: Vector, n: number): Vector {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) multiply(out.subarray(i * n, (i + 1) * n), b, a.subarray(i * n, (i + 1) * n));
  return out;
}
