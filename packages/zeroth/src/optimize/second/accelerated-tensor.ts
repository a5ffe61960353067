import { checkFinite, checkNotNegative, checkPositive } from '../../array/checks.js';
import { addScaled, norm2 } from '../../array/vector.js';
import { ZerothError } from '../../errors.js';
import { symmetricEigen } from '../../linalg/index.js';
import {
  type Gradients,
  gradientAt,
  type Hessian,
  hessianAt,
  type Method,
  type Progress,
  progress,
  type Vector,
} from '../../query/index.js';
import type { GradientReport, MinimizationProblem, Minimizer, MinimizerEnd } from '../minimizer.js';
import { reasonAt } from '../pieces/descent.js';
import { end, fallsForever } from '../pieces/endings.js';
import type { Trial } from '../pieces/trial.js';
import { cubicStep } from './cubic-step.js';
import { tensorInexactness, tensorRegularization, tensorStep } from './tensor-step.js';

/** What is known of the noise in the answers of an oracle. */
export interface TensorNoise {
  /** σ₁ ≥ 0, root mean square norm of the gradients' errors. Default 0. */
  readonly gradient?: number;
  /** σ₂ ≥ 0, the norm of the Hessians' errors. Default 0. */
  readonly hessian?: number;
  /** An estimate of ‖x0 − x*‖, positive: it weighs the gradients' noise. Default 1. */
  readonly distance?: number;
}

/** Options of {@link acceleratedTensor}. */
export interface AcceleratedTensorOptions {
  /** p: 2, cubically regularised Newton steps, or 3, steps of third order. Default 2. */
  readonly order?: 2 | 3;
  /** L > 0, a Lipschitz constant of the p-th derivative. */
  readonly smoothness: number;
  /** Noise of the oracle, for p = 2. Default none. */
  readonly noise?: TensorNoise;
}

/** M over L for p = 2; the least that the analysis of inexact Hessians has. */
const cubicRegularization = 2;

/**
 * The accelerated method of order p for convex f, with room for noise. From v = (A x + a y) / (A + a) a step minimises the
 * regularised model of f at v; y minimises Σ aᵢ ∇f(xᵢ)·x + (κ / 2) ‖x − x0‖² + ‖x − x0‖^(p+1) / (p + 1). The step's lemma,
 * ∇f(x)·(v − x) ≥ C ‖∇f(x)‖^((p+1)/p), and a^((p+1)/p) = γ (A + a), γ = C (p + 1) / (p 2^((p−1)/p)), give
 * f(x_k) − f* ≤ ‖x0 − x*‖^(p+1) / ((p + 1) A_k) with A_k ≥ γ^p (k / (p + 1))^(p+1): O(k⁻³) and O(k⁻⁴).
 *
 * Noise of Hessians is met by a quadratic term σ₂ ‖x − v‖² in the model and noise of both kinds by κ, which grows with them,
 * so that they add terms of the order of σ₂ R² / k² and σ₁ R / √k, R = ‖x0 − x*‖: the best possible.
 *
 * Asks: gradients and the Hessian (orders 1 and 2), two gradients and a Hessian a step. With p = 3 some more gradients, for
 * differences: no third derivative.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Agafonov, Kamzolov, Gasnikov, Kavis, Antonakopoulos, Cevher, Takáč: Advancing the lower bounds (2024)
 * @source Nesterov: Implementable tensor methods in unconstrained convex optimization (2021)
 */
export function acceleratedTensor({
  order = 2,
  smoothness,
  noise = {},
}: AcceleratedTensorOptions): Minimizer<Gradients | Hessian> {
  checkPositive('smoothness', smoothness);
  const { gradient = 0, hessian = 0, distance = 1 } = noise;
  checkNotNegative('noise.gradient', gradient);
  checkNotNegative('noise.hessian', hessian);
  checkPositive('noise.distance', distance);
  if (order === 3 && gradient + hessian > 0)
    throw new ZerothError('option-out-of-range', 'Noise is met by steps of order 2: leave out order: 3.', order);
  const plan = { order, smoothness, noise: { gradient, hessian, distance } };
  return {
    name: 'acceleratedTensor',
    asks: ['gradients', 'hessian'],
    bounds: false,
    start: (problem) => accelerate(problem, plan),
  };
}

interface Plan {
  readonly order: 2 | 3;
  readonly smoothness: number;
  readonly noise: Required<TensorNoise>;
}

function* accelerate(
  problem: MinimizationProblem,
  { order, smoothness, noise }: Plan,
): Method<Gradients | Hessian | Progress<GradientReport>, MinimizerEnd> {
  checkFinite('x0', problem.x0);
  const x0 = problem.x0.slice();
  const n = x0.length;
  const growth = growthOf(order, smoothness);
  const quadratic = 2 * noise.hessian;
  const slopes = new Float64Array(n);
  let now: Trial = { x: x0, ...(yield* gradientAt(x0, new Float64Array(n))) };
  const isUnbounded = fallsForever(now);
  let y: Vector = x0;
  let total = 0;
  let squares = 0;
  for (;;) {
    if (yield* progress(now)) return end(undefined);
    const reason = reasonAt(now, problem, isUnbounded);
    if (reason !== undefined) return end(reason);
    const a = shareOf(total, growth, order);
    total += a;
    squares += a * a;
    const share = a / total;
    const v = now.x.map((value, i) => value + share * (y[i]! - value));
    const { gradient } = yield* gradientAt(v, new Float64Array(n));
    const hessian = yield* hessianAt(v, new Float64Array(n * n));
    const step =
      order === 3
        ? yield* tensorStep(v, gradient, hessian, smoothness)
        : cubicStep(symmetricEigen(shifted(hessian, quadratic), n), gradient, cubicRegularization * smoothness);
    const x = v.map((value, i) => value + step[i]!);
    now = { x, ...(yield* gradientAt(x, new Float64Array(n))) };
    addScaled(slopes, a, now.gradient);
    const kappa = (2 * quadratic * a * a) / total + (noise.gradient * Math.sqrt(squares)) / noise.distance;
    y = proximalPoint(x0, slopes, kappa, order);
  }
}

/** γ, from the lemma of the step: see {@link stepConstant}. */
function growthOf(order: 2 | 3, smoothness: number): number {
  return (stepConstant(order, smoothness) * (order + 1)) / order / 2 ** ((order - 1) / order);
}

/**
 * C with ∇f(x)·(v − x) ≥ C ‖∇f(x)‖^((p+1)/p). With r = ‖x − v‖, ‖∇f(x) + (M/p!) r^(p−1) (x − v)‖ ≤ (L/p!) r^p, L being
 * increased by what the model is not solved to; squared, and at the r that makes least of it.
 *
 * @source Nesterov: Implementable tensor methods in unconstrained convex optimization (2021), lemma 2
 */
export function stepConstant(order: 2 | 3, smoothness: number): number {
  const factorial = order === 2 ? 2 : 6;
  const regularization = (order === 2 ? cubicRegularization : tensorRegularization) * smoothness;
  const error = order === 2 ? smoothness : (1 + tensorInexactness) * smoothness;
  const spare = (regularization ** 2 - error ** 2) / factorial ** 2;
  const power = (order - 1) / (2 * order);
  return ((order * factorial) / ((order + 1) * regularization)) * (((order + 1) * spare) / (order - 1)) ** power;
}

/** The a > 0 with a^((p+1)/p) = γ (A + a): Newton's method from above, on a convex function. */
function shareOf(total: number, growth: number, order: number): number {
  const power = (order + 1) / order;
  // Beyond the largest root of either part alone, doubled, the left side is larger.
  let a = 2 * Math.max((2 * growth * total) ** (1 / power), (2 * growth) ** order);
  for (let k = 0; k < 100; k++) {
    const excess = a ** power - growth * (total + a);
    const next = a - excess / (power * a ** (power - 1) - growth);
    if (!(next < a)) break;
    a = next;
  }
  return a;
}

/** argmin of s·x + (κ / 2) ‖x − x0‖² + ‖x − x0‖^(p+1) / (p + 1). */
function proximalPoint(x0: Vector, slopes: Vector, kappa: number, order: number): Vector {
  const force = norm2(slopes);
  if (force === 0) return x0.slice();
  // κ ρ + ρ^p = ‖s‖, by Newton's method from above.
  let radius = force ** (1 / order);
  for (let k = 0; k < 100; k++) {
    const next = radius - (kappa * radius + radius ** order - force) / (kappa + order * radius ** (order - 1));
    if (!(next < radius)) break;
    radius = next;
  }
  return x0.map((v, i) => v - (radius * slopes[i]!) / force);
}

/** H + shift I */
function shifted(hessian: Vector, shift: number): Vector {
  const n = Math.sqrt(hessian.length);
  return hessian.map((v, k) => (k % (n + 1) === 0 ? v + shift : v));
}
