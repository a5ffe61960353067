/* Equations and residuals as oracles, and a way to run methods on them, that tests share. */

import type { Jacobian, Oracle, Residuals, Vector } from '../../query/index.js';
import { iterations, run } from '../../run/index.js';
import { problemAt } from '../fixtures.js';
import type { Bounds } from '../minimizer.js';
import type { LeastSquaresEnd, LeastSquaresMethod } from './least-squares-method.js';

/** @param jacobian m x n, row-major */
export function equationsOracle(
  residuals: (x: Vector) => ArrayLike<number>,
  jacobian: (x: Vector) => ArrayLike<number>,
): Oracle<Residuals | Jacobian> {
  return {
    residuals: ({ points }) => points.map((x) => Float64Array.from(residuals(x))),
    jacobian: ({ point }) => ({
      residuals: Float64Array.from(residuals(point)),
      jacobian: Float64Array.from(jacobian(point)),
    }),
  };
}

export interface Solved {
  /** Undefined where the iterations were not enough. */
  readonly end: LeastSquaresEnd | undefined;
  readonly reports: readonly { readonly x: Vector; readonly value: number; readonly residuals: Vector }[];
  readonly counts: Readonly<Record<string, number>>;
}

export function solveEquations(
  method: LeastSquaresMethod,
  oracle: Oracle<Residuals | Jacobian>,
  x0: ArrayLike<number>,
  most = 200,
  bounds?: Bounds,
): Solved {
  const problem = problemAt(Float64Array.from(x0), bounds);
  const tolerance = { gradient: 1e-10, step: 1e-14, value: 2 ** -50 };
  const reports: { readonly x: Vector; readonly value: number; readonly residuals: Vector }[] = [];
  const outcome = run(method.start({ ...problem, tolerance }), oracle, {
    stop: iterations(most),
    onProgress: ({ x, value, residuals }) => reports.push({ x: x.slice(), value, residuals: residuals.slice() }),
  });
  return { end: outcome.status === 'returned' ? outcome.result : undefined, reports, counts: { ...outcome.counts } };
}
