import { describe, expect, it } from 'vitest';
import { dot } from '../../array/vector.js';
import { random } from '../../random/index.js';
import { nearestPoint } from './least-distance.js';
import { linearBallStep } from './linear-ball.js';

describe('nearestPoint', () => {
  it('meets the conditions of a nearest point, on random polyhedra', () => {
    const draws = random(1);
    for (let k = 0; k < 200; k++) {
      const n = 1 + draws.integer(5);
      const target = draws.fillNormal(new Float64Array(n));
      const inside = draws.fillNormal(new Float64Array(n));
      const spaces = Array.from({ length: draws.integer(9) }, () => {
        const a = draws.fillNormal(new Float64Array(n));
        return { a, b: dot(a, inside) - draws.uniform() };
      });
      const x = nearestPoint(target, spaces);
      expect(x).toBeDefined();
      if (x === undefined) continue;
      // Within, and no step towards any other point of the polyhedron comes nearer: (x − t)'(y − x) ≥ 0.
      for (const { a, b } of spaces) expect(dot(a, x)).toBeGreaterThanOrEqual(b - 1e-12 * (1 + Math.abs(b)) * 10);
      const gap = x.map((v, i) => v - target[i]!);
      for (let j = 0; j < 20; j++) {
        const y = inside.map((v) => v + 0.3 * draws.normal());
        if (!spaces.every(({ a, b }) => dot(a, y) >= b)) continue;
        const towards = y.map((v, i) => v - x[i]!);
        expect(dot(gap, towards)).toBeGreaterThanOrEqual(-1e-11 * (1 + dot(gap, gap)) * (1 + dot(towards, towards)));
      }
    }
  });

  it('knows an empty polyhedron', () => {
    const a = Float64Array.of(1, 1);
    expect(
      nearestPoint(Float64Array.of(0, 0), [
        { a, b: 1 },
        { a: a.map((v) => -v), b: 1 },
      ]),
    ).toBeUndefined();
    expect(nearestPoint(Float64Array.of(0), [{ a: Float64Array.of(0), b: 1 }])).toBeUndefined();
  });
});

describe('linearBallStep', () => {
  it('is no worse than any point of the ball and the polyhedron that is drawn', () => {
    const draws = random(2);
    for (let k = 0; k < 60; k++) {
      const n = 1 + draws.integer(4);
      const gradient = draws.fillNormal(new Float64Array(n));
      const soft = Array.from({ length: draws.integer(5) }, () => ({
        a: draws.fillNormal(new Float64Array(n)),
        b: draws.normal() - 0.5,
      }));
      const d = linearBallStep({ gradient, soft, hard: [], radius: 1 });
      expect(dot(d, d)).toBeLessThanOrEqual(1 + 1e-8);
      const broken = (x: Float64Array): number => soft.reduce((most, { a, b }) => Math.max(most, b - dot(a, x)), 0);
      for (let j = 0; j < 200; j++) {
        const direction = draws.sphere(n);
        const length = draws.uniform();
        const x = direction.map((v) => v * length);
        const less = broken(x) < broken(d) - 1e-7;
        const better = broken(x) <= broken(d) && dot(gradient, x) < dot(gradient, d) - 1e-6;
        expect(less || better).toBe(false);
      }
    }
  });
});
