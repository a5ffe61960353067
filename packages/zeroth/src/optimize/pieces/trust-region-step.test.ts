import { describe, expect, it } from 'vitest';
import { dot, multiply, norm2 } from '../../array/vector.js';
import { symmetricEigen } from '../../linalg/index.js';
import type { HessianVectorProducts, Method, Vector } from '../../query/index.js';
import { random } from '../../random/index.js';
import { dogleg } from './dogleg.js';
import { type SteihaugStep, steihaug } from './steihaug.js';
import { trustRegionStep } from './trust-region-step.js';

const eps = Number.EPSILON;
const normals = random(7);

function vector(n: number): Vector {
  return Float64Array.from({ length: n }, () => normals.normal());
}

function symmetric(n: number, shift = 0): Vector {
  const b = vector(n * n);
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) a[i * n + j] = b[i * n + j]! + b[j * n + i]!;
  for (let i = 0; i < n; i++) a[i * n + i] = a[i * n + i]! + shift;
  return a;
}

function model(h: Vector, g: Vector, d: Vector): number {
  const image = new Float64Array(d.length);
  multiply(image, h, d);
  return dot(g, d) + 0.5 * dot(d, image);
}

/** σ from (H + σ I) d = −g by least squares, and the relative residual of that equation. */
function multiplier(h: Vector, g: Vector, d: Vector): { readonly sigma: number; readonly residual: number } {
  const r = new Float64Array(d.length);
  multiply(r, h, d);
  for (let i = 0; i < r.length; i++) r[i] = -r[i]! - g[i]!;
  const sigma = dot(r, d) / dot(d, d);
  const left = r.map((v, i) => v - sigma * d[i]!);
  return { sigma, residual: norm2(left) / (norm2(g) + norm2(h) * norm2(d)) };
}

describe('trustRegionStep', () => {
  // Necessary and sufficient for a global minimiser: Moré and Sorensen, lemmas 2.1 and 2.3.
  it('satisfies the conditions of a global minimiser, inside and on the boundary', () => {
    for (const n of [1, 2, 5, 20])
      for (const shift of [-30, 0, 30])
        for (const radius of [1e-8, 0.1, 1, 1e6]) {
          const [h, g] = [symmetric(n, shift), vector(n)];
          const eigen = symmetricEigen(h, n);
          const d = trustRegionStep(eigen, g, radius);
          const { sigma, residual } = multiplier(h, g, d);
          const size = Math.abs(eigen.values[0]!) + Math.abs(eigen.values[n - 1]!);
          expect(norm2(d)).toBeLessThanOrEqual(radius * (1 + 8 * eps));
          expect(residual).toBeLessThan(40 * n * eps);
          expect(sigma).toBeGreaterThan(-40 * n * eps * (size + norm2(g) / norm2(d)));
          expect(eigen.values[0]! + sigma).toBeGreaterThan(-40 * n * eps * size);
          if (sigma > 1e-6 * size) expect(norm2(d)).toBeGreaterThan(radius * (1 - 1e-12));
        }
  });

  it('follows an eigenvector of the least eigenvalue in the hard case', () => {
    const h = Float64Array.of(-2, 0, 0, 0, -2, 0, 0, 0, 3);
    const eigen = symmetricEigen(h, 3);
    // (H + 2 I) d = −g gives d₂ = −1/5; the rest of the length lies in the plane of −2.
    const d = trustRegionStep(eigen, Float64Array.of(0, 0, 1), 2);
    expect(d[2]).toBeCloseTo(-0.2, 14);
    expect(norm2(d)).toBeCloseTo(2, 14);
    // g·d + ½ d·H d there
    expect(model(h, Float64Array.of(0, 0, 1), d)).toBeCloseTo(-0.2 + 0.5 * (3 * 0.04 - 2 * (4 - 0.04)), 13);
    expect(norm2(trustRegionStep(eigen, new Float64Array(3), 5))).toBeCloseTo(5, 13);
  });

  it('is continuous into the hard case', () => {
    const h = Float64Array.of(-1, 0, 0, 1);
    const eigen = symmetricEigen(h, 2);
    for (const small of [1e-3, 1e-8, 1e-14, 1e-18, 1e-200]) {
      const g = Float64Array.of(small, 1);
      const d = trustRegionStep(eigen, g, 3);
      expect(norm2(d)).toBeCloseTo(3, 12);
      expect(d[1]).toBeCloseTo(-0.5, Math.min(12, -Math.log10(small) - 1));
    }
  });

  it('takes no step where there is no slope and no negative curvature', () => {
    expect([...trustRegionStep(symmetricEigen(new Float64Array(4), 2), new Float64Array(2), 1)]).toEqual([0, 0]);
    const d = trustRegionStep(symmetricEigen(new Float64Array(4), 2), Float64Array.of(3, 4), 1);
    expect([...d]).toEqual([expect.closeTo(-0.6, 14), expect.closeTo(-0.8, 14)]);
  });
});

/** Runs the inner solver with a matrix for an oracle. */
function byMatrix(h: Vector, g: Vector, radius: number, accuracy: number): SteihaugStep {
  function* product(d: Vector): Method<HessianVectorProducts, Vector> {
    const out = new Float64Array(d.length);
    multiply(out, h, d);
    return out;
  }
  const run = steihaug(product, g, radius, accuracy, 10 * g.length).next();
  if (run.done !== true) throw new Error('nothing is asked');
  return run.value;
}

describe('steihaug', () => {
  it('solves convex models inside, promises what the model says, and never does worse than steepest descent', () => {
    for (const n of [1, 3, 10])
      for (const radius of [0.01, 1, 1e6])
        for (const shift of [-5, 40]) {
          const [h, g] = [symmetric(n, shift), vector(n)];
          const found = byMatrix(h, g, radius, 1e-13);
          const exact = trustRegionStep(symmetricEigen(h, n), g, radius);
          const scale = norm2(g) * radius + norm2(h) * radius * radius;
          expect(norm2(found.step)).toBeLessThanOrEqual(radius * (1 + 8 * eps));
          expect(Math.abs(found.model - model(h, g, found.step))).toBeLessThan(100 * n * eps * scale);
          expect(found.model).toBeGreaterThan(model(h, g, exact) - 100 * n * eps * scale);
          const image = new Float64Array(n);
          multiply(image, h, g);
          const curvature = dot(g, image) / dot(g, g);
          const length = Math.min(curvature > 0 ? norm2(g) / curvature : Infinity, radius);
          const cauchy = -norm2(g) * length + 0.5 * curvature * length * length;
          expect(found.model).toBeLessThanOrEqual(cauchy + 100 * n * eps * scale);
          // At least half of what is possible for convex models: Yuan (2000).
          if (shift === 40) expect(found.model).toBeLessThanOrEqual(0.5 * model(h, g, exact) + 1e-12 * scale);
          if (!found.bounded) for (let i = 0; i < n; i++) expect(found.step[i]).toBeCloseTo(exact[i]!, 10);
        }
  });
});

describe('dogleg', () => {
  it('keeps to the radius, and falls as the radius grows, to the Newton step', () => {
    const n = 6;
    const [h, g] = [symmetric(n, 40), vector(n)];
    const newton = trustRegionStep(symmetricEigen(h, n), g, 1e9);
    const image = new Float64Array(n);
    multiply(image, h, g);
    let before = 0;
    for (let share = 0.05; share < 1.1; share += 0.05) {
      const radius = share * norm2(newton);
      const d = dogleg(g, newton, dot(g, image), radius);
      expect(norm2(d)).toBeCloseTo(Math.min(radius, norm2(newton)), 13);
      const value = model(h, g, d);
      expect(value).toBeLessThanOrEqual(before + eps);
      before = value;
    }
    expect(before).toBeCloseTo(model(h, g, newton), 13);
  });
});
