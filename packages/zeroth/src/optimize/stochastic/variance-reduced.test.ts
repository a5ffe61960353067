import { describe, expect, it } from 'vitest';
import type { Gradients, HessianVectorProducts, Oracle, Vector } from '../../query/index.js';
import { random } from '../../random/index.js';
import { evaluations, iterations, run } from '../../run/index.js';
import { conformance } from '../../testing/index.js';
import { problemAt } from '../fixtures.js';
import type { Minimizer } from '../minimizer.js';
import { adaHessian } from './ada-hessian.js';
import { modelBuilding } from './model-building.js';
import { saga } from './saga.js';
import { spider } from './spider.js';
import { storm } from './storm.js';

const terms = 20;
const n = 3;
const draws = random(8);
const rows = Array.from({ length: terms }, () => draws.fillNormal(new Float64Array(n)));
const targets = draws.fillNormal(new Float64Array(terms));

/** The mean of ½ (a·x − b)² over terms, whose residuals at the solution are not zero. */
const oracle: Oracle<Gradients | HessianVectorProducts> = {
  gradients: ({ points, sample }) => {
    const chosen = typeof sample === 'object' ? sample : targets.map((_, i) => i);
    return points.map((x) => {
      const gradient = new Float64Array(n);
      let value = 0;
      for (const i of chosen) {
        const r = rows[i]!.reduce((sum, a, j) => sum + a * x[j]!, -targets[i]!);
        value += (r * r) / (2 * chosen.length);
        for (let j = 0; j < n; j++) gradient[j]! += (r * rows[i]![j]!) / chosen.length;
      }
      return { value, gradient };
    });
  },
  hessianVectorProducts: ({ directions, sample }) => {
    const chosen = typeof sample === 'object' ? sample : targets.map((_, i) => i);
    return directions.map((d) => {
      const product = new Float64Array(n);
      for (const i of chosen) {
        const slope = rows[i]!.reduce((sum, a, j) => sum + a * d[j]!, 0);
        for (let j = 0; j < n; j++) product[j]! += (slope * rows[i]![j]!) / chosen.length;
      }
      return product;
    });
  },
};
const smoothness = Math.max(...rows.map((row) => row.reduce((sum, a) => sum + a * a, 0)));
const start = Float64Array.of(2, -1, 3);

function gradientNorms(method: Minimizer<Gradients | HessianVectorProducts>, count: number, seed = 0): number[] {
  const norms: number[] = [];
  run(method.start(problemAt(start, undefined, seed)), oracle, {
    stop: iterations(count),
    onProgress: ({ gradient = new Float64Array() }) => norms.push(Math.hypot(...gradient)),
  });
  return norms;
}

const every: readonly Minimizer<Gradients | HessianVectorProducts>[] = [
  saga({ terms, step: 1 / (3 * smoothness) }),
  spider({ terms, step: 1 / (2 * smoothness), batch: 4 }),
  spider({ terms, step: 1 / (2 * smoothness), batch: 4, longest: 0.01 }),
  storm({ terms, batch: 4 }),
  modelBuilding({ terms, batch: 4, shapes: [{ shape: [2] }, { shape: [1] }] }),
  adaHessian({ terms, batch: 4, block: 2 }),
  adaHessian(),
];

describe.each(every.map((method, i) => [`${method.name} (${i})`, method] as const))('%s', (_, method) => {
  for (const { name, check } of conformance({
    name: 'on samples',
    method: () => method.start(problemAt(start, undefined, 5)),
    oracle: () => oracle,
    stop: () => evaluations(40),
  }))
    it(name, check);
});

it.each([
  ['saga', saga({ terms, step: 1 / (3 * smoothness) })],
  ['spider', spider({ terms, step: 1 / (2 * smoothness), batch: 4 })],
] as const)('%s converges to the solution, where the noise of plain steps would end it', (_, method) => {
  for (const seed of [0, 1, 2]) {
    const norms = gradientNorms(method, 3000, seed);
    expect(norms.at(-1)).toBeLessThanOrEqual(Math.sqrt(n) * 1e-8);
  }
});

it('spider with samples of all terms is gradient descent', () => {
  const [step, x] = [1 / (2 * smoothness), start.slice()];
  const points: Vector[] = [];
  run(spider({ terms, step, batch: terms, reportEvery: 1 }).start(problemAt(start)), oracle, {
    stop: iterations(50),
    onProgress: (report) => points.push(report.x.slice()),
  });
  for (const point of points) {
    for (let i = 0; i < n; i++) expect(Math.abs(point[i]! - x[i]!)).toBeLessThanOrEqual(50 * 50 * 2 ** -52);
    const { gradient } = oracle.gradients({ kind: 'gradients', points: [x] })[0]!;
    for (let i = 0; i < n; i++) x[i]! -= step * gradient[i]!;
  }
});

it('storm is the sum that its recursion is', () => {
  const seen: { readonly now: Vector; readonly last: Vector; readonly at: Vector }[] = [];
  const watching: Oracle<Gradients> = {
    gradients: (query) => {
      const answers = oracle.gradients(query);
      if (query.points.length === 2)
        seen.push({ now: answers[0]!.gradient, last: answers[1]!.gradient, at: query.points[0]!.slice() });
      return answers;
    },
  };
  run(storm({ terms, scale: 0.05, share: 20 }).start(problemAt(start)), watching, { stop: iterations(3) });
  let x: readonly number[] = Array.from(start);
  let d: readonly number[] = [0, 0, 0];
  let [squares, a] = [0, 1];
  for (const { now, last, at } of seen) {
    for (let i = 0; i < n; i++) expect(Math.abs(at[i]! - x[i]!)).toBeLessThanOrEqual(1e-13);
    d = d.map((v, i) => now[i]! + (1 - a) * (v - last[i]!));
    squares += now.reduce((sum, v) => sum + v * v, 0);
    const eta = 0.05 * (1 + squares) ** (-1 / 3);
    x = x.map((v, i) => v - eta * d[i]!);
    a = Math.min(1, 20 * eta ** 2);
  }
  expect(seen.length).toBeGreaterThan(30);
});

it('adaHessian on a diagonal quadratic is Adam with curvatures for roots: Newton when nothing is averaged', () => {
  const curvatures = [1, 10, 1000];
  const diagonal: Oracle<Gradients | HessianVectorProducts> = {
    gradients: ({ points }) =>
      points.map((x) => ({
        value: x.reduce((sum, v, i) => sum + (curvatures[i]! * v * v) / 2, 0),
        gradient: x.map((v, i) => curvatures[i]! * v),
      })),
    hessianVectorProducts: ({ directions }) => directions.map((d) => d.map((v, i) => curvatures[i]! * v)),
  };
  const points: Vector[] = [];
  const method = adaHessian({ rate: 0.5, meanDecay: 0, squareDecay: 0, epsilon: 0 });
  run(method.start(problemAt(start)), diagonal, {
    stop: iterations(20),
    onProgress: ({ x }) => points.push(x.slice()),
  });
  for (const [k, x] of points.entries())
    for (let i = 0; i < n; i++)
      expect(Math.abs(x[i]! - start[i]! / 2 ** k)).toBeLessThanOrEqual(8 * (k + 1) * 2 ** -52 * 2 ** -k * 3);
});

it('modelBuilding never raises a deterministic quadratic', () => {
  const values: number[] = [];
  run(modelBuilding({ terms, batch: terms }).start(problemAt(start)), oracle, {
    stop: iterations(200),
    onProgress: ({ value }) => values.push(value),
  });
  for (let k = 1; k < values.length; k++) expect(values[k]).toBeLessThanOrEqual(values[k - 1]! * (1 + 2 ** -50));
});
