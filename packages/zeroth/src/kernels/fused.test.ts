import { describe, expect, test } from 'vitest';
import { BASE, firstDifference, kernelsWith, LENGTHS, normals, view32 } from './fixtures.js';
import type { PerturbationLaw } from './index.js';
import { adaMuFinish, adaMuMove, adam, momentum, orderedSumOfFour, seededNumbers } from './reference/index.js';

const LAWS: readonly PerturbationLaw[] = ['rademacher', 'gaussian', 'nearGaussian'];
const SEED = 99;
const START = 512 * 3;
const M = BASE + 16384;
const V = BASE + 2 * 16384;

describe.each(LAWS)('fused updates, %s', (law) => {
  test('momentum equals the reference bit for bit over three steps', () => {
    const kernels = kernelsWith(V + 16384);
    for (const length of LENGTHS) {
      const weights = normals(length, 1);
      const m = new Float32Array(length);
      view32(kernels, BASE, length).set(weights);
      view32(kernels, M, length).set(m);
      for (let seed = 0; seed < 3; seed++) {
        const operands = { projectedGradient: 0.3 - seed, beta: 0.9, decay: 0.9999, restore: 1e-3, step: 0.01 };
        momentum(weights, m, seededNumbers(law, length, seed, START), operands);
        kernels.momentum({ law, weights: BASE, length, seed, start: START }, { momentum: M, ...operands });
      }
      expect(firstDifference(view32(kernels, BASE, length), weights)).toBe(-1);
      expect(firstDifference(view32(kernels, M, length), m)).toBe(-1);
    }
  });

  test('adam equals the reference bit for bit over three steps', () => {
    const kernels = kernelsWith(V + 16384);
    for (const length of LENGTHS) {
      const weights = normals(length, 1);
      const m = new Float32Array(length);
      const v = new Float32Array(length);
      view32(kernels, BASE, length).set(weights);
      view32(kernels, M, length).set(m);
      view32(kernels, V, length).set(v);
      for (let iteration = 1; iteration <= 3; iteration++) {
        const operands = {
          ...{ projectedGradient: 0.3 - iteration, iteration, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
          ...{ decay: 0.9999, restore: 1e-3, step: 0.01 },
        };
        adam(weights, m, v, seededNumbers(law, length, iteration, START), operands);
        kernels.adam(
          { law, weights: BASE, length, seed: iteration, start: START },
          { firstMoment: M, secondMoment: V, ...operands },
        );
      }
      expect(firstDifference(view32(kernels, BASE, length), weights)).toBe(-1);
      expect(firstDifference(view32(kernels, M, length), m)).toBe(-1);
      expect(firstDifference(view32(kernels, V, length), v)).toBe(-1);
    }
  });
});

describe('ZO-AdaMU', () => {
  const shape = { alpha: 0.3, beta1: 0.8 };
  const operands = { beta2: 0.95, decay: 0.999, restore: 1e-3, step: 0.02 };

  test('all three passes equal the reference bit for bit, split or not', () => {
    const kernels = kernelsWith(V + 16384);
    for (const length of LENGTHS) {
      const weights = normals(length, 1);
      const m = normals(length, 2);
      view32(kernels, BASE, length).set(weights);
      view32(kernels, M, length).set(m);
      const n1 = seededNumbers('gaussian', length, SEED, START);
      const n2 = seededNumbers('gaussian', length, SEED, START, 1);
      const whole = { weights: BASE, momentum: M, length, seed: SEED, start: START, ...shape };
      adaMuMove(weights, m, n1, n2, shape, 1e-3);
      kernels.adaMuMove(whole, 1e-3);
      adaMuMove(weights, m, n1, n2, shape, -2e-3);
      for (let i = 0; i < length; i += 512)
        kernels.adaMuMove(
          {
            ...whole,
            weights: BASE + 4 * i,
            momentum: M + 4 * i,
            length: Math.min(512, length - i),
            start: START + i,
          },
          -2e-3,
        );
      expect(firstDifference(view32(kernels, M, length), m)).toBe(-1);
      adaMuFinish(weights, m, n1, n2, shape, operands);
      kernels.adaMuFinish(whole, operands);
      expect(firstDifference(view32(kernels, BASE, length), weights)).toBe(-1);
      expect(firstDifference(view32(kernels, M, length), m)).toBe(-1);
    }
  });

  test('with zero momentum, alpha 1 and beta1 1 it perturbs as the gaussian law', () => {
    const kernels = kernelsWith(V + 16384);
    const length = 700;
    view32(kernels, BASE, length).fill(0);
    view32(kernels, M, length).fill(0);
    const tensor = { weights: BASE, momentum: M, length, seed: SEED, start: START, alpha: 1, beta1: 1 };
    kernels.adaMuMove(tensor, 0.5);
    const expected = new Float32Array(length).map((_, i) => 0.5 * seededNumbers('gaussian', length, SEED, START)[i]!);
    expect(view32(kernels, BASE, length)).toEqual(expected);
  });
});

test('gaussianSquaredNorm equals the reference bit for bit', () => {
  const kernels = kernelsWith(300_000);
  for (const length of [...LENGTHS, 65535, 65536, 65537, 70001]) {
    const z = seededNumbers('gaussian', length, SEED, START);
    const expected = orderedSumOfFour(length, (i) => z[i]! * z[i]!);
    expect(kernels.gaussianSquaredNorm(length, SEED, START)).toBe(expected);
  }
});
