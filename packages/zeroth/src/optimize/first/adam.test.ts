import { describe, expect, it } from 'vitest';
import { fillNormal } from '../../random/index.js';
import { run } from '../../run/index.js';
import { diagonalQuadratic, reportsOf } from '../subjects.js';
import { adam } from './adam.js';

describe('adam', () => {
  const n = 3;
  const options = { step: 0.02, meanDecay: 0.8, squareDecay: 0.95, epsilon: 1e-6 };
  const gradientAtStep = (k: number) => fillNormal(new Float64Array(n), 7, k);
  const noise = () => {
    let k = 0;
    return {
      gradients: () => [{ value: 0, gradient: gradientAtStep(k++) }],
    };
  };

  it('agrees with the sums that its averages are', () => {
    const steps = 40;
    const { reports } = reportsOf(adam(Float64Array.of(1, 2, 3), options), noise(), steps);
    const x = [1, 2, 3];
    for (let k = 0; k < steps; k++) {
      for (let i = 0; i < n; i++) expect(reports[k]!.x[i]).toBeCloseTo(x[i]!, 13);
      for (let i = 0; i < n; i++) {
        let mean = 0;
        let square = 0;
        let meanWeight = 0;
        let squareWeight = 0;
        for (let j = 0; j <= k; j++) {
          const g = gradientAtStep(j)[i]!;
          mean += 0.8 ** (k - j) * g;
          meanWeight += 0.8 ** (k - j);
          square += 0.95 ** (k - j) * g * g;
          squareWeight += 0.95 ** (k - j);
        }
        x[i]! -= (0.02 * (mean / meanWeight)) / (Math.sqrt(square / squareWeight) + 1e-6);
      }
    }
  });

  it('begins with a step of α g / (|g| + ε)', () => {
    const { reports } = reportsOf(adam(new Float64Array(n), options), noise(), 2);
    for (const [i, g] of gradientAtStep(0).entries())
      expect(reports[1]!.x[i]).toBeCloseTo((-0.02 * g) / (Math.abs(g) + 1e-6), 15);
  });

  it('does not see the scale of the objective, but for ε', () => {
    const trajectory = (scale: number) =>
      reportsOf(adam(Float64Array.of(1, -1), { step: 0.1, epsilon: 1e-300 }), diagonalQuadratic([scale, 3 * scale]), 50)
        .reports;
    // Powers of two scale without rounding.
    for (const [k, { x }] of trajectory(1).entries()) expect(x).toEqual(trajectory(2 ** 40)[k]!.x);
  });

  it.each([
    [{ step: 0 }, 'step'],
    [{ meanDecay: 1 }, 'meanDecay'],
    [{ squareDecay: -0.1 }, 'squareDecay'],
    [{ epsilon: 0 }, 'epsilon'],
  ])('refuses %o', (bad, name) => {
    expect(() => run(adam(Float64Array.of(3), bad), diagonalQuadratic([1]))).toThrow(`${name} must be`);
  });
});
