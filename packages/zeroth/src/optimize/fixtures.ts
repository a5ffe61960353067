/* Functions and checks that the tests of methods from values share. */

import type { Oracle, Values, Vector } from '../query/index.js';
import { evaluateEach } from '../query/index.js';
import type { Bounds, MinimizationProblem, Minimizer } from './minimizer.js';

export const sphere = (x: Vector): number => x.reduce((sum, v) => sum + v * v, 0);

/** Σ 10^(6 i / (n − 1)) xᵢ² */
export const ellipsoid = (x: Vector): number =>
  x.reduce((sum, v, i) => sum + 10 ** ((6 * i) / Math.max(1, x.length - 1)) * v * v, 0);

/** Σ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)² */
export function rosenbrock(x: Vector): number {
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) sum += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
  return sum;
}

/** A problem with the front door's tolerances. */
export function problemAt(x0: Vector, bounds?: Bounds, seed = 0): MinimizationProblem {
  return { x0, bounds, tolerance: { gradient: 1e-8, step: 1e-12, value: 2 ** -50 }, seed };
}

export function boxOf(n: number, lower: number, upper: number): Bounds {
  return { lower: new Float64Array(n).fill(lower), upper: new Float64Array(n).fill(upper) };
}

export function valuesOf(f: (x: Vector) => number): Oracle<Values> {
  return { values: ({ points }) => evaluateEach(points, f) };
}

/** What the conformance suite needs to know of a method of the front door that asks values. */
export function subjectOf(minimizer: Minimizer<Values>, n = 3) {
  const bounds = boxOf(n, -1, 2);
  const x0 = Float64Array.from({ length: n }, (_, i) => 0.5 - 0.25 * i);
  const problem = problemAt(x0, bounds, 3);
  return {
    name: minimizer.name,
    method: () => minimizer.start(problem),
    oracle: () => valuesOf(rosenbrock),
    bounds,
    inputs: [x0, bounds.lower, bounds.upper],
  };
}
