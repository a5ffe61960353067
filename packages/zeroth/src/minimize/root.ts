import { normInfinity } from '../array/vector.js';
import { ZerothError } from '../errors.js';
import {
  type LeastSquaresOptions,
  type LeastSquaresResult,
  leastSquares,
  type ResidualFunction,
} from './least-squares.js';
import { layoutOf, type Parameters, type Received } from './parameters.js';
import type { Reason } from './result.js';

/** Options of {@link root}. */
export interface RootOptions extends LeastSquaresOptions {
  /** ‖F(x)‖∞ that counts as zero, relative to max(1, ‖F(x0)‖∞). Default 1e-9. */
  readonly zero?: number;
}

/**
 * Finds x with F(x) = 0, n equations in n unknowns, near x0. A local minimum of ‖F‖ that is no root is `failed`, with the
 * reason `no-progress`.
 *
 * @param equations a function of x that returns n numbers; a pair `{ residuals, jacobian }`; or an oracle
 * @throws ZerothError `shape-mismatch` where the numbers of equations and unknowns differ
 */
export function root<P extends Parameters>(
  equations: ResidualFunction<Received<P>>,
  x0: P,
  { zero = 1e-9, ...options }: RootOptions = {},
): LeastSquaresResult<Received<P>> {
  const n = layoutOf(x0).x.length;
  let first: number | undefined;
  const result = leastSquares(equations, x0, {
    ...options,
    onProgress: (report) => {
      first ??= normInfinity(report.residuals);
      if (report.residuals.length !== n)
        throw new ZerothError(
          'shape-mismatch',
          `There must be as many equations as unknowns, but there are ${report.residuals.length} and ${n}: for others use leastSquares.`,
          report.residuals.length,
        );
      options.onProgress?.(report);
    },
  });
  const size = normInfinity(result.residuals);
  if (result.status === 'failed' || !(size > zero * Math.max(1, first ?? 1))) return result;
  if (result.status === 'stopped') return result;
  const reason: Reason = 'no-progress';
  const message = `The equations have no root nearby: ‖F‖∞ is ${size.toPrecision(3)} at a local minimum of ‖F‖. Start elsewhere.`;
  return { ...result, status: 'failed', reason, message };
}
