import { checkPositive } from '../../array/checks.js';
import { dot, multiply, multiplyTransposed, norm2 } from '../../array/vector.js';
import { ZerothError } from '../../errors.js';
import { type SymmetricEigen, symmetricEigen } from '../../linalg/index.js';
import { type Gradients, type Hessian, hessianAt, type Vector } from '../../query/index.js';
import type { Minimizer } from '../minimizer.js';
import { descendBy, isDescent } from '../pieces/descend-by.js';
import { trialAt } from '../pieces/trial.js';

/** Options of {@link gradientRegularizedNewton}. */
export interface GradientRegularizedNewtonOptions {
  /** First estimate H > 0 of the problem's constant; it adapts. Default 1. */
  readonly regularization?: number;
  /** α in [2/3, 1], the power of the gradient's norm. Default 2/3, which serves all degrees of smoothness at once. */
  readonly power?: number;
}

/** H is divided by this after a step, and multiplied by it where one fails. */
const factor = 4;
/** Regularisations beyond this multiple of ‖∇²f‖ and ‖∇f‖ give steps that change nothing. */
const largest = 2 ** 60;

/**
 * Newton's method with the Hessian regularised in proportion to a power of the gradient's norm:
 * x⁺ = x − (∇²f(x) + λ I)⁻¹ ∇f(x), λ = H ‖∇f(x)‖^α. A step is taken where ∇f(x⁺)·(x − x⁺) ≥ ‖∇f(x⁺)‖² / (4 λ), and H is
 * then a quarter; else H is four times as large. One decomposition of each Hessian serves all tries.
 *
 * Asks: gradients and the Hessian (orders 1 and 2), a Hessian a step. For convex f it is super-universal: without knowing
 * which, f(x_k) − f* falls at O(k⁻²) where the Hessian is Lipschitz and at O(k⁻³) where the third derivative is, the rates
 * of cubic and third-order methods; superlinear near a minimiser with positive definite Hessian. Made for convex f: where
 * f is not, it still descends, but slowly.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Doikov, Mishchenko and Nesterov: Super-universal regularized Newton method (2024), algorithm 2
 */
export function gradientRegularizedNewton({
  regularization = 1,
  power = 2 / 3,
}: GradientRegularizedNewtonOptions = {}): Minimizer<Gradients | Hessian> {
  checkPositive('regularization', regularization);
  if (!(power >= 2 / 3 && power <= 1))
    throw new ZerothError('option-out-of-range', `power must be in [2/3, 1], not ${power}.`, power);
  return {
    name: 'gradientRegularizedNewton',
    asks: ['gradients', 'hessian'],
    bounds: false,
    start: (problem) =>
      descendBy<Gradients | Hessian>(problem, () => {
        let constant = regularization;
        return function* step(now) {
          const { x, gradient } = now;
          const n = x.length;
          const eigen = symmetricEigen(yield* hessianAt(x), n);
          const scale = norm2(gradient) ** power;
          const size = Math.max(norm2(gradient), Math.abs(eigen.values[0]!), Math.abs(eigen.values[n - 1]!));
          for (; constant * scale <= largest * size; constant *= factor) {
            const shift = constant * scale;
            // H + λ I must be positive definite, or the step is no descent.
            if (!(eigen.values[0]! + shift > 0)) continue;
            const move = shiftedSolution(eigen, gradient, shift);
            const trial = yield* trialAt(x.map((v, i) => v - move[i]!));
            const square = dot(trial.gradient, trial.gradient);
            // Where f is convex the second condition has the first.
            if (isDescent(now, trial) && dot(trial.gradient, move) >= square / (4 * shift)) {
              constant /= factor;
              return trial;
            }
          }
          return { promised: norm2(gradient) ** 2 / size };
        };
      }),
  };
}

/** (H + λ I)⁻¹ g */
function shiftedSolution({ values, vectors }: SymmetricEigen, gradient: Vector, shift: number): Vector {
  const n = gradient.length;
  const coefficients = new Float64Array(n);
  multiply(coefficients, vectors, gradient);
  for (let i = 0; i < n; i++) coefficients[i]! /= values[i]! + shift;
  const solution = new Float64Array(n);
  multiplyTransposed(solution, vectors, coefficients);
  return solution;
}
