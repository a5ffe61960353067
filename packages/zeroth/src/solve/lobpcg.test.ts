import { describe, expect, it } from 'vitest';
import { dot } from '../array/vector.js';
import { eigvalsh } from '../linalg/index.js';
import { random } from '../random/index.js';
import { add, fromDense, fromDiagonals, identity, multiply, toDense, transpose } from '../sparse/index.js';
import { laplacian1d, laplacian2d, laplacianEigenvalues, randomSparse } from '../sparse/subjects.js';
import { conformance } from '../testing/index.js';
import { incompleteCholesky } from './incomplete.js';
import { length } from './linear-solution.js';
import { lobpcg, locallyOptimalBlockConjugateGradients } from './lobpcg.js';
import { linearOperator, productOracle } from './operator.js';

describe('lobpcg', () => {
  it.each(['largest', 'smallest'] as const)('finds the %s eigenvalues that eigh finds', (which) => {
    const half = randomSparse(90, 90, 0.1, random(3));
    const a = add(half, transpose(half));
    const { values, vectors, status, residualNorms } = lobpcg(a, { count: 5, which, tolerance: 1e-9 });
    expect(status).toBe('converged');
    const all = [...eigvalsh(toDense(a)).data];
    const expected = which === 'smallest' ? all.slice(0, 5) : all.slice(-5);
    values.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(residualNorms[i]! + 1e-12);
      const residual = multiply(a, vectors[i]!).map((w, k) => w - value * vectors[i]![k]!);
      // What is told is computed from the vectors.
      expect(Math.abs(length(residual) - residualNorms[i]!)).toBeLessThan(1e-13);
      vectors.forEach((other, j) => {
        expect(Math.abs(dot(vectors[i]!, other) - (i === j ? 1 : 0))).toBeLessThan(1e-12);
      });
    });
  });
  it('needs fewer iterations with a preconditioner, and finds double eigenvalues twice', () => {
    const side = 30;
    const a = laplacian2d(side, side);
    const line = laplacianEigenvalues(side);
    const exact = [...line].flatMap((x) => [...line].map((y) => x + y)).sort((x, y) => x - y);
    const plain = lobpcg(a, { count: 5 });
    const better = lobpcg(a, { count: 5, preconditioner: incompleteCholesky(a) });
    for (const { values, status, residualNorms } of [plain, better]) {
      expect(status).toBe('converged');
      values.forEach((value, i) => {
        // Off by the square of the residual over the gap.
        expect(Math.abs(value - exact[i]!)).toBeLessThan(residualNorms[i]! ** 2 / 1e-3 + 1e-13);
      });
    }
    expect(better.iterations).toBeLessThan(plain.iterations / 1.5);
  });
  it('begins from vectors that are given', () => {
    const n = 40;
    const a = laplacian1d(n);
    const start = [1, 2].map((k) =>
      Float64Array.from({ length: n }, (_, i) => Math.sin(((i + 1) * k * Math.PI) / (n + 1))),
    );
    const { iterations, status } = lobpcg(a, { count: 2, blockSize: 2, start });
    expect(status).toBe('converged');
    expect(iterations).toBe(0);
  });
  it('takes empty, tiny, zero and multiple ones', () => {
    expect(lobpcg(identity(0)).values.length).toBe(0);
    expect(lobpcg(fromDense([[7]])).values[0]).toBe(7);
    expect([...lobpcg(identity(9), { count: 3 }).values].map((value) => Math.round(value * 1e14) / 1e14)).toEqual([
      1, 1, 1,
    ]);
    const zero = lobpcg(fromDiagonals(6, 6, [[0, new Float64Array(6)]]), { count: 2 });
    expect([zero.status, ...zero.values]).toEqual(['converged', 0, 0]);
    const all = lobpcg(fromDiagonals(6, 6, [[0, [1, 2, 2, 2, 3, 3]]]), { count: 6 });
    expect(all.status).toBe('converged');
    [1, 2, 2, 2, 3, 3].forEach((value, i) => {
      expect(all.values[i]!).toBeCloseTo(value, 13);
    });
  });
  it('ends at the level of rounding where no tolerance is given', () => {
    const { status, residualNorms } = lobpcg(laplacian1d(40), { count: 2, tolerance: 0 });
    expect(['converged', 'stagnated']).toContain(status);
    // ‖A‖ < 4, and sums of 40 terms.
    for (const norm of residualNorms) expect(norm).toBeLessThan(40 * 4 * Number.EPSILON);
  });
  it('refuses more than there are', () => {
    expect(() => lobpcg(identity(3), { count: 4 })).toThrow(expect.objectContaining({ code: 'option-out-of-range' }));
  });
});

describe('locallyOptimalBlockConjugateGradients conforms', () => {
  const subject = {
    name: 'locallyOptimalBlockConjugateGradients',
    method: () => locallyOptimalBlockConjugateGradients({ order: 9, count: 1, blockSize: 2 }),
    oracle: () => productOracle(linearOperator(laplacian1d(9))),
  };
  for (const { name: property, check } of conformance(subject)) it(property, check);
});
