import { normInfinity } from '../array/vector.js';
import { ZerothError } from '../errors.js';
import { hybridPowell } from '../optimize/equations/hybrid-powell.js';
import { inTurn } from '../optimize/equations/in-turn.js';
import { newtonEquations } from '../optimize/equations/newton-equations.js';
import type { LeastSquaresEnd } from '../optimize/leastsquares/least-squares-method.js';
import { levenbergMarquardt } from '../optimize/leastsquares/levenberg-marquardt.js';
import type { Vector } from '../query/index.js';
import { amended } from './finish.js';
import {
  type AsyncResidualFunction,
  type LeastSquaresOptions,
  type LeastSquaresResult,
  leastSquares,
  leastSquaresAsync,
  type ResidualFunction,
} from './least-squares.js';
import { layoutOf, type Parameters, type Received } from './parameters.js';
import { freePlaces } from './variables.js';

/** Options of {@link root}. */
export interface RootOptions extends Omit<LeastSquaresOptions, 'loss' | 'lossScale'> {
  /**
   * What counts as zero: |Fᵢ(x)| at most this, or at most this times Σⱼ |Jᵢⱼ xⱼ|, which is what a relative change of x by
   * as much would make of Fᵢ. Default 1e-9.
   */
  readonly zero?: number;
}

/**
 * Finds x with F(x) = 0, n equations in n unknowns, near x0: by Powell's hybrid method, and where that gives up by
 * Levenberg and Marquardt's, then Newton's, from x0 again, in one run with one budget; with bounds by Levenberg and
 * Marquardt's alone. `value` is ½ ‖F(x)‖². A local minimum of ‖F‖ that is no root is `failed`, with the reason
 * `no-progress`.
 *
 * @param equations a function of x that returns n numbers; a pair `{ residuals, jacobian }`; or an oracle
 * @throws ZerothError `shape-mismatch` where the numbers of equations and unknowns differ
 */
export function root<P extends Parameters>(
  equations: ResidualFunction<Received<P>>,
  x0: P,
  options: RootOptions = {},
): LeastSquaresResult<Received<P>> {
  return judged(leastSquares(equations, x0, planOf(x0, options)), options);
}

/** {@link root} for equations that are promised. */
export async function rootAsync<P extends Parameters>(
  equations: AsyncResidualFunction<Received<P>>,
  x0: P,
  options: RootOptions = {},
): Promise<LeastSquaresResult<Received<P>>> {
  return judged(await leastSquaresAsync(equations, x0, planOf(x0, options)), options);
}

function planOf<P extends Parameters>(x0: P, { zero = 1e-9, ...options }: RootOptions): LeastSquaresOptions {
  const n = freePlaces(layoutOf(x0).layout, options).length;
  const found = ({ x, residuals, jacobian }: LeastSquaresEnd): boolean =>
    largestExcess(x, residuals, jacobian, zero) <= 1;
  const all = inTurn([hybridPowell(), levenbergMarquardt(), newtonEquations()], found);
  return {
    ...options,
    method: options.method ?? (options.bounds === undefined ? all : levenbergMarquardt()),
    onProgress: (report) => {
      if (report.residuals.length !== n)
        throw new ZerothError(
          'shape-mismatch',
          `There must be as many equations as unknowns, but there are ${report.residuals.length} and ${n}: for others use leastSquares.`,
          report.residuals.length,
        );
      options.onProgress?.(report);
    },
  };
}

/** The result, which has converged just where there is a root. */
function judged<P extends Parameters>(
  result: LeastSquaresResult<Received<P>>,
  { zero = 1e-9, ...options }: RootOptions,
): LeastSquaresResult<Received<P>> {
  const settled = result.status === 'converged' || result.reason === 'no-progress';
  if (!settled) return result;
  const { layout, x } = layoutOf(result.x as Parameters);
  const free = Float64Array.from(freePlaces(layout, options), (i) => x[i]!);
  const { residuals, jacobian } = result;
  if (largestExcess(free, residuals, jacobian, zero) <= 1) {
    if (result.status === 'converged') return result;
    return amended(result, 'step-small', 'A root, to what float64 can tell.');
  }
  const message = `The equations have no root nearby: ‖F‖∞ is ${normInfinity(residuals).toPrecision(3)} where the method ended. Start elsewhere.`;
  return amended(result, 'no-progress', message);
}

/** max |Fᵢ| / (zero max(1, Σⱼ |Jᵢⱼ xⱼ|)), x being the unknowns */
function largestExcess(x: Vector, residuals: Vector, jacobian: Vector, zero: number): number {
  const n = x.length;
  let largest = 0;
  for (let i = 0; i < residuals.length; i++) {
    let size = 1;
    if (jacobian.length === n * residuals.length) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += Math.abs(jacobian[i * n + j]! * x[j]!);
      size = Math.max(1, sum);
    }
    largest = Math.max(largest, Math.abs(residuals[i]!) / (zero * size));
  }
  return largest;
}
