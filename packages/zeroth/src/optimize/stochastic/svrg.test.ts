import { describe, expect, it } from 'vitest';
import { symmetricEigen } from '../../linalg/index.js';
import type { Gradients, Oracle } from '../../query/index.js';
import { random } from '../../random/index.js';
import { run } from '../../run/index.js';
import { gradientDescent } from '../first/gradient-descent.js';
import { reportsOf } from '../subjects.js';
import { svrg } from './svrg.js';

const n = 3;
const terms = 30;
/* Terms ½ (aᵢ·x − aᵢ·x*)², so that f* = 0 at x*. */
const draws = random(11);
const rows = Array.from({ length: terms }, () => draws.fillNormal(new Float64Array(n)).map((a) => a + 0.3));
const solution = Float64Array.of(1, -2, 0.5);
const residual = (row: Float64Array, x: Float64Array) => row.reduce((sum, a, j) => sum + a * (x[j]! - solution[j]!), 0);

const samples: (readonly number[])[] = [];
const oracle: Oracle<Gradients> = {
  gradients: ({ points, sample }) => {
    const chosen = Array.isArray(sample) ? sample.map((i: number) => rows[i]!) : rows;
    if (Array.isArray(sample)) samples.push(sample);
    return points.map((x) => {
      const gradient = new Float64Array(n);
      let value = 0;
      for (const row of chosen) {
        const r = residual(row, x);
        value += (r * r) / (2 * chosen.length);
        for (let j = 0; j < n; j++) gradient[j]! += (r * row[j]!) / chosen.length;
      }
      return { value, gradient };
    });
  },
};
const smoothness = Math.max(...rows.map((row) => row.reduce((sum, a) => sum + a * a, 0)));
const hessian = Float64Array.from(
  { length: n * n },
  (_, k) => rows.reduce((sum, row) => sum + row[Math.floor(k / n)]! * row[k % n]!, 0) / terms,
);
const convexity = symmetricEigen(hessian, n).values[0]!;
const start = new Float64Array(n);

describe('svrg', () => {
  it('keeps the bound of Johnson and Zhang on the mean of f − f* at every epoch', () => {
    const step = 1 / (10 * smoothness);
    const inner = Math.ceil(25 / (convexity * step));
    const rate = 1 / (convexity * step * (1 - 2 * smoothness * step) * inner) + 0.2 / 0.8;
    expect(rate).toBeLessThan(0.5);
    const epochs = 5;
    const seeds = 12;
    const means = new Float64Array(epochs);
    for (let seed = 0; seed < seeds; seed++) {
      const { reports } = reportsOf(svrg(start, { step, terms, inner, anchor: 'random', seed }), oracle, epochs);
      for (const [s, { value }] of reports.entries()) means[s]! += value / seeds;
    }
    for (let s = 1; s < epochs; s++) expect(means[s]).toBeLessThanOrEqual(rate ** s * means[0]!);
  });

  it('converges linearly to the solution, where the noise of plain stochastic steps would end it', () => {
    const { reports } = reportsOf(svrg(start, { step: 1 / (4 * smoothness), terms, inner: 600 }), oracle, 40);
    expect(reports[39]!.value).toBeLessThanOrEqual(1e-28);
  });

  it('is gradient descent with one inner step: at the anchor the sample cancels exactly', () => {
    const reduced = reportsOf(svrg(start, { step: 0.01, terms, inner: 1 }), oracle, 20).reports;
    expect(reduced).toEqual(reportsOf(gradientDescent(start, { step: 0.01 }), oracle, 20).reports);
  });

  it('draws samples without repetition, of the size wanted, from all terms', () => {
    samples.length = 0;
    reportsOf(svrg(start, { step: 1e-3, terms, inner: 200, batch: 4 }), oracle, 2);
    for (const sample of samples) expect(new Set(sample).size).toBe(4);
    expect(new Set(samples.flat()).size).toBe(terms);
    expect(samples).toHaveLength(200);
  });

  it.each([
    [{ step: 0, terms }, 'step must be'],
    [{ step: 1, terms: 0 }, 'terms must be'],
    [{ step: 1, terms, inner: 0 }, 'inner must be'],
    [{ step: 1, terms, batch: terms + 1 }, 'batch must be an integer from 1 to 30'],
  ])('refuses %o', (options, message) => {
    expect(() => run(svrg(start, options), oracle)).toThrow(message);
  });
});
