import { describe, expect, it } from 'vitest';
import { array, asArray, matmul, multiply, type NDArray, softmax, sum, toFloat64Array } from '../array/index.js';
import { random } from '../random/index.js';
import { grad, jvp, reinmax, sampleCategorical, straightThrough, vmap } from './index.js';

const n = 6;
const draws = random(8);
const matrix = Array.from({ length: n }, () => Array.from({ length: n }, () => draws.normal()));
const logits = Float64Array.from({ length: n }, () => draws.normal());
const quadratic = (d: NDArray): NDArray => sum(multiply(d, matmul(array(matrix), d)));
const linear = (d: NDArray): NDArray => sum(multiply(d, array(matrix[0]!)));
const oneHot = (k: number): NDArray => asArray(Float64Array.from({ length: n }, (_, i) => (i === k ? 1 : 0)));

/** Σ_k π_k · (the estimate where category k is drawn). */
function expected(estimate: (k: number) => Float64Array): Float64Array {
  const p = toFloat64Array(softmax(logits));
  const total = new Float64Array(n);
  for (let k = 0; k < n; k++) for (const [i, value] of estimate(k).entries()) total[i]! += p[k]! * value;
  return total;
}

function exact(f: (d: NDArray) => NDArray): Float64Array {
  const values = Float64Array.from({ length: n }, (_, k) => f(oneHot(k)).item());
  return grad((x: NDArray) => sum(multiply(softmax(x), asArray(values))))(logits);
}

const distance = (a: Float64Array, b: Float64Array): number => Math.hypot(...a.map((value, i) => value - b[i]!));

describe('estimates through categorical draws', () => {
  it('are exact in expectation: ReinMax for quadratic functions, straight-through for linear ones only', () => {
    const by = (f: (d: NDArray) => NDArray, through: (x: NDArray, d: NDArray) => NDArray): Float64Array =>
      expected((k) => grad((x: NDArray) => f(through(x, oneHot(k))))(logits));
    const size = Math.hypot(...exact(quadratic));
    expect(distance(by(quadratic, reinmax), exact(quadratic))).toBeLessThan(1e-14 * size * n);
    expect(distance(by(linear, reinmax), exact(linear))).toBeLessThan(1e-14 * n);
    expect(distance(by(linear, straightThrough), exact(linear))).toBeLessThan(1e-14 * n);
    expect(distance(by(quadratic, straightThrough), exact(quadratic))).toBeGreaterThan(0.05 * size);
  });

  it('have the same derivative forwards, backwards and in batches', () => {
    const through = (x: NDArray): NDArray => quadratic(reinmax(x, oneHot(2), { temperature: 1.5 }));
    const gradient = grad(through)(logits);
    const v = Float64Array.from({ length: n }, () => draws.normal());
    const along = gradient.reduce((total, g, i) => total + g * v[i]!, 0);
    expect(jvp(through, [logits], [v]).tangent).toBeCloseTo(along, 12);
    const batch = vmap((x) => grad(through)(x))([Array.from(logits), Array.from(v)]);
    expect(distance(toFloat64Array(batch).slice(0, n), gradient)).toBeLessThan(1e-13);
  });

  it('draws from the softmax', () => {
    const rows = 4000;
    const many = Array.from({ length: rows }, () => Array.from(logits));
    const counts = toFloat64Array(sum(sampleCategorical(many, { seed: 4 }), { axis: 0 }));
    const p = toFloat64Array(softmax(logits));
    // χ² with 5 degrees of freedom exceeds 25.7 with probability 1e-4.
    const chi = counts.reduce((total, c, k) => total + (c - rows * p[k]!) ** 2 / (rows * p[k]!), 0);
    expect(chi).toBeLessThan(25.7);
  });

  it('refuses what does not fit', () => {
    expect(() => reinmax([1, 2], [1, 0, 0])).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
    expect(() => reinmax([1, 2], [1, 0], { temperature: 0 })).toThrow(
      expect.objectContaining({ code: 'bad-temperature' }),
    );
  });
});
