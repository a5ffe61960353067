import { describe, expect, it } from 'vitest';
import { random } from 'zeroth/random';
import { featuresOf } from './features.js';
import { headLogits } from './head.js';
import { unwhitenHead, whiten, whitenedPenalties, whitening } from './whitening.js';

/** n correlated rows of d numbers with very different spreads. */
function rows(n: number, d: number, seed: number): Float32Array {
  const draws = random(seed);
  const mix = Float64Array.from({ length: d * d }, () => draws.normal());
  const embeddings = new Float32Array(n * d);
  for (let i = 0; i < n; i++) {
    const source = Float64Array.from({ length: d }, (_, k) => draws.normal() * 2 ** -k);
    for (let j = 0; j < d; j++) embeddings[i * d + j] = 3 + source.reduce((sum, s, k) => sum + s * mix[j * d + k]!, 0);
  }
  return embeddings;
}

const column = (columns: Float64Array, n: number, k: number): Float64Array => columns.subarray(k * n, (k + 1) * n);
const meanProduct = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0) / a.length;

describe('whitening', () => {
  it('gives uncorrelated features of mean 0 and variance v / (v + shrinkage · mean v)', () => {
    const [n, d] = [200, 6];
    const embeddings = rows(n, d, 1);
    const basis = whitening(embeddings, d);
    const { columns, count } = whiten(basis, embeddings);
    expect(count).toBe(n);
    const mean = basis.variances.reduce((sum, v) => sum + v, 0) / d;
    // Rounding in the covariance is about n ε of its largest entry; scaling can magnify it by 1 / (0.1 mean variance).
    const tolerance = (n * Number.EPSILON * basis.variances[d - 1]!) / (0.1 * mean);
    for (let k = 0; k < d; k++) {
      const variance = basis.variances[k]!;
      expect(Math.abs(meanProduct(column(columns, n, k), new Float64Array(n).fill(1)))).toBeLessThan(tolerance);
      for (let l = 0; l < d; l++) {
        const expected = k === l ? variance / (variance + 0.1 * mean) : 0;
        expect(Math.abs(meanProduct(column(columns, n, k), column(columns, n, l)) - expected)).toBeLessThan(tolerance);
      }
    }
  });

  it('has the total variance of the embeddings', () => {
    const [n, d] = [50, 5];
    const embeddings = rows(n, d, 2);
    const { mean, variances } = whitening(embeddings, d);
    const total = embeddings.reduce((sum, x, i) => sum + (x - mean[i % d]!) ** 2, 0) / n;
    expect(variances.reduce((sum, v) => sum + v, 0) / total).toBeCloseTo(1, 12);
  });

  it('maps a head back so that logits stay what they were', () => {
    const [n, d, classes] = [30, 6, 3];
    const embeddings = rows(n, d, 3);
    const basis = whitening(embeddings, d);
    const draws = random(4);
    const head = {
      classes,
      weight: draws.fillNormal(new Float64Array(2 * d)),
      bias: draws.fillNormal(new Float64Array(2)),
    };
    const { columns } = whiten(basis, embeddings);
    const logits = headLogits(unwhitenHead(basis, head), embeddings);
    for (let i = 0; i < n; i++) {
      for (let c = 1; c < classes; c++) {
        let expected = head.bias[c - 1]!;
        for (let k = 0; k < d; k++) expected += head.weight[(c - 1) * d + k]! * columns[k * n + i]!;
        // Logits are float32: half a unit in the last of 24 places.
        expect(Math.abs(logits[i * classes + c]! - expected)).toBeLessThan(2 ** -24 * Math.abs(expected) + 1e-9);
      }
    }
  });

  it('makes the penalty on original weights a sum over whitened ones', () => {
    const d = 6;
    const basis = whitening(rows(40, d, 5), d);
    const head = { classes: 2, weight: random(6).fillNormal(new Float64Array(d)), bias: new Float64Array(1) };
    const original = unwhitenHead(basis, head).weight.reduce((sum, w) => sum + 0.5 * 0.01 * w * w, 0);
    const penalties = whitenedPenalties(basis, 0.01);
    const inBasis = head.weight.reduce((sum, w, k) => sum + 0.5 * penalties[k]! * w * w, 0);
    expect(inBasis / original).toBeCloseTo(1, 12);
  });

  it('leaves out directions without variance', () => {
    // Five rows in six dimensions span four directions about their mean.
    const { scales } = whitening(rows(5, 6, 7), 6, { shrinkage: 0 });
    expect(Array.from(scales, (scale) => scale > 0)).toEqual([false, false, true, true, true, true]);
    expect(whitening(rows(5, 6, 7), 6).scales.every((scale) => scale > 0)).toBe(true);
  });

  it('says what is wrong with the embeddings', () => {
    expect(() => whitening(new Float32Array(12).fill(2), 3)).toThrow(
      'All embeddings are equal: check the texts and the model.',
    );
    expect(() => whitening(new Float32Array(7), 3)).toThrow(
      'Embeddings must be rows of 3 numbers, at least one, not 7 numbers.',
    );
    expect(() => whitening(Float32Array.of(1, 2, 3, Number.NaN), 2)).toThrow(
      expect.objectContaining({ code: 'not-finite' }),
    );
  });
});

it('featuresOf transposes', () => {
  expect(featuresOf(Float32Array.of(1, 2, 3, 4, 5, 6), 3)).toEqual({
    count: 2,
    width: 3,
    columns: Float64Array.of(1, 4, 2, 5, 3, 6),
  });
});
