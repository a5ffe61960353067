import { describe, expect, it } from 'vitest';
import { fromData, type NDArray } from '../../array/index.js';
import { random } from '../../random/index.js';
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
import { eigh, eigvalsh } from './eigh.js';

function symmetric({ name, n, data }: TestMatrix): TestMatrix {
  return made(name.split(' ')[0]!, n, n, (i, j) => (i >= j ? data[i * n + j]! : data[j * n + i]!));
}

function doubles(x: NDArray): Float64Array {
  return Float64Array.from(x.data);
}

/** V diag(values) Vᵀ. */
function rebuilt(values: Float64Array, vectors: Float64Array, n: number): Float64Array {
  const scaled = vectors.map((entry, i) => entry * values[i % n]!);
  return product(scaled, transpose(vectors, n, n), n, n, n);
}

function expectStable({ data, n }: TestMatrix, single = false): void {
  const a = single ? Float32Array.from(data) : data;
  const { values, vectors } = eigh(fromData(a, [n, n]));
  const eps = single ? 2 ** -23 : EPS;
  const v = doubles(vectors);
  const largest = data.reduce((size, entry) => Math.max(size, Math.abs(entry)), 0);
  // The product would overflow where entries are near the limits: both sides are brought to size 1.
  const scale = largest > 0 ? 2 ** -Math.floor(Math.log2(largest)) : 1;
  const spectrum = doubles(values).map((value) => value * scale);
  expect(
    scaledDifference(
      rebuilt(spectrum, v, n),
      Float64Array.from(a, (entry) => entry * scale),
      n,
      eps,
    ),
  ).toBeLessThan(LIMIT);
  expect(orthogonality(v, n, n, eps)).toBeLessThan(LIMIT);
  expect(spectrum).toEqual(spectrum.slice().sort());
  const norm = infinityNorm(data, n);
  doubles(eigvalsh(fromData(a, [n, n]))).forEach((value, k) => {
    expect(Math.abs(value - doubles(values)[k]!)).toBeLessThanOrEqual(LIMIT * n * eps * norm);
  });
}

describe('eigh', () => {
  it.each([0, 1, 2, 3, 5, 16, 31, 32, 33, 34, 63, 64, 65, 66, 100, 129, 150])(
    'is backward stable and orthogonal, and agrees with eigvalsh: random, n = %i',
    (n) => {
      expectStable(symmetric(gaussian(n, n, n + 1)));
    },
  );

  it.each(hardSquares(70).map((matrix) => [matrix.name, matrix] as const))(
    'is so on hard matrices: %s',
    (_, matrix) => {
      expectStable(symmetric(matrix));
    },
  );

  it('is so on clusters, which divide and conquer deflates', () => {
    const n = 90;
    const u = random(3).sphere(n);
    for (const spectrum of [
      (k: number) => k % 2,
      (k: number) => 1 + 1e-14 * k,
      (k: number) => 10 ** -(k % 20),
      (k: number) => (k === 4 ? 1 : 0),
    ])
      expectStable(
        made('cluster', n, n, (i, j) => {
          // (I − 2 u uᵀ) D (I − 2 u uᵀ), made exactly symmetric by its order of summation.
          const [p, q] = i < j ? [i, j] : [j, i];
          let inner = 0;
          for (let k = 0; k < n; k++) inner += u[k]! * spectrum(k) * u[k]!;
          const diagonal = p === q ? spectrum(p) : 0;
          return diagonal - 2 * u[p]! * u[q]! * (spectrum(p) + spectrum(q)) + 4 * inner * u[p]! * u[q]!;
        }),
      );
  });

  it('is so in float32, whose results are float32', () => {
    expectStable(symmetric(gaussian(40, 40, 2)), true);
    expect(eigh(fromData(new Float32Array(4).fill(1), [2, 2])).vectors.dtype).toBe('float32');
  });

  // Weyl: an eigenvalue moves by at most the norm of the backward error.
  it.each([21, 90])('finds the known eigenvalues of the Clement matrix, n = %i', (n) => {
    const a = made('Clement', n, n, (i, j) =>
      Math.abs(i - j) === 1 ? Math.sqrt((Math.min(i, j) + 1) * (n - 1 - Math.min(i, j))) : 0,
    );
    doubles(eigh(fromData(a.data, [n, n])).values).forEach((value, k) => {
      expect(Math.abs(value - (2 * k - n + 1))).toBeLessThan(LIMIT * n * EPS * infinityNorm(a.data, n));
    });
  });

  it('finds the known eigenvalues of the second difference matrix, n = 200', () => {
    const n = 200;
    const a = made('difference', n, n, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0));
    doubles(eigvalsh(fromData(a.data, [n, n]))).forEach((value, k) => {
      expect(Math.abs(value - 4 * Math.sin(((k + 1) * Math.PI) / (2 * n + 2)) ** 2)).toBeLessThan(LIMIT * n * EPS * 4);
    });
  });

  it('separates the pairs of Wilkinson W21+ as far as rounding lets it', () => {
    const a = made('W21+', 21, 21, (i, j) => (i === j ? Math.abs(i - 10) : Math.abs(i - j) === 1 ? 1 : 0));
    const { values } = eigh(fromData(a.data, [21, 21]));
    // The largest, to 15 digits, from Wilkinson, The Algebraic Eigenvalue Problem (1965), page 309.
    expect(Math.abs(values.data[20]! - 10.746194182903393)).toBeLessThan(LIMIT * 21 * EPS * 12);
    expect(Math.abs(values.data[20]! - values.data[19]!)).toBeLessThan(LIMIT * 21 * EPS * 12);
  });

  it('gives each matrix of a stack what it gives the matrix alone', () => {
    const data = new Float64Array([...symmetric(gaussian(4, 4, 1)).data, ...symmetric(gaussian(4, 4, 2)).data]);
    const { values, vectors } = eigh(fromData(data, [2, 4, 4]));
    expect(values.shape).toEqual([2, 4]);
    const second = eigh(fromData(data.slice(16), [4, 4]));
    expect(doubles(values).slice(4)).toEqual(doubles(second.values));
    expect(doubles(vectors).slice(16)).toEqual(doubles(second.vectors));
  });

  it('solves A v = λ B v with vectors that are orthonormal in the product of B', () => {
    const n = 50;
    const a = symmetric(gaussian(n, n, 8)).data;
    const g = gaussian(n, n, 9).data;
    const b = product(g, transpose(g, n, n), n, n, n).map((entry, i) => entry + (i % (n + 1) === 0 ? n : 0));
    const { values, vectors } = eigh(fromData(a, [n, n]), { b: fromData(b, [n, n]) });
    const v = doubles(vectors);
    const image = product(b, v, n, n, n);
    const gram = product(transpose(v, n, n), image, n, n, n);
    const identity = made('', n, n, (i, j) => (i === j ? 1 : 0)).data;
    // B is within a factor 6 of 3 n I, so that its condition adds less than another factor 30.
    expect(scaledDifference(gram, identity, n)).toBeLessThan(LIMIT * 30);
    const right = image.map((entry, i) => entry * doubles(values)[i % n]!);
    expect(scaledDifference(product(a, v, n, n, n), right, n)).toBeLessThan(LIMIT * 30);
  });

  it('says what is wrong', () => {
    const code = (action: () => unknown) => {
      try {
        action();
      } catch (error) {
        return (error as { code?: string }).code;
      }
      return undefined;
    };
    expect(code(() => eigh([1, 2]))).toBe('shape-mismatch');
    expect(code(() => eigh([[1, 2, 3]]))).toBe('shape-mismatch');
    expect(
      code(() =>
        eigh([
          [1, 0],
          [Number.NaN, 1],
        ]),
      ),
    ).toBe('not-finite');
    expect(
      code(() =>
        eigh(
          [
            [1, 0],
            [0, 1],
          ],
          {
            b: [
              [1, 0],
              [0, -1],
            ],
          },
        ),
      ),
    ).toBe('not-positive-definite');
    expect(
      code(() =>
        eigh(
          [
            [1, 0],
            [0, 1],
          ],
          { b: [[1]] },
        ),
      ),
    ).toBe('shape-mismatch');
  });
});
