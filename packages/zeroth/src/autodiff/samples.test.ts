import { describe, expect, it } from 'vitest';
import { add, asArray, full, mean, multiply, type NDArray, subtract, toFloat64Array } from '../array/index.js';
import { betaI, betaIInverse, gammaP, gammaPInverse } from '../special/index.js';
import {
  grad,
  jvp,
  sampleBeta,
  sampleExponential,
  sampleGamma,
  sampleNormal,
  sampleStudentT,
  sampleUniform,
} from './index.js';

const n = 4000;
const several = { seed: 11, shape: [n] };

/** By differences of the quantile, with the leading error removed. */
function slope(quantile: (t: number) => number, at: number): number {
  const central = (h: number): number => (quantile(at + h) - quantile(at - h)) / (2 * h);
  return (4 * central(5e-4) - central(1e-3)) / 3;
}

describe('samples by reparametrisation', () => {
  it('of a gamma law move along their quantile', () => {
    for (const a of [0.3, 1.4, 30]) {
      const { value, tangent } = jvp((t) => sampleGamma(t, 1, { seed: 5, shape: [6] }), [a], [1]);
      const slopes = toFloat64Array(asArray(tangent));
      toFloat64Array(asArray(value)).forEach((x, i) => {
        const exact = slope((t) => gammaPInverse(t, gammaP(a, x)), a);
        expect(Math.abs(slopes[i]! - exact)).toBeLessThan(1e-6 * (1 + Math.abs(exact)));
      });
    }
  });

  it('of a beta law move along their quantile', () => {
    const [a, b] = [1.4, 2.5];
    const { value, tangent } = jvp((t, u) => sampleBeta(t, u, { seed: 5, shape: [6] }), [a, b], [1, 0]);
    const byB = toFloat64Array(asArray(jvp((u) => sampleBeta(a, u, { seed: 5, shape: [6] }), [b], [1]).tangent));
    const byA = toFloat64Array(asArray(tangent));
    toFloat64Array(asArray(value)).forEach((x, i) => {
      const p = betaI(a, b, x);
      expect(byA[i]).toBeCloseTo(
        slope((t) => betaIInverse(t, b, p), a),
        7,
      );
      expect(byB[i]).toBeCloseTo(
        slope((t) => betaIInverse(a, t, p), b),
        7,
      );
    });
  });

  it('have unbiased gradients of expectations', () => {
    /** The gradient of a mean over n draws, and that of each draw for its error. */
    const check = (f: (t: NDArray) => NDArray, at: number, exact: number): void => {
      const value = grad((t) => mean(f(t)))(at);
      const each = toFloat64Array(asArray(jvp(f, [at], [1]).tangent));
      const deviation = Math.sqrt(each.reduce((sum, v) => sum + (v - value) ** 2, 0) / n);
      expect(Math.abs(value - exact)).toBeLessThan(5 * (deviation / Math.sqrt(n)) + 1e-12);
    };
    const squared = (x: NDArray): NDArray => multiply(x, x);
    check((t) => squared(sampleNormal(t, 2, several)), 1.5, 3);
    check((t) => squared(sampleNormal(1, t, several)), 2, 4);
    check((t) => squared(sampleUniform(0, t, several)), 2, 4 / 3);
    check((t) => sampleExponential(t, several), 2, -1 / 4);
    check((t) => squared(sampleGamma(t, 1, several)), 1.5, 4);
    check((t) => sampleGamma(2, t, several), 2, -1 / 2);
    check((t) => sampleBeta(t, 2, several), 3, 2 / 25);
    // Variance ν / (ν − 2).
    check((t) => squared(sampleStudentT(t, several)), 12, -2 / 100);
  });

  it('are the same for the same seed, and others for another', () => {
    const draw = (seed: number): Float64Array => toFloat64Array(sampleGamma(full([3], 1.5), 1, { seed }));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(() => sampleGamma(-1)).toThrow(expect.objectContaining({ code: 'random-parameter' }));
    expect(toFloat64Array(subtract(sampleNormal(add(1, 2), 0, { shape: [2] }), 3))).toEqual(Float64Array.of(0, 0));
  });
});
