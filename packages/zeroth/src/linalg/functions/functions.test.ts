import { describe, expect, it } from 'vitest';
import { fromData, type NDArray } from '../../array/index.js';
import {
  EPS,
  gaussian,
  infinityNorm,
  LIMIT,
  made,
  orthogonality,
  product,
  scaledDifference,
  transpose,
} from '../fixtures.js';
import { expm } from './expm.js';
import { gaussLegendre } from './logarithm-order.js';
import { logm } from './logm.js';
import { matrixFunctionTables } from './matrix-function-tables.js';
import { polar } from './polar.js';
import { cond, matrixRank, pinv } from './pseudoinverse.js';
import { signm } from './signm.js';
import { sqrtm } from './sqrtm.js';
import { lyapunov, sylvester } from './sylvester.js';

function doubles(x: NDArray): Float64Array {
  return Float64Array.from(x.data);
}

function code(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
}

function frobenius(a: Float64Array): number {
  return Math.sqrt(a.reduce((sum, entry) => sum + entry * entry, 0));
}

const identityOf = (n: number) => made('', n, n, (i, j) => (i === j ? 1 : 0)).data;

describe.each([
  ['expm', expm],
  ['logm', logm],
  ['sqrtm', sqrtm],
] as const)('%s', (name, f) => {
  it.each(matrixFunctionTables[name].map((entry) => [entry.name, entry] as const))(
    'errs by no more than the condition number times n ε, by high-precision values: %s',
    (_, { n, a, value, condition }) => {
      const exact = Float64Array.from(value);
      const found = doubles(f(fromData(Float64Array.from(a), [n, n])));
      const error = frobenius(found.map((entry, i) => entry - exact[i]!)) / frobenius(exact);
      expect(error).toBeLessThan(LIMIT * n * EPS * Math.max(1, condition));
    },
  );

  it('takes 0 x 0 and stacks, keeps float32, and says what is wrong', () => {
    expect(f(fromData(new Float64Array(0), [0, 0])).shape).toEqual([0, 0]);
    const stack = f(fromData(Float64Array.of(1, 0, 0, 1, 4, 0, 0, 9), [2, 2, 2]));
    expect(doubles(stack).slice(4)).toEqual(
      doubles(
        f([
          [4, 0],
          [0, 9],
        ]),
      ),
    );
    expect(f(fromData(Float32Array.of(2), [1, 1])).dtype).toBe('float32');
    expect(code(() => f([[1, 2]]))).toBe('shape-mismatch');
    expect(code(() => f([1]))).toBe('shape-mismatch');
    expect(code(() => f([[Number.NaN]]))).toBe('not-finite');
  });
});

describe('expm', () => {
  it('is a rotation for a skew matrix, to rounding of its angle', () => {
    const [c, s] = doubles(
      expm([
        [0, -30],
        [30, 0],
      ]),
    );
    // The relative condition number of a normal matrix is its norm.
    expect(Math.abs(c! - Math.cos(30))).toBeLessThan(LIMIT * 2 * EPS * 30);
    expect(Math.abs(s! + Math.sin(30))).toBeLessThan(LIMIT * 2 * EPS * 30);
  });

  it('does not scale more than the powers of a matrix far from normal ask for', () => {
    // Scaled by its norm of 10⁶ instead, it would lose six digits in 20 squarings.
    const [a, b, c, d] = doubles(
      expm([
        [1, 1e6],
        [0, -1],
      ]),
    );
    expect(Math.abs(a! / Math.E - 1)).toBeLessThan(LIMIT * 2 * EPS);
    expect(Math.abs(b! / (1e6 * Math.sinh(1)) - 1)).toBeLessThan(LIMIT * 2 * EPS);
    expect(c).toBe(0);
    expect(Math.abs(d! * Math.E - 1)).toBeLessThan(LIMIT * 2 * EPS);
  });

  it('sums the series of a nilpotent matrix exactly', () => {
    expect(
      expm([
        [0, 1e8, 0],
        [0, 0, 1e8],
        [0, 0, 0],
      ]).toArray(),
    ).toEqual([
      [1, 1e8, 5e15],
      [0, 1, 1e8],
      [0, 0, 1],
    ]);
  });

  it('inverts the exponential of the negative', () => {
    const n = 40;
    const { data } = gaussian(n, n, 4);
    const a = data.map((entry) => entry / 8);
    const there = doubles(expm(fromData(a, [n, n])));
    const back = doubles(
      expm(
        fromData(
          a.map((entry) => -entry),
          [n, n],
        ),
      ),
    );
    const growth = infinityNorm(there, n) * infinityNorm(back, n);
    expect(scaledDifference(product(there, back, n, n, n), identityOf(n), n)).toBeLessThan(LIMIT * growth);
  });

  it('says where a result is too large, and gives 0 where it is too small', () => {
    expect(code(() => expm([[1000]]))).toBe('overflow');
    expect(
      code(() =>
        expm([
          [1e300, 1],
          [0, 1],
        ]),
      ),
    ).toBe('overflow');
    expect(expm([[-1000]]).toArray()).toEqual([[0]]);
  });
});

describe('logm', () => {
  it.each([2, 9, 40])('is undone by expm, n = %i', (n) => {
    const { data } = gaussian(n, n, n);
    const a = data.map((entry, i) => entry + (i % (n + 1) === 0 ? 2 * Math.sqrt(n) : 0));
    const x = logm(fromData(a, [n, n]));
    expect(scaledDifference(doubles(expm(x)), a, n)).toBeLessThan(LIMIT * Math.max(1, infinityNorm(doubles(x), n)));
  });

  it('has the closed form of a rotation and scaling, up to the negative axis', () => {
    for (const [x, y] of [
      [-1, 1e-3],
      [-1, 1e-12],
      [3, 4],
      [1e-200, 1e-200],
    ] as const) {
      const [re, minus, im] = doubles(
        logm([
          [x, -y],
          [y, x],
        ]),
      );
      // Near the axis the angle is known as well as y is; the logarithm's condition number is about 1 / |log|.
      expect(Math.abs(re! - Math.log(Math.hypot(x, y)))).toBeLessThan(LIMIT * 2 * EPS * (1 + Math.abs(re!)));
      expect(Math.abs(im! - Math.atan2(y, x))).toBeLessThan(LIMIT * 2 * EPS * Math.PI);
      expect(minus).toBe(-im!);
    }
  });

  it('uses nodes and weights that integrate all polynomials of degree 2m − 1', () => {
    for (let m = 1; m <= 7; m++)
      for (let degree = 0; degree < 2 * m; degree++) {
        let sum = 0;
        for (const [node, weight] of gaussLegendre(m)) sum += weight * node ** degree;
        expect(Math.abs(sum * (degree + 1) - 1)).toBeLessThan(LIMIT * EPS);
      }
  });

  it('says why there is no real result', () => {
    expect(
      code(() =>
        logm([
          [-1, 0],
          [0, 2],
        ]),
      ),
    ).toBe('no-real-result');
    expect(
      code(() =>
        logm([
          [0, 1],
          [0, 0],
        ]),
      ),
    ).toBe('singular-matrix');
  });
});

describe('sqrtm', () => {
  it.each([2, 9, 40, 90])('squares to the matrix, n = %i', (n) => {
    const { data } = gaussian(n, n, n + 1);
    const a = data.map((entry, i) => entry + (i % (n + 1) === 0 ? 2 * Math.sqrt(n) : 0));
    const x = doubles(sqrtm(fromData(a, [n, n])));
    // Björck and Hammarling: the residual is at most n ε ‖X‖², and ‖X‖² / ‖A‖ is small here.
    const growth = infinityNorm(x, n) ** 2 / infinityNorm(a, n);
    expect(scaledDifference(product(x, x, n, n, n), a, n)).toBeLessThan(LIMIT * growth);
  });

  it('handles entries near the limits, zero, and singular matrices with all eigenvectors', () => {
    const root = doubles(sqrtm(fromData(Float64Array.of(4e300, 3e300, 1e300, 9e300), [2, 2])));
    const small = doubles(sqrtm(fromData(Float64Array.of(4e-300, 3e-300, 1e-300, 9e-300), [2, 2])));
    const plain = doubles(sqrtm(fromData(Float64Array.of(4, 3, 1, 9), [2, 2])));
    plain.forEach((entry, i) => {
      expect(Math.abs(root[i]! / 1e150 - entry)).toBeLessThan(LIMIT * 2 * EPS * 3);
      expect(Math.abs(small[i]! / 1e-150 - entry)).toBeLessThan(LIMIT * 2 * EPS * 3);
    });
    expect(
      sqrtm([
        [0, 0],
        [0, 0],
      ]).toArray(),
    ).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(
      sqrtm([
        [4, 0],
        [0, 0],
      ]).toArray(),
    ).toEqual([
      [2, 0],
      [0, 0],
    ]);
  });

  it('says why there is no real result', () => {
    expect(code(() => sqrtm([[-4]]))).toBe('no-real-result');
    expect(
      code(() =>
        sqrtm([
          [0, 1],
          [0, 0],
        ]),
      ),
    ).toBe('singular-matrix');
  });
});

describe('signm', () => {
  it('is an involution with the known trace and commutes with the matrix', () => {
    const n = 20;
    const v = gaussian(n, n, 3).data.map((entry, i) => entry / 4 + (i % (n + 1) === 0 ? 3 : 0));
    const d = made('', n, n, (i, j) => (i === j ? (i < 7 ? -1 - i : 1 + i) : 0)).data;
    // V D V⁻¹ through the equation A V = V D, solved as a Sylvester-free quotient: pinv is the inverse here.
    const inverse = doubles(pinv(fromData(v, [n, n])));
    const a = product(product(v, d, n, n, n), inverse, n, n, n);
    const s = doubles(signm(fromData(a, [n, n])));
    const growth = infinityNorm(v, n) * infinityNorm(inverse, n);
    expect(scaledDifference(product(s, s, n, n, n), identityOf(n), n)).toBeLessThan(LIMIT * growth ** 2);
    let trace = 0;
    for (let i = 0; i < n; i++) trace += s[i * n + i]!;
    expect(Math.round(trace)).toBe(n - 14);
    expect(scaledDifference(product(s, a, n, n, n), product(a, s, n, n, n), n)).toBeLessThan(LIMIT * growth ** 2);
  });

  it('says where there is none', () => {
    expect(
      code(() =>
        signm([
          [0, 1],
          [-1, 0],
        ]),
      ),
    ).toBe('no-sign');
    expect(code(() => signm([[0]]))).toBe('no-sign');
  });
});

describe('polar', () => {
  it.each([
    [6, 6],
    [9, 4],
    [4, 9],
  ] as const)('factors %i x %i in orthonormal and positive semidefinite', (m, n) => {
    const { data } = gaussian(m, n, 7);
    const { u, p } = polar(fromData(data, [m, n]));
    expect(scaledDifference(product(doubles(u), doubles(p), m, n, n), data, n)).toBeLessThan(LIMIT);
    const tall = m >= n ? doubles(u) : transpose(doubles(u), m, n);
    expect(orthogonality(tall, Math.max(m, n), Math.min(m, n))).toBeLessThan(LIMIT);
    expect(scaledDifference(transpose(doubles(p), n, n), doubles(p), n)).toBeLessThan(LIMIT);
  });
});

describe('sylvester and lyapunov', () => {
  it.each([
    [1, 1],
    [2, 3],
    [7, 4],
    [30, 41],
  ] as const)('leave a residual of rounding, %i x %i', (m, n) => {
    const a = gaussian(m, m, 1).data.map((entry, i) => entry + (i % (m + 1) === 0 ? 3 * Math.sqrt(m) : 0));
    const b = gaussian(n, n, 2).data.map((entry, i) => entry + (i % (n + 1) === 0 ? 3 * Math.sqrt(n) : 0));
    const c = gaussian(m, n, 3).data;
    const x = doubles(sylvester(fromData(a, [m, m]), fromData(b, [n, n]), fromData(c, [m, n])));
    const left = product(a, x, m, m, n);
    const right = product(x, b, m, n, n);
    const residual = infinityNorm(
      left.map((entry, i) => entry + right[i]! - c[i]!),
      n,
    );
    const size = (infinityNorm(a, m) + infinityNorm(b, n)) * infinityNorm(x, n);
    expect(residual).toBeLessThan(LIMIT * Math.max(m, n) * EPS * size);
  });

  it('solves for a symmetric X where Q is symmetric', () => {
    const n = 12;
    const a = gaussian(n, n, 5).data.map((entry, i) => entry - (i % (n + 1) === 0 ? 9 : 0));
    const x = doubles(lyapunov(fromData(a, [n, n]), fromData(identityOf(n), [n, n])));
    expect(scaledDifference(transpose(x, n, n), x, n)).toBeLessThan(LIMIT * 10);
    // A is stable: X is negative definite, and so is its diagonal.
    for (let i = 0; i < n; i++) expect(x[i * n + i]).toBeLessThan(0);
  });

  it('say what is wrong', () => {
    expect(code(() => sylvester([[1]], [[-1]], [[1]]))).toBe('singular-matrix');
    expect(code(() => sylvester([[1]], [[1]], [[1, 2]]))).toBe('shape-mismatch');
    expect(code(() => lyapunov([1], [[1]]))).toBe('shape-mismatch');
  });
});

describe('pinv, matrixRank and cond', () => {
  it.each([
    [5, 5, 5],
    [8, 5, 5],
    [5, 8, 5],
    [9, 7, 3],
  ] as const)('pinv satisfies the four equations of Penrose, %i x %i of rank %i', (m, n, rank) => {
    const a = product(gaussian(m, rank, 1).data, gaussian(rank, n, 2).data, m, rank, n);
    const x = doubles(pinv(fromData(a, [m, n])));
    const ax = product(a, x, m, n, m);
    const xa = product(x, a, n, m, n);
    const growth = infinityNorm(a, n) * infinityNorm(x, m);
    expect(scaledDifference(product(ax, a, m, m, n), a, n)).toBeLessThan(LIMIT * growth);
    expect(scaledDifference(product(xa, x, n, n, m), x, m)).toBeLessThan(LIMIT * growth);
    expect(scaledDifference(transpose(ax, m, m), ax, m)).toBeLessThan(LIMIT * growth);
    expect(scaledDifference(transpose(xa, n, n), xa, n)).toBeLessThan(LIMIT * growth);
    expect(matrixRank(fromData(a, [m, n]))).toBe(rank);
  });

  it('handle zero, empty and singular matrices', () => {
    expect(
      pinv([
        [0, 0, 0],
        [0, 0, 0],
      ]).toArray(),
    ).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    expect(pinv(fromData(new Float64Array(0), [0, 3])).shape).toEqual([3, 0]);
    expect(matrixRank([[0]])).toBe(0);
    expect(
      cond([
        [1, 0],
        [0, 0],
      ]),
    ).toBe(Infinity);
    expect(
      cond([
        [4, 0],
        [0, -2],
      ]),
    ).toBe(2);
  });
});
