/* Oracles, and a way to see the reports of a run, that the tests of methods share. */
import {
  evaluateEach,
  type Gradients,
  type Hessian,
  type Method,
  type Oracle,
  type Query,
  type ReportOf,
  type Values,
  type Vector,
} from '../query/index.js';
import { iterations, type Outcome, run } from '../run/index.js';

/** Copies of the first `count` reports of a method, and the outcome. */
export function reportsOf<Y extends Query, R>(
  method: Method<Y, R>,
  oracle: NoInfer<Oracle<Y>>,
  count: number,
): { readonly reports: readonly ReportOf<Y>[]; readonly outcome: Outcome<R, ReportOf<Y>, 'iterations'> } {
  const reports: ReportOf<Y>[] = [];
  const outcome = run(method, oracle, {
    stop: iterations(count),
    onProgress: (report) => reports.push(structuredClone(report)),
  });
  return { reports, outcome };
}

/** Answers values, gradients and Hessians of one function. */
export function functionOracle(
  f: (x: Vector) => number,
  gradient: (x: Vector) => Vector,
  hessian: (x: Vector) => Vector = () => new Float64Array(),
): Oracle<Values | Gradients | Hessian> {
  return {
    values: ({ points }) => evaluateEach(points, f),
    gradients: ({ points }) => points.map((x) => ({ value: f(x), gradient: gradient(x) })),
    hessian: ({ point }) => hessian(point),
  };
}

/** ½ Σ λᵢ xᵢ² */
export function diagonalQuadratic(eigenvalues: readonly number[]) {
  const n = eigenvalues.length;
  return functionOracle(
    (x) => x.reduce((sum, xi, i) => sum + 0.5 * eigenvalues[i]! * xi * xi, 0),
    (x) => x.map((xi, i) => eigenvalues[i]! * xi),
    () => Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? eigenvalues[k / (n + 1)]! : 0)),
  );
}

export function distance(a: Vector, b: Vector): number {
  return Math.hypot(...a.map((ai, i) => ai - b[i]!));
}
