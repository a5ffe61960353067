import { describe, expect, it } from 'vitest';
import { random } from '../../random/index.js';
import { ballStep, boxTrustRegionStep, quadraticAt } from './box-trust-region.js';

const unbounded = (n: number) => [new Float64Array(n).fill(-Infinity), new Float64Array(n).fill(Infinity)] as const;

describe('ballStep', () => {
  it('is no worse than any of many points of the ball, for Hessians of every sign', () => {
    const draws = random(2);
    for (let trial = 0; trial < 40; trial++) {
      const n = 1 + (trial % 4);
      const hessian = new Float64Array(n * n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j <= i; j++) hessian[i * n + j] = hessian[j * n + i] = draws.normal() + (i === j ? 1 : 0);
      const gradient = draws.fillNormal(new Float64Array(n));
      const q = { gradient, hessian };
      const p = ballStep(gradient, hessian, 0.7);
      expect(Math.hypot(...p)).toBeLessThanOrEqual(0.7 * (1 + 1e-9));
      const least = quadraticAt(q, p);
      for (let k = 0; k < 300; k++) {
        const at = draws.sphere(n).map((v) => v * 0.7 * (k % 3 === 0 ? draws.uniform() : 1));
        // The secular equation is solved to 1e-10.
        expect(least).toBeLessThanOrEqual(quadraticAt(q, at) + 1e-8);
      }
    }
  });

  it('goes to the boundary in the hard case', () => {
    const p = ballStep(Float64Array.of(0, 1), Float64Array.of(-2, 0, 0, 1), 2);
    // σ = 2: p₂ = −1 / 3 and p₁ = ±√(4 − 1 / 9).
    expect(p[1]).toBeCloseTo(-1 / 3, 10);
    expect(Math.abs(p[0]!)).toBeCloseTo(Math.sqrt(4 - 1 / 9), 10);
  });
});

describe('boxTrustRegionStep', () => {
  it('is the step of the ball where no bound is met, and within the bounds where one is', () => {
    const q = { gradient: Float64Array.of(1, -3), hessian: Float64Array.of(2, 1, 1, 4) };
    expect(boxTrustRegionStep(q, ...unbounded(2), 0.5)).toEqual(ballStep(q.gradient, q.hessian, 0.5));
    const d = boxTrustRegionStep(q, Float64Array.of(-0.25, -1), Float64Array.of(1, 0.5), 10);
    // On the upper bound of the second variable the first one's slope 1 + 2 d₁ + d₂ would vanish at −0.75.
    expect([...d]).toEqual([-0.25, 0.5]);
  });
});
