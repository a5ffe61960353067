import { describe, expect, it } from 'vitest';
import { random } from '../random/index.js';
import { fromDense, fromDiagonals, identity, multiply, transpose } from '../sparse/index.js';
import { laplacian1d, laplacian2d, laplacianEigenvalues, randomSparse } from '../sparse/subjects.js';
import { conformance } from '../testing/index.js';
import { lanczos, thickRestartLanczos } from './lanczos.js';
import { length } from './linear-solution.js';
import { linearOperator, productOracle, transposedProductOracle } from './operator.js';
import { nystrom, nystromSketch, randomizedRangeSvd, randomizedSvd } from './randomized.js';

describe('lanczos', () => {
  it.each(['largest', 'smallest'] as const)('finds the %s eigenvalues of a grid of unequal sides', (which) => {
    const a = laplacian2d(23, 17);
    const all = [...laplacianEigenvalues(23)].flatMap((x) => [...laplacianEigenvalues(17)].map((y) => x + y));
    all.sort((x, y) => x - y);
    const { values, vectors, status, residualNorms } = lanczos(a, { count: 5, which });
    expect(status).toBe('converged');
    const expected = which === 'smallest' ? all.slice(0, 5) : all.slice(-5);
    // Eigenvalues of a symmetric matrix are off by at most the residual, and the rounding of ‖A‖ ≤ 8.
    values.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(residualNorms[i]! + 1e-13 * 8);
      const residual = multiply(a, vectors[i]!).map((w, k) => w - value * vectors[i]![k]!);
      expect(length(residual)).toBeLessThan(residualNorms[i]! + 1e-12);
      expect(length(vectors[i]!)).toBeCloseTo(1, 13);
    });
  });
  it('finds a multiple eigenvalue where subspaces are invariant, and all of a small matrix', () => {
    const { values, status } = lanczos(fromDiagonals(6, 6, [[0, [1, 2, 2, 2, 3, 3]]]), { count: 6 });
    expect(status).toBe('converged');
    [1, 2, 2, 2, 3, 3].forEach((value, i) => {
      expect(values[i]!).toBeCloseTo(value, 13);
    });
    expect(lanczos(identity(0)).values.length).toBe(0);
    expect(lanczos(fromDense([[7]])).values[0]).toBe(7);
    expect(lanczos(identity(9), { count: 3 }).values).toEqual(Float64Array.of(1, 1, 1));
  });
  it('refuses more than there are', () => {
    expect(() => lanczos(identity(3), { count: 4 })).toThrow(expect.objectContaining({ code: 'option-out-of-range' }));
  });
});

describe('randomizedSvd', () => {
  it('is exact for a matrix of low rank, and orthonormal', () => {
    const left = randomSparse(40, 4, 1, random(1));
    const right = randomSparse(30, 4, 1, random(2));
    const a = multiply(left, transpose(right));
    const { u, s, v } = randomizedSvd(a, { rank: 4 });
    const x = random(3).fillNormal(new Float64Array(30));
    const image = new Float64Array(40);
    s.forEach((si, i) => {
      const along = v[i]!.reduce((sum, vi, k) => sum + vi * x[k]!, 0);
      u[i]!.forEach((ui, k) => {
        image[k]! += si * ui * along;
      });
    });
    const exact = multiply(a, x);
    expect(length(image.map((value, i) => value - exact[i]!))).toBeLessThan(1e-12 * length(exact) * 40);
    for (const basis of [u, v])
      basis.forEach((p, i) => {
        basis.forEach((q, j) => {
          expect(p.reduce((sum, pi, k) => sum + pi * q[k]!, 0)).toBeCloseTo(i === j ? 1 : 0, 12);
        });
      });
  });
  it('finds decaying singular values, which it never exceeds', () => {
    const exact = Array.from({ length: 60 }, (_, i) => 2 ** -i);
    const { s } = randomizedSvd(fromDiagonals(60, 60, [[0, exact]]), { rank: 8 });
    s.forEach((value, i) => {
      expect(Math.abs(value - exact[i]!)).toBeLessThan(1e-13);
      expect(value).toBeLessThanOrEqual(exact[i]! + 1e-15);
    });
    expect(
      randomizedSvd(
        fromDense([
          [0, 0],
          [0, 0],
        ]),
        { rank: 1 },
      ).s.length,
    ).toBe(0);
  });
});

describe('nystrom', () => {
  it('is exact for a semidefinite matrix of low rank, and below the eigenvalues of others', () => {
    const half = randomSparse(50, 5, 1, random(4));
    const a = multiply(half, transpose(half));
    const { values } = nystrom(a, { rank: 5 });
    const exact = lanczos(a, { count: 5 }).values.reverse();
    values.forEach((value, i) => {
      expect(Math.abs(value - exact[i]!)).toBeLessThan(1e-10 * exact[0]!);
    });
    const slow = nystrom(laplacian1d(40), { rank: 10 });
    const all = laplacianEigenvalues(40).reverse();
    slow.values.forEach((value, i) => {
      expect(value).toBeLessThanOrEqual(all[i]! + 1e-12);
    });
  });
  it('refuses an indefinite matrix', () => {
    expect(() => nystrom(fromDiagonals(4, 4, [[0, [1, -1, 2, 3]]]), { rank: 2 })).toThrow(
      expect.objectContaining({ code: 'not-positive-definite' }),
    );
  });
});

const small = laplacian1d(9);
describe('thickRestartLanczos conforms', () => {
  const subject = {
    name: 'thickRestartLanczos',
    method: () => thickRestartLanczos({ order: 9, count: 2, subspace: 4 }),
    oracle: () => productOracle(linearOperator(small)),
  };
  for (const { name: property, check } of conformance(subject)) it(property, check);
});
describe('nystromSketch conforms', () => {
  const subject = {
    name: 'nystromSketch',
    method: () => nystromSketch({ columns: 9, rank: 2, oversampling: 1 }),
    oracle: () => productOracle(linearOperator(small)),
  };
  for (const { name: property, check } of conformance(subject)) it(property, check);
});
describe('randomizedRangeSvd conforms', () => {
  const subject = {
    name: 'randomizedRangeSvd',
    method: () => randomizedRangeSvd({ columns: 9, rank: 2, oversampling: 1 }),
    oracle: () => transposedProductOracle(linearOperator(small)),
  };
  for (const { name: property, check } of conformance(subject)) it(property, check);
});
