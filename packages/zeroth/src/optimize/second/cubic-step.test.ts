import { describe, expect, it } from 'vitest';
import { dot, multiply, norm2 } from '../../array/vector.js';
import { symmetricEigen } from '../../linalg/index.js';
import { random } from '../../random/index.js';
import { cubicStep } from './cubic-step.js';

/**
 * d minimises the model globally exactly when (H + σ I) d = −g and H + σ I is positive semidefinite, σ = M ‖d‖ / 2
 * (Nesterov and Polyak 2006, section 5). Checked to the backward error of an eigendecomposition.
 */
function expectOptimal(h: Float64Array, g: Float64Array, regularization: number): Float64Array {
  const n = g.length;
  const factors = symmetricEigen(h, n);
  const d = cubicStep(factors, g, regularization);
  const sigma = (regularization * norm2(d)) / 2;
  const norm = Math.max(Math.abs(factors.values[0]!), Math.abs(factors.values[n - 1]!));
  const unit = 30 * n * Number.EPSILON;
  const residual = new Float64Array(n);
  multiply(residual, h, d);
  for (let i = 0; i < n; i++) residual[i]! += sigma * d[i]! + g[i]!;
  expect(norm2(residual)).toBeLessThanOrEqual(unit * ((norm + sigma) * norm2(d) + norm2(g)));
  expect(factors.values[0]! + sigma).toBeGreaterThanOrEqual(-unit * (norm + sigma));
  return d;
}

describe('cubicStep', () => {
  const draws = random(3);

  function symmetric(n: number, shift: number): Float64Array {
    const h = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        h[i * n + j] = draws.normal() + (i === j ? shift : 0);
        h[j * n + i] = h[i * n + j]!;
      }
    return h;
  }

  it('minimises the model globally: definite, indefinite and negative H, small and large M and g', () => {
    for (const n of [1, 2, 5, 12])
      for (const shift of [-10, 0, 10])
        for (const regularization of [1e-8, 1, 1e8])
          for (const size of [1e-10, 1, 1e10]) {
            const g = draws.fillNormal(new Float64Array(n)).map((gi) => size * gi);
            expectOptimal(symmetric(n, shift), g, regularization);
          }
  });

  it('has a closed form in one dimension', () => {
    // g + h d + M d |d| / 2 = 0 with g < 0 has the positive root of M d² / 2 + h d + g.
    for (const h of [-3, 0, 2]) {
      const d = cubicStep(symmetricEigen(Float64Array.of(h), 1), Float64Array.of(-1.5), 0.8);
      expect(d[0]).toBeCloseTo((-h + Math.sqrt(h * h + 2 * 0.8 * 1.5)) / 0.8, 13);
    }
  });

  it('is the Newton step where M is small', () => {
    const h = symmetric(6, 10);
    const g = draws.fillNormal(new Float64Array(6));
    const d = cubicStep(symmetricEigen(h, 6), g, 1e-30);
    const product = new Float64Array(6);
    multiply(product, h, d);
    for (let i = 0; i < 6; i++) expect(product[i]).toBeCloseTo(-g[i]!, 12);
  });

  it('solves the hard case: no gradient along the most negative curvature', () => {
    const h = Float64Array.of(-2, 0, 0, 0, 1, 0, 0, 0, 3);
    const d = expectOptimal(h, Float64Array.of(0, 1, -1), 0.5);
    // σ = 2 and ‖d‖ = 2 σ / M = 8, of which (H + 2)⁻¹ g is a small part.
    expect(norm2(d)).toBeCloseTo(8, 13);
    expect(d[1]).toBeCloseTo(-1 / 3, 14);
    expect(d[2]).toBeCloseTo(1 / 5, 14);
  });

  it('leaves a saddle, and stays at a minimiser', () => {
    const saddle = expectOptimal(Float64Array.of(-1, 0, 0, 1), new Float64Array(2), 1);
    expect(Math.abs(saddle[0]!)).toBeCloseTo(2, 14);
    expect(expectOptimal(Float64Array.of(1, 0, 0, 1), new Float64Array(2), 1)).toEqual(new Float64Array(2));
    expect(expectOptimal(new Float64Array(4), new Float64Array(2), 1)).toEqual(new Float64Array(2));
  });

  it('does not pass over a tiny part of g along the most negative curvature', () => {
    const h = Float64Array.of(-1, 0, 0, 5);
    for (const tiny of [1e-300, 1e-20, 1e-12, 1e-6]) {
      const d = expectOptimal(h, Float64Array.of(tiny, 1), 0.1);
      expect(dot(d, Float64Array.of(tiny, 1))).toBeLessThan(0);
    }
  });
});
