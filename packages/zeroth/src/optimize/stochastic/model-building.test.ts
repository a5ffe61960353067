import { expect, it } from 'vitest';
import { fromData } from '../../array/index.js';
import { eigh, solve } from '../../linalg/index.js';
import type { Gradients, Oracle, Vector } from '../../query/index.js';
import { iterations, run } from '../../run/index.js';
import { problemAt } from '../fixtures.js';
import { modelBuilding } from './model-building.js';

const n = 4;
const matrix = [9, 1, 0, 2, 1, 6, -1, 0, 0, -1, 3, 1, 2, 0, 1, 5];
const times = (x: Vector) => x.map((_, i) => x.reduce((sum, v, j) => sum + matrix[n * i + j]! * v, 0));
const inner = (a: Vector, b: Vector) => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
const oracle: Oracle<Gradients> = {
  gradients: ({ points }) => points.map((x) => ({ value: inner(x, times(x)) / 2, gradient: times(x) })),
};

it('steps to the minimiser of a model: the mean of the lines at both ends, and the least term that shortens the step', () => {
  const [step, contraction] = [0.5, 0.9];
  const points: Vector[] = [];
  run(modelBuilding({ terms: 1, step, contraction }).start(problemAt(Float64Array.of(1, -2, 0.5, 1))), oracle, {
    stop: iterations(30),
    onProgress: ({ x }) => points.push(x.slice()),
  });
  for (const [k, x] of points.slice(0, -1).entries()) {
    const g = times(x);
    const a = g.map((v) => -step * v);
    const y = times(a);
    // The trial raises the value here, in each step.
    expect(inner(g, a) + inner(a, y) / 2).toBeGreaterThan(0);
    // Curvature (a yᵀ + y aᵀ) / aᵀa, raised evenly until no curvature is below ‖g‖ / (η ‖a‖): then no step is longer than
    // η times the trial's.
    const lines = Float64Array.from({ length: n * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return (a[i]! * y[j]! + y[i]! * a[j]!) / inner(a, a);
    });
    const shift = 1 / (contraction * step) - eigh(fromData(lines, [n, n])).values.data[0]!;
    const model = lines.map((v, at) => v + (at % (n + 1) === 0 ? shift : 0));
    const wanted = solve(fromData(model, [n, n]), fromData(g.map((v) => -v))).data;
    const moved = points[k + 1]!.map((v, i) => v - x[i]!);
    for (const [i, v] of moved.entries())
      expect(Math.abs(v - wanted[i]!)).toBeLessThan(1e-13 * Math.hypot(...x, 1e-10));
    expect(Math.hypot(...moved)).toBeLessThanOrEqual(contraction * Math.hypot(...a) * (1 + 2 ** -48));
  }
});
