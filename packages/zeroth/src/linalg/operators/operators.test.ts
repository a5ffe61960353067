import { expect, test } from 'vitest';
import { float64Data, fromData, type NDArray } from '../../array/index.js';
import { EPS, gaussian, infinityNorm, LIMIT, made, product, transpose } from '../fixtures.js';
import {
  adjoint,
  bandedOperator,
  cholesky,
  denseOperator,
  diagonalOperator,
  factorize,
  inverse,
  kroneckerOperator,
  lowRankPlusDiagonalOperator,
  operatorMatrix,
  operatorProduct,
  operatorSum,
  positiveDefiniteOperator,
  type SolvableOperator,
  type StructuredOperator,
  scaled,
  slogdet,
  solve,
  symmetricOperator,
  toeplitzOperator,
  triangularOperator,
} from '../index.js';

const vector = (n: number, seed: number) => gaussian(n, 1, seed).data;
const matrix = (m: number, n: number, seed: number) => fromData(gaussian(m, n, seed).data, [m, n]);
const definite = (n: number) => {
  const { data } = gaussian(n, n + 4, n);
  return fromData(product(data, transpose(data, n, n + 4), n, n + 4, n), [n, n]);
};

/** Operators of a size, each with the matrix that it must be equal to. */
function structures(n: number): readonly (readonly [StructuredOperator, NDArray])[] {
  const [d, e, f] = [vector(n, 1), vector(n - 1, 2), vector(n - 2, 3)];
  const [u, v] = [matrix(n, 3, 4), matrix(n, 3, 5)];
  const [c, r] = [vector(n, 6), vector(n, 7)];
  c[0] = 4;
  r[0] = 4;
  const full = gaussian(n, n, 8).data;
  const at = (entry: (i: number, j: number) => number) => fromData(made('', n, n, entry).data, [n, n]);
  const [uu, vv] = [float64Data(u), float64Data(v)];
  // Triangles of random matrices have condition numbers that grow as 2^n.
  const tame = at((i, j) => (i === j ? 2 + Math.abs(full[i * n + j]!) : full[i * n + j]! / n));
  const entries = float64Data(tame);
  const symmetric = at((i, j) => full[Math.max(i, j) * n + Math.min(i, j)]!);
  return [
    [diagonalOperator(d), at((i, j) => (i === j ? d[i]! : 0))],
    [triangularOperator(tame), at((i, j) => (i <= j ? entries[i * n + j]! : 0))],
    [triangularOperator(tame, { lower: true }), at((i, j) => (i >= j ? entries[i * n + j]! : 0))],
    [
      bandedOperator({ 0: d, 1: e, [-1]: e.map((x) => -x), 2: f }),
      at((i, j) => (i === j ? d[i]! : j === i + 1 ? e[i]! : j === i - 1 ? -e[j]! : j === i + 2 ? f[i]! : 0)),
    ],
    [denseOperator(fromData(full, [n, n])), fromData(full, [n, n])],
    [symmetricOperator(fromData(full, [n, n])), symmetric],
    [positiveDefiniteOperator(definite(n)), definite(n)],
    [
      lowRankPlusDiagonalOperator(d, u, v),
      at((i, j) => (i === j ? d[i]! : 0) + [0, 1, 2].reduce((sum, k) => sum + uu[3 * i + k]! * vv[3 * j + k]!, 0)),
    ],
    [toeplitzOperator(c, r), at((i, j) => (i >= j ? c[i - j]! : r[j - i]!))],
  ];
}

function close(a: Float64Array, b: Float64Array, factor = 1e-12): void {
  expect(
    infinityNorm(
      a.map((x, i) => x - b[i]!),
      1,
    ),
  ).toBeLessThan(factor * (1 + infinityNorm(b, 1)));
}

function checkSolves(operator: SolvableOperator, a: NDArray, name: string): void {
  const n = operator.shape[0];
  const data = float64Data(a);
  const b = vector(n, 11);
  for (const [x, m] of [
    [operator.solve(b), data],
    [operator.solveTransposed(b), transpose(data, n, n)],
  ] as const) {
    const residual = product(m, x, n, n, 1).map((value, i) => value - b[i]!);
    // Woodbury and Levinson are not backward stable: their bound has condition numbers in it, below 1e4 here.
    const slack = name === 'lowRankPlusDiagonal' || name === 'toeplitz' ? 1e4 : 1;
    const size = n * EPS * infinityNorm(m, n) * infinityNorm(x, 1);
    expect(infinityNorm(residual, 1) / size, `${name} ${n}`).toBeLessThan(LIMIT * slack);
  }
  const found = operator.slogdet();
  const expected = slogdet(a);
  expect(found.sign, name).toBe(expected.sign.item());
  expect(Math.abs(found.logdet - expected.logdet.item()), name).toBeLessThan(1e-8 * n);
}

test('every structure multiplies as its matrix does, and solves with a small backward error', () => {
  for (const n of [3, 8, 20, 41])
    for (const [operator, a] of structures(n)) {
      const data = float64Data(a);
      const x = vector(n, 9);
      close(operator.multiply(x), product(data, x, n, n, 1));
      close(operator.multiplyTransposed(x), product(transpose(data, n, n), x, n, n, 1));
      close(float64Data(operatorMatrix(operator)), data);
      checkSolves(factorize(operator), a, operator.kind);
    }
});

test('factorize sees the structure of a plain matrix', () => {
  const n = 40;
  const kinds = structures(n).map(([, a]) => factorize(a).kind);
  expect(kinds).toEqual([
    'diagonal',
    'triangular',
    'triangular',
    'banded',
    'dense',
    'symmetric',
    'positiveDefinite',
    'dense',
    'dense',
  ]);
  for (const [, a] of structures(n)) checkSolves(factorize(a), a, '');
});

test('sums, products, adjoints, inverses, multiples and Kronecker products compose', () => {
  const n = 6;
  const b = vector(n, 1);
  const [first, second] = [matrix(n, n, 2), matrix(n, n, 3)];
  const [p, q] = [factorize(first), factorize(second)];
  const both = fromData(product(float64Data(first), float64Data(second), n, n, n), [n, n]);
  checkSolves(operatorProduct(p, q), both, 'product');
  checkSolves(adjoint(p), fromData(transpose(float64Data(first), n, n), [n, n]), 'adjoint');
  checkSolves(
    scaled(-3, p),
    fromData(
      float64Data(first).map((x) => -3 * x),
      [n, n],
    ),
    'scaled',
  );
  close(inverse(p).multiply(b), solve(first, b));
  close(inverse(p).solve(b), p.multiply(b));
  close(
    operatorSum(p, q).multiply(b),
    p.multiply(b).map((x, i) => x + q.multiply(b)[i]!),
  );
  const small = matrix(4, 4, 5);
  const kron = made(
    '',
    24,
    24,
    (i, j) =>
      float64Data(first)[Math.floor(i / 4) * n + Math.floor(j / 4)]! * float64Data(small)[(i % 4) * 4 + (j % 4)]!,
  );
  const operator = kroneckerOperator(denseOperator(first), denseOperator(small));
  close(float64Data(operatorMatrix(operator)), kron.data);
  checkSolves(factorize(operator), fromData(kron.data, [24, 24]), 'kronecker');
  const tall = kroneckerOperator(denseOperator(matrix(3, 2, 1)), denseOperator(matrix(2, 5, 2)));
  close(float64Data(operatorMatrix(adjoint(tall))), transpose(float64Data(operatorMatrix(tall)), 6, 10));
  expect(cholesky(definite(3)).shape).toEqual([3, 3]);
});

test('Toeplitz matrices that stop Levinson are solved all the same', () => {
  const a = toeplitzOperator([0, 1, 2], [0, 3, -1]);
  checkSolves(factorize(a), operatorMatrix(a), 'Toeplitz with a zero diagonal');
  const close = toeplitzOperator([1e-12, 1, 2, 1], [1e-12, 1, 5, 1]);
  checkSolves(factorize(close), operatorMatrix(close), 'Toeplitz with a small diagonal');
});

test('mistakes have codes', () => {
  const throws = (action: () => unknown, code: string) => expect(action).toThrow(expect.objectContaining({ code }));
  throws(
    () =>
      factorize([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    'shape-mismatch',
  );
  throws(
    () =>
      factorize(
        denseOperator([
          [1, 2, 3],
          [4, 5, 6],
        ]),
      ),
    'shape-mismatch',
  );
  throws(
    () =>
      factorize([
        [1, 1],
        [1, 1],
      ]),
    'singular-matrix',
  );
  throws(
    () =>
      factorize([
        [1, 0],
        [0, 0],
      ]),
    'singular-matrix',
  );
  throws(
    () =>
      factorize([
        [1, 2],
        [0, 0],
      ]),
    'singular-matrix',
  );
  throws(
    () =>
      factorize(
        positiveDefiniteOperator([
          [1, 2],
          [2, 1],
        ]),
      ),
    'not-positive-definite',
  );
  throws(
    () =>
      factorize([
        [1, Number.NaN],
        [2, 1],
      ]),
    'not-finite',
  );
  throws(() => bandedOperator({ 0: [1, 2, 3], 1: [1, 2, 3] }), 'shape-mismatch');
  throws(() => diagonalOperator([1, 2]).solve(new Float64Array(3)), 'shape-mismatch');
  throws(() => diagonalOperator([1, 2]).multiply(Float64Array.of(1, Infinity)), 'not-finite');
  throws(() => operatorProduct(diagonalOperator([1, 2]), diagonalOperator([1])), 'shape-mismatch');
  throws(() => scaled(0, diagonalOperator([1, 2])).solve(new Float64Array(2)), 'singular-matrix');
});
