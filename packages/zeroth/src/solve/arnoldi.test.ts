import { describe, expect, it } from 'vitest';
import { eigvals } from '../linalg/index.js';
import { quasiTriangularEigenvalues, realSchur } from '../linalg/spectral/real-schur.js';
import { random } from '../random/index.js';
import { fromDense, fromDiagonals, identity, ldl, multiply, type SparseMatrix, toDense } from '../sparse/index.js';
import { laplacian1d, laplacianEigenvalues, randomSparse } from '../sparse/subjects.js';
import { conformance } from '../testing/index.js';
import { arnoldi, krylovSchur, type PartialEigen } from './arnoldi.js';
import { length } from './linear-solution.js';
import { linearOperator, productOracle } from './operator.js';
import { blockSize, orderSchur } from './ordered-schur.js';

/** ‖A v − λ v‖ of pair k, computed. */
function residual(a: SparseMatrix, { values, vectors }: PartialEigen, k: number): number {
  const [re, im] = [values.re[k]!, values.im[k]!];
  const [x, y] = [vectors.re[k]!, vectors.im[k]!];
  const first = multiply(a, x).map((w, i) => w - re * x[i]! + im * y[i]!);
  const second = multiply(a, y).map((w, i) => w - re * y[i]! - im * x[i]!);
  return Math.hypot(length(first), length(second));
}

describe('orderSchur', () => {
  it.each([5, 12, 30])('sorts %i eigenvalues, keeps them and the similarity', (n) => {
    const a = random(n).fillNormal(new Float64Array(n * n));
    const { t, zt } = realSchur(a, n);
    const before = quasiTriangularEigenvalues(t, n);
    orderSchur(t, zt, n, (re) => re);
    const { re, im } = quasiTriangularEigenvalues(t, n);
    for (let k = 1; k < n; k++) expect(re[k]!).toBeLessThanOrEqual(re[k - 1]! + 1e-12);
    const sorted = (values: Float64Array) => values.slice().sort();
    // Eigenvalues of these have condition numbers of tens.
    sorted(before.re).forEach((value, k) => {
      expect(Math.abs(value - sorted(re)[k]!)).toBeLessThan(1e-12 * n);
    });
    sorted(before.im).forEach((value, k) => {
      expect(Math.abs(value - sorted(im)[k]!)).toBeLessThan(1e-12 * n);
    });
    for (let k = 0; k < n; k += blockSize(t, n, k)) {
      if (blockSize(t, n, k) === 2) expect(t[k * n + k]).toBe(t[(k + 1) * n + k + 1]);
      for (let i = k + blockSize(t, n, k); i < n; i++) expect(t[i * n + k]).toBe(0);
    }
    // ‖Z T Zᵀ − A‖ and ‖Zᵀ Z − I‖: n² / 2 swaps of a rounding each.
    const bound = 10 * n * n * Number.EPSILON;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let product = 0;
        let gram = 0;
        for (let k = 0; k < n; k++) {
          gram += zt[i * n + k]! * zt[j * n + k]!;
          for (let l = 0; l < n; l++) product += zt[k * n + i]! * t[k * n + l]! * zt[l * n + j]!;
        }
        expect(Math.abs(product - a[i * n + j]!)).toBeLessThan(bound * Math.sqrt(n));
        expect(Math.abs(gram - (i === j ? 1 : 0))).toBeLessThan(bound);
      }
  });
  it('leaves equal eigenvalues of a Jordan block in place', () => {
    const t = Float64Array.of(2, 1, 0, 0, 2, 1, 0, 0, 2);
    const zt = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
    orderSchur(t, zt, 3, (re) => re);
    expect([...t]).toEqual([2, 1, 0, 0, 2, 1, 0, 0, 2]);
  });
});

describe('arnoldi', () => {
  it.each(['largest-magnitude', 'largest-real', 'smallest-real', 'largest-imaginary'] as const)(
    'finds the %s eigenvalues that eig finds',
    (which) => {
      const a = randomSparse(120, 120, 0.1, random(5));
      const found = arnoldi(a, { count: 5, which });
      expect(found.status).toBe('converged');
      const all = eigvals(toDense(a));
      const [re, im] = [[...all.re.data], [...all.im.data]];
      const key = (x: number, y: number) =>
        which === 'largest-magnitude'
          ? Math.hypot(x, y)
          : which === 'largest-imaginary'
            ? Math.abs(y)
            : which === 'largest-real'
              ? x
              : -x;
      const keys = re.map((x, i) => key(x, im[i]!)).sort((x, y) => y - x);
      found.residualNorms.forEach((norm, k) => {
        const [x, y] = [found.values.re[k]!, found.values.im[k]!];
        expect(Math.abs(key(x, y) - keys[k]!)).toBeLessThan(1e-8);
        const nearest = Math.min(...re.map((value, i) => Math.hypot(value - x, im[i]! - y)));
        // The residual, 1e-10 |λ|, times a condition number of tens.
        expect(nearest).toBeLessThan(1e-8);
        expect(residual(a, found, k)).toBeLessThan(norm + 1e-12);
        expect(Math.hypot(length(found.vectors.re[k]!), length(found.vectors.im[k]!))).toBeCloseTo(1, 13);
      });
    },
  );
  it('agrees with the known spectrum of convection and diffusion', () => {
    // Tridiagonal (−1 − c, 2, −1 + c): 2 − 2 √(1 − c²) cos(k π / (n + 1)), real for |c| < 1.
    const n = 50;
    const c = 0.1;
    const a = fromDiagonals(n, n, [
      [-1, -1 - c],
      [0, 2],
      [1, -1 + c],
    ]);
    const { values, status } = arnoldi(a, { count: 3, which: 'largest-real', subspace: 24 });
    expect(status).toBe('converged');
    for (let k = 0; k < 3; k++) {
      const exact = 2 + 2 * Math.sqrt(1 - c * c) * Math.cos(((k + 1) * Math.PI) / (n + 1));
      // Similar to a symmetric one by a diagonal of condition ((1 + c)/(1 − c))^(n/2), 151, which residuals of 4e-10 meet.
      expect(Math.abs(values.re[k]! - exact)).toBeLessThan(151 * 4e-10);
      expect(values.im[k]).toBe(0);
    }
  });
  it('finds the smallest eigenvalues by an operator that solves', () => {
    const n = 300;
    const factor = ldl(laplacian1d(n));
    const inverse = { rows: n, columns: n, apply: (x: Float64Array) => factor.solve(x) };
    const { values } = arnoldi(inverse, { count: 4 });
    const exact = laplacianEigenvalues(n);
    for (let k = 0; k < 4; k++) expect(Math.abs(1 / values.re[k]! / exact[k]! - 1)).toBeLessThan(1e-9);
  });
  it('keeps conjugate pairs whole, and gives all of a small matrix', () => {
    // A rotation by a right angle, 3 (a pair ± 3 i), beside 2 and 1.
    const a = fromDense([
      [0, 3, 0, 0],
      [-3, 0, 0, 0],
      [0, 0, 2, 0],
      [0, 0, 0, 1],
    ]);
    const pair = arnoldi(a, { count: 1 });
    expect(pair.values.re.length).toBe(2);
    expect(pair.values.im[0]!).toBeCloseTo(3, 13);
    expect(pair.values.im[1]!).toBeCloseTo(-3, 13);
    const all = arnoldi(a, { count: 4, which: 'smallest-magnitude' });
    expect([...all.values.re].map(Math.round)).toEqual([1, 2, 0, 0]);
    expect(arnoldi(identity(0)).values.re.length).toBe(0);
    expect(arnoldi(fromDense([[7]])).values.re[0]).toBe(7);
    expect([...arnoldi(identity(9), { count: 3 }).values.re]).toEqual([1, 1, 1]);
    expect([...arnoldi(fromDiagonals(6, 6, [[0, new Float64Array(6)]]), { count: 2 }).values.re]).toEqual([0, 0]);
  });
  it('takes a defective matrix', () => {
    const n = 12;
    const jordan = fromDiagonals(n, n, [
      [0, 1],
      [1, 1],
    ]);
    const { values, status } = arnoldi(jordan, { count: 3, subspace: n });
    expect(status).toBe('converged');
    // An eigenvalue of order n moves by (n ε)^(1/n).
    for (let k = 0; k < 3; k++)
      expect(Math.hypot(values.re[k]! - 1, values.im[k]!)).toBeLessThan(2 * (n * Number.EPSILON) ** (1 / n));
  });
  it('refuses a subspace without room for a pair', () => {
    expect(() => arnoldi(identity(9), { count: 4, subspace: 5 })).toThrow(
      expect.objectContaining({ code: 'option-out-of-range' }),
    );
  });
});

const convection = fromDiagonals(9, 9, [
  [-1, -2],
  [0, 2],
  [1, -0.5],
  [2, 0.3],
]);
describe('krylovSchur conforms', () => {
  const subject = {
    name: 'krylovSchur',
    method: () => krylovSchur({ order: 9, count: 2, subspace: 5 }),
    oracle: () => productOracle(linearOperator(convection)),
  };
  for (const { name: property, check } of conformance(subject)) it(property, check);
});
