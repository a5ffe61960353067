import { describe, expect, it } from 'vitest';
import { dot, multiply, norm2 } from '../../array/vector.js';
import type { Gradients, Oracle, Vector } from '../../query/index.js';
import { iterations, run } from '../../run/index.js';
import { conformance } from '../../testing/index.js';
import { problemAt } from '../fixtures.js';
import type { BlockGradients } from '../pieces/block-gradients.js';
import { elasticNet, l1 } from '../pieces/proximal-maps.js';
import { distance } from '../subjects.js';
import { aCoder } from './a-coder.js';
import { fista } from './fista.js';

const n = 5;
const matrix = Float64Array.from({ length: n * n }, (_, k) => {
  const [i, j] = [Math.floor(k / n), k % n];
  return i === j ? 3 + i : 1 / (1 + Math.abs(i - j));
});
const linear = Float64Array.of(3, -5, 0.1, 4, -2);
/** Row sums bound ‖∇²f‖ and all ‖Σ Q̂ⱼ‖^½ ≤ √n ‖∇²f‖. */
const smoothness = Math.sqrt(2 * n) * 9;
const gradientOf = (x: Vector) => {
  const gradient = new Float64Array(n);
  multiply(gradient, matrix, x);
  return gradient.map((g, i) => g - linear[i]!);
};
const oracle: Oracle<Gradients | BlockGradients> = {
  gradients: ({ points }) =>
    points.map((x) => {
      const gradient = gradientOf(x);
      return { value: 0.5 * (dot(x, gradient) - dot(x, linear)), gradient };
    }),
  blockGradients: ({ point, start, end }) => gradientOf(point).slice(start, end),
};
const start = Float64Array.of(1, 1, 1, 1, 1);

function reportsOf(method: ReturnType<typeof aCoder>, most: number) {
  const reports: { readonly x: Vector; readonly value: number }[] = [];
  const outcome = run(method.start(problemAt(start)), oracle, {
    stop: iterations(most),
    onProgress: ({ x, value }) => {
      reports.push({ x: x.slice(), value });
    },
  });
  return { reports, counts: outcome.counts };
}

describe('aCoder', () => {
  const term = l1(0.5);
  const solution = reportsOf(fista(term), 5000).reports.at(-1)!;

  it('never has a gap above ‖x0 − x*‖² / (2 A_k), for any number of blocks', () => {
    for (const blocks of [1, 2, n]) {
      const { reports } = reportsOf(aCoder(term, { smoothness, blocks }), 300);
      let total = 0;
      for (const { value } of reports.slice(1)) {
        const r = 0.4 / smoothness;
        total += 0.5 * (r + Math.sqrt(r * r + 4 * r * total));
        expect(value - solution.value).toBeLessThanOrEqual(distance(start, solution.x) ** 2 / (2 * total) + 1e-13);
      }
    }
  });

  it('converges linearly with a strongly convex term', () => {
    const strong = elasticNet(0.5, 1);
    const least = reportsOf(fista(strong), 5000).reports.at(-1)!;
    const { reports } = reportsOf(aCoder(strong, { smoothness, convexity: 1 }), 400);
    // A grows by 1 + √(2γ / (5 L)) a step at least, less what is left of it for γ near L.
    const rate = 1 / (1 + 0.5 * Math.sqrt(0.4 / smoothness));
    const bound = (distance(start, least.x) ** 2 / 2) * (smoothness / 0.4) * rate ** 399;
    expect(reports.at(-1)!.value - least.value).toBeLessThanOrEqual(bound + 1e-13);
    expect(norm2(reports.at(-1)!.x.map((v, i) => v - least.x[i]!))).toBeLessThanOrEqual(1e-6);
  });

  it('takes the same steps by blocks asked and by blocks cut from gradients', () => {
    const asked = reportsOf(aCoder(term, { smoothness, blocks: 2 }), 20);
    const cut = reportsOf(aCoder(term, { smoothness, blocks: 2, blockGradients: 'cut' }), 20);
    expect(cut.reports).toEqual(asked.reports);
    expect(asked.counts).toEqual({ gradients: 39, blockGradients: 38 });
    expect(cut.counts).toEqual({ gradients: 77 });
  });

  it('refuses options out of range', () => {
    expect(() => aCoder(term, { smoothness: 0 })).toThrow('smoothness must be');
    expect(() => aCoder(term, { smoothness, blocks: 0 })).toThrow('blocks must be');
  });

  for (const { name, check } of conformance({
    name: 'aCoder',
    method: () => aCoder(term, { smoothness, blocks: 2, reportEvery: 2 }).start(problemAt(start)),
    oracle: () => oracle,
    stop: () => iterations(6),
  }))
    it(name, check);
});
