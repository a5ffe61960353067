import { describe, expect, it } from 'vitest';
import { multiply } from '../../array/vector.js';
import { random } from '../../random/index.js';
import { normalInverse } from '../pieces/normal-inverse.js';
import { leastSquaresStep, pivotedFactors } from '../pieces/pivoted-qr.js';
import { transposedProduct } from './linearisation.js';
import { secantSlopes } from './secant-slopes.js';
import { judged } from './settling.js';
import { correctedStep, structuredCurvature } from './structured-curvature.js';

const [m, n] = [12, 3];
const draws = random(8);
const vector = (length: number, size = 1) => Float64Array.from({ length }, () => size * draws.normal());

describe('secantSlopes', () => {
  it('find the Jacobian of linear residuals from n steps, in any scales', () => {
    const truth = vector(m * n);
    const guess = vector(m * n);
    const scale = Float64Array.of(1, 8, 0.25);
    const secants = secantSlopes(n);
    secants.begin();
    for (let k = 0; k < n; k++) {
      // Mostly along one variable each, so that all of them are new.
      const p = vector(n, 0.2).map((v, j) => (v + (j === k ? 1 : 0)) / scale[j]!);
      const missed = Float64Array.from({ length: m }, (_, i) =>
        p.reduce((sum, pj, j) => sum + (truth[i * n + j]! - guess[i * n + j]!) * pj, 0),
      );
      expect(secants.follow(guess, p, missed, scale)).toBe(true);
    }
    // Each update errs by rounding of numbers of about 10, over parts of steps that are new, 1/10 of them at least.
    for (const [at, slope] of truth.entries()) expect(Math.abs(guess[at]! - slope)).toBeLessThanOrEqual(1e4 * 2 ** -52);
    expect(secants.follow(guess, vector(n), vector(m), scale)).toBe(false);
  });

  it('leave the Jacobian alone where a step says nothing new', () => {
    const secants = secantSlopes(n);
    const jacobian = vector(m * n);
    const scale = new Float64Array(n).fill(1);
    const p = vector(n);
    expect(secants.follow(jacobian, p, vector(m), scale)).toBe(true);
    const before = jacobian.slice();
    const [a, b, c] = p;
    expect(secants.follow(jacobian, Float64Array.of(-a!, -b!, -1.01 * c!), vector(m), scale)).toBe(false);
    expect(jacobian).toEqual(before);
  });
});

describe('structuredCurvature', () => {
  it('is symmetric and explains the last step', () => {
    const curvature = structuredCurvature(n);
    const scale = Float64Array.of(1, 100, 0.01);
    for (let k = 0; k < 4; k++) {
      const s = vector(n).map((v, j) => v / scale[j]!);
      const change = vector(n).map((v, j) => v * scale[j]!);
      curvature.learn(s, change, scale);
      const product = new Float64Array(n);
      multiply(product, curvature.matrix, s);
      for (let i = 0; i < n; i++) {
        expect(Math.abs(product[i]! - change[i]!) / scale[i]!).toBeLessThanOrEqual(1e3 * 2 ** -52);
        for (let j = 0; j < i; j++) expect(curvature.matrix[i * n + j]).toBe(curvature.matrix[j * n + i]);
      }
    }
  });

  it("gives Newton's step from Gauss and Newton's", () => {
    const jacobian = vector(m * n);
    const residuals = vector(m, 0.1);
    const factors = pivotedFactors(jacobian, residuals, n, new Uint8Array(n));
    const curvature = structuredCurvature(n);
    const scale = new Float64Array(n).fill(1);
    curvature.learn(vector(n), vector(n, 0.05), scale);
    const { p, rate } = correctedStep(
      leastSquaresStep(factors, n),
      normalInverse(factors)!,
      factors.columns,
      curvature,
      scale,
    )!;
    const gradient = transposedProduct(jacobian, residuals, n);
    const product = new Float64Array(n);
    multiply(product, curvature.matrix, p);
    const modelled = Float64Array.from({ length: m }, (_, i) =>
      p.reduce((sum, pj, j) => sum + jacobian[i * n + j]! * pj, 0),
    );
    const normal = transposedProduct(jacobian, modelled, n);
    // Six terms of a series that contracts by `rate` or better leave rate⁷ of the first.
    for (let j = 0; j < n; j++)
      expect(Math.abs(normal[j]! + product[j]! + gradient[j]!)).toBeLessThanOrEqual(rate ** 6 + 1e-13);
    expect(rate).toBeLessThan(0.1);
  });
});

describe('judged', () => {
  const p = new Float64Array(n);
  it.each([
    ['settled', { now: 1e-10, rate: 0.1, sensitivity: 1 }, 2 ** -34],
    ['last-step', { now: 1e-8, rate: 0.05, sensitivity: 1 }, 2 ** -34],
    ['not-yet', { now: 1e-6, rate: 0.05, sensitivity: 1 }, 2 ** -34],
    ['finer-slopes', { now: 1e-8, rate: 0.05, sensitivity: 10 }, 2 ** -26],
    ['finer-slopes-next', { now: 3e-7, rate: 0.05, sensitivity: 10 }, 2 ** -26],
  ] as const)('says %s', (verdict, settling, error) => {
    expect(judged({ p, ...settling }, error, 1e-10)).toBe(verdict);
  });
});
