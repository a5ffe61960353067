import { describe, expect, it } from 'vitest';
import { fromData, type NDArray } from '../../array/index.js';
import {
  EPS,
  gaussian,
  hardSquares,
  infinityNorm,
  LIMIT,
  made,
  orthogonality,
  product,
  scaledDifference,
  type TestMatrix,
  transpose,
} from '../fixtures.js';
import { eig, eigvals } from './eig.js';
import { hessenberg, schur } from './schur.js';

function doubles(x: NDArray): Float64Array {
  return Float64Array.from(x.data);
}

function scaledToOne(data: Float64Array): Float64Array {
  const largest = data.reduce((size, entry) => Math.max(size, Math.abs(entry)), 0);
  const scale = largest > 0 ? 2 ** -Math.floor(Math.log2(largest)) : 1;
  return data.map((entry) => entry * scale);
}

/** Both forms: A = Q X Qᵀ with X of the right shape. */
function expectForms({ data, n }: TestMatrix): void {
  const a = scaledToOne(data);
  for (const isSchur of [false, true]) {
    const form = isSchur ? schur(fromData(data, [n, n])) : hessenberg(fromData(data, [n, n]));
    const x = scaledToOne(doubles('t' in form ? form.t : form.h));
    // The factor between the scales of X and A is a power of two.
    const own = doubles('t' in form ? form.t : form.h);
    const largest = own.findIndex((entry) => entry !== 0);
    const ratio = largest < 0 ? 1 : x[largest]! / own[largest]!;
    const base = data.findIndex((entry) => entry !== 0);
    const wanted = base < 0 ? 1 : a[base]! / data[base]!;
    const t = x.map((entry) => (entry / ratio) * wanted);
    const q = doubles('z' in form ? form.z : form.q);
    expect(scaledDifference(product(product(q, t, n, n, n), transpose(q, n, n), n, n, n), a, n)).toBeLessThan(LIMIT);
    expect(orthogonality(q, n, n)).toBeLessThan(LIMIT);
    for (let i = 0; i < n; i++) for (let j = 0; j < i - 1; j++) expect(t[i * n + j]).toBe(0);
    if (!isSchur) continue;
    for (let i = 1; i < n; i++) {
      if (t[i * n + i - 1] === 0) continue;
      expect(i < 2 || t[(i - 1) * n + i - 2] === 0).toBe(true);
      expect(t[i * n + i]).toBe(t[(i - 1) * n + i - 1]);
      expect(t[i * n + i - 1]! * t[(i - 1) * n + i]!).toBeLessThan(0);
    }
  }
}

/** ‖A V − V Λ‖ / (n ε ‖A‖ ‖V‖) for vectors of length 1; eigenvalues come as conjugate pairs. */
function expectPairs({ data, n }: TestMatrix, single = false): void {
  const a = scaledToOne(data);
  const input = single ? Float32Array.from(a) : a;
  const eps = single ? 2 ** -23 : EPS;
  const { values, vectors } = eig(fromData(input, [n, n]));
  const [re, im, x, y] = [values.re, values.im, vectors.re, vectors.im].map(doubles) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const imageRe = product(Float64Array.from(input), x, n, n, n);
  const imageIm = product(Float64Array.from(input), y, n, n, n);
  const norm = infinityNorm(a, n);
  for (let k = 0; k < n; k++) {
    let squares = 0;
    let residual = 0;
    for (let i = 0; i < n; i++) {
      const at = i * n + k;
      squares += x[at]! ** 2 + y[at]! ** 2;
      residual = Math.max(
        residual,
        Math.abs(imageRe[at]! - (re[k]! * x[at]! - im[k]! * y[at]!)),
        Math.abs(imageIm[at]! - (re[k]! * y[at]! + im[k]! * x[at]!)),
      );
    }
    expect(Math.abs(squares - 1)).toBeLessThan(n * 4 * eps);
    expect(residual).toBeLessThanOrEqual(LIMIT * n * eps * norm);
    if (im[k]! > 0) expect([re[k + 1], im[k + 1]]).toEqual([re[k], -im[k]!]);
  }
}

const cyclic = made('cyclic', 12, 12, (i, j) => ((i + 1) % 12 === j ? 1 : 0));
const companion = made('companion', 20, 20, (i, j) => (i === 0 ? -(j + 1) : i === j + 1 ? 1 : 0));
const rotations = made('rotations', 8, 8, (i, j) =>
  i >> 1 !== j >> 1 ? (j > i ? 1 : 0) : i === j ? 0 : i > j ? 1 : -1,
);
const lower = made('lower triangle', 15, 15, (i, j) => (i >= j ? i + j + 1 : 0));
const nilpotent = made('nilpotent', 9, 9, (i, j) => (j === i + 1 ? 1 : 0));
const zero = made('zero', 6, 6, () => 0);
const special = [cyclic, companion, rotations, lower, nilpotent, zero];

describe('hessenberg and schur', () => {
  it.each([0, 1, 2, 3, 4, 7, 20, 33, 65, 100])('are backward stable and orthogonal: random, n = %i', (n) => {
    expectForms(gaussian(n, n, n + 5));
  });

  it.each([...hardSquares(40), ...special].map((matrix) => [matrix.name, matrix] as const))(
    'are so on hard matrices: %s',
    (_, matrix) => {
      expectForms(matrix);
    },
  );
});

describe('eig', () => {
  it.each([0, 1, 2, 3, 4, 7, 20, 33, 65, 100])('satisfies A V = V Λ to rounding: random, n = %i', (n) => {
    expectPairs(gaussian(n, n, n + 6));
  });

  // Balancing a matrix that is scaled badly on purpose is better than backward stable in its norm.
  it.each([...hardSquares(40), ...special].map((matrix) => [matrix.name, matrix] as const))(
    'does so on hard matrices: %s',
    (_, matrix) => {
      expectPairs(matrix);
    },
  );

  it('does so in float32', () => {
    expectPairs(gaussian(30, 30, 3), true);
  });

  it('finds the roots of unity of the cyclic matrix, which is normal', () => {
    const { re, im } = eigvals(fromData(cyclic.data, [12, 12]));
    doubles(re).forEach((x, k) => {
      const y = im.data[k]!;
      const angle = Math.atan2(y, x) / (Math.PI / 6);
      expect(Math.hypot(x, y)).toBeCloseTo(1, 13);
      expect(Math.abs(angle - Math.round(angle))).toBeLessThan(LIMIT * 12 * EPS);
    });
  });

  it('finds the eigenvalues of triangular matrices exactly, whatever their order', () => {
    const { re } = eigvals(fromData(lower.data, [15, 15]));
    expect(doubles(re).sort()).toEqual(Float64Array.from({ length: 15 }, (_, i) => 2 * i + 1));
  });

  it('finds those of the Frank matrix, whose product is 1 and which come in reciprocal pairs', () => {
    const n = 8;
    const frank = made('Frank', n, n, (i, j) => (i <= j + 1 ? Math.min(n - i, n - j) : 0));
    const values = doubles(eigvals(fromData(frank.data, [n, n])).re).sort();
    // Condition numbers of the small ones are below 10⁴ at this order.
    for (let k = 0; k < n; k++)
      expect(Math.abs(values[k]! * values[n - 1 - k]! - 1)).toBeLessThan(
        1e4 * n * EPS * infinityNorm(frank.data, n) * values[n - 1]!,
      );
  });

  it('undoes a diagonal scaling of 200 orders of magnitude', () => {
    const n = 10;
    const { data } = gaussian(n, n, 4);
    const scaled = made('scaled', n, n, (i, j) => data[i * n + j]! * 2 ** (35 * (i - j)));
    const size = (x: Float64Array, y: Float64Array) =>
      Array.from(x, (re, k) => Math.hypot(re, y[k]!)).sort((p, q) => p - q);
    const plain = eigvals(fromData(data, [n, n]));
    const other = eigvals(fromData(scaled.data, [n, n]));
    const expected = size(doubles(plain.re), doubles(plain.im));
    size(doubles(other.re), doubles(other.im)).forEach((value, k) => {
      expect(Math.abs(value - expected[k]!)).toBeLessThan(1e3 * n * EPS * infinityNorm(data, n));
    });
  });

  it('handles a stack, and says what is wrong', () => {
    expect(eig(fromData(gaussian(3, 18, 1).data.slice(0, 27), [3, 3, 3])).values.re.shape).toEqual([3, 3]);
    expect(() => eig([[1, 2]])).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
    expect(() => schur([[Number.NaN]])).toThrow(expect.objectContaining({ code: 'not-finite' }));
  });
});
