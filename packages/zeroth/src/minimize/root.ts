import { ZerothError } from '../errors.js';
import { hybridPowell } from '../optimize/equations/hybrid-powell.js';
import { newtonEquations } from '../optimize/equations/newton-equations.js';
import { type LeastSquaresMethod, levenbergMarquardt } from '../optimize/leastsquares/levenberg-marquardt.js';
import type { Vector } from '../query/index.js';
import {
  type AsyncResidualFunction,
  type LeastSquaresOptions,
  type LeastSquaresResult,
  leastSquares,
  leastSquaresAsync,
  type ResidualFunction,
} from './least-squares.js';
import { layoutOf, type Parameters, type Received } from './parameters.js';
import type { Reason } from './result.js';

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
 * Levenberg and Marquardt's, then Newton's, from x0 again; with bounds by Levenberg and Marquardt's alone. `value` is ½ ‖F(x)‖². A local minimum of ‖F‖ that is no
 * root is `failed`, with the reason `no-progress`.
 *
 * @param equations a function of x that returns n numbers; a pair `{ residuals, jacobian }`; or an oracle
 * @throws ZerothError `shape-mismatch` where the numbers of equations and unknowns differ
 */
export function root<P extends Parameters>(
  equations: ResidualFunction<Received<P>>,
  x0: P,
  options: RootOptions = {},
): LeastSquaresResult<Received<P>> {
  const plan = planOf(x0, options);
  let result = judged(leastSquares(equations, x0, plan), options);
  for (const method of others(options)) {
    if (result.reason !== 'no-progress') break;
    result = judged(leastSquares(equations, x0, { ...plan, method }), options, result);
  }
  return result;
}

/** {@link root} for equations that are promised. */
export async function rootAsync<P extends Parameters>(
  equations: AsyncResidualFunction<Received<P>>,
  x0: P,
  options: RootOptions = {},
): Promise<LeastSquaresResult<Received<P>>> {
  const plan = planOf(x0, options);
  let result = judged(await leastSquaresAsync(equations, x0, plan), options);
  for (const method of others(options)) {
    if (result.reason !== 'no-progress') break;
    result = judged(await leastSquaresAsync(equations, x0, { ...plan, method }), options, result);
  }
  return result;
}

/** What is tried after the first method, from the start again: where one went astray is no good place to begin. */
function others({ method, bounds }: RootOptions): readonly LeastSquaresMethod[] {
  return method === undefined && bounds === undefined ? [levenbergMarquardt(), newtonEquations()] : [];
}

function planOf<P extends Parameters>(x0: P, { zero: _, ...options }: RootOptions): LeastSquaresOptions {
  const n = layoutOf(x0).x.length;
  return {
    ...options,
    method: options.method ?? (options.bounds === undefined ? hybridPowell() : levenbergMarquardt()),
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

/** The result, which has converged just where there is a root; with the queries of what was tried before. */
function judged<P extends Parameters>(
  result: LeastSquaresResult<Received<P>>,
  { zero = 1e-9 }: RootOptions,
  before?: LeastSquaresResult<Received<P>>,
): LeastSquaresResult<Received<P>> {
  const queries = { ...result.queries };
  for (const [kind, count] of Object.entries(before?.queries ?? {})) queries[kind] = (queries[kind] ?? 0) + count;
  const all = { ...result, queries };
  const settled = result.status === 'converged' || result.reason === 'no-progress';
  if (!settled) return all;
  const largest = largestExcess(result, zero);
  if (largest <= 1) {
    if (result.status === 'converged') return all;
    return { ...all, status: 'converged', reason: 'step-small', message: 'A root, to what float64 can tell.' };
  }
  const reason: Reason = 'no-progress';
  const size = result.residuals.reduce((most, r) => Math.max(most, Math.abs(r)), 0);
  const message = `The equations have no root nearby: ‖F‖∞ is ${size.toPrecision(3)} where the method ended. Start elsewhere.`;
  return { ...all, status: 'failed', reason, message };
}

/** max |Fᵢ| / (zero max(1, Σⱼ |Jᵢⱼ xⱼ|)) */
function largestExcess({ x, residuals, jacobian }: LeastSquaresResult<unknown>, zero: number): number {
  const flat: Vector = layoutOf(x as Parameters).x;
  const n = flat.length;
  let largest = 0;
  for (let i = 0; i < residuals.length; i++) {
    let size = 1;
    if (jacobian.length === n * residuals.length) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += Math.abs(jacobian[i * n + j]! * flat[j]!);
      size = Math.max(1, sum);
    }
    largest = Math.max(largest, Math.abs(residuals[i]!) / (zero * size));
  }
  return largest;
}
