import { describe, expect, it } from 'vitest';
import {
  concat,
  fromData,
  matmul,
  type NDArray,
  negative,
  slice,
  subtract,
  toFloat64Array,
} from '../../array/index.js';
import { EPS, gaussian } from '../fixtures.js';
import { cond, eig, eigvals, expm, inv, logm, norm, sqrtm } from '../index.js';
import type { ComplexPair } from '../spectral/eig.js';

/** ((Re, −Im), (Im, Re)): sums, products and exponentials of these are those of the complex matrices. */
function real({ re, im }: ComplexPair): NDArray {
  return concat([concat([re, negative(im)], { axis: 1 }), concat([im, re], { axis: 1 })], { axis: 0 });
}

const size = (a: NDArray) => norm(a).item();

function expectMatrix(a: NDArray, expected: readonly (readonly number[])[], tolerance = 4 * EPS): void {
  const values = toFloat64Array(a);
  expected.flat().forEach((value, i) => {
    expect(Math.abs(values[i]! - value)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
  });
}

const noise = (n: number, seed: number) => fromData(gaussian(n, n, seed).data, [n, n]);
const embedded = (a: NDArray) => real({ re: a, im: subtract(a, a) });
/** What errors of a function of the matrix may be multiplied by when its Schur form is not normal. */
const condition = (a: NDArray) => cond(real(eig(a).vectors)) ** 2;

describe('complex square roots and logarithms', () => {
  it('are those of numbers', () => {
    expectMatrix(sqrtm([[-4]], { complex: true }).im, [[2]]);
    expectMatrix(logm([[-1]], { complex: true }).im, [[Math.PI]]);
    expectMatrix(logm([[-1e300]], { complex: true }).re, [[Math.log(1e300)]]);
    expectMatrix(sqrtm([[-1e-300]], { complex: true }).im, [[1e-150]], EPS);
  });

  it('are known for Jordan blocks and diagonals', () => {
    // log(−1 + t) = iπ − t and √(−1 + t) = i − i t / 2 to first order.
    const block = [
      [-1, 1],
      [0, -1],
    ];
    const log = logm(block, { complex: true });
    expectMatrix(log.re, [
      [0, -1],
      [0, 0],
    ]);
    expectMatrix(log.im, [
      [Math.PI, 0],
      [0, Math.PI],
    ]);
    const root = sqrtm(block, { complex: true });
    expectMatrix(root.re, [
      [0, 0],
      [0, 0],
    ]);
    expectMatrix(root.im, [
      [1, -0.5],
      [0, 1],
    ]);
    const mixed = logm(
      [
        [-1, 0],
        [0, Math.E],
      ],
      { complex: true },
    );
    expectMatrix(mixed.re, [
      [0, 0],
      [0, 1],
    ]);
  });

  it('are real where they can be, with imaginary parts that are zero', () => {
    const a = [
      [4, 1],
      [0, 9],
    ];
    expect(sqrtm(a, { complex: true }).re.toArray()).toEqual(sqrtm(a).toArray());
    expect(toFloat64Array(logm(a, { complex: true }).im)).toEqual(new Float64Array(4));
  });

  it.each([2, 3, 5, 8, 16, 17, 40])('solve X² = A and e^X = A for random matrices of order %i', (n) => {
    for (let seed = 1; seed <= 3; seed++) {
      const a = noise(n, 100 * n + seed);
      const root = real(sqrtm(a, { complex: true }));
      expect(size(subtract(matmul(root, root), embedded(a)))).toBeLessThanOrEqual(30 * n * EPS * size(root) ** 2);
      const log = real(logm(a, { complex: true }));
      expect(size(subtract(expm(log), embedded(a)))).toBeLessThanOrEqual(30 * n * EPS * condition(a) * size(a));
      const values = eigvals(log);
      for (const im of toFloat64Array(values.im)) expect(Math.abs(im)).toBeLessThanOrEqual(Math.PI * (1 + 1e-9));
    }
  });

  it('keep their digits where eigenvalues are close to each other', () => {
    // Similar to a triangle with −1 and −1 − 1e-9 on its diagonal: log (t11 − t22) / (t11 − t22) cancels.
    const [first, second] = [-1, -1 - 1e-9];
    const { re, im } = logm(
      [
        [first, 1],
        [0, second],
      ],
      { complex: true },
    );
    const expected = Math.log1p(first - second) / (second - first);
    expectMatrix(slice(re, [0, 1], [1, 2]), [[expected]]);
    expect(toFloat64Array(im)[1]).toBe(0);
  });

  it('treat stacks, empty matrices and float32', () => {
    const stack = fromData(Float64Array.of(-1, 4), [2, 1, 1]);
    expect(sqrtm(stack, { complex: true }).im.toArray()).toEqual([[[1]], [[0]]]);
    expect(logm(fromData(new Float64Array(0), [0, 0]), { complex: true }).re.shape).toEqual([0, 0]);
    expect(sqrtm(fromData(Float32Array.of(-2), [1, 1]), { complex: true }).im.dtype).toBe('float32');
  });

  it('say what there is not, and how to ask', () => {
    const flip = [
      [0, 1],
      [1, 0],
    ];
    expect(() => logm(flip)).toThrow('logm(a, { complex: true })');
    expect(() => sqrtm(flip)).toThrow('sqrtm(a, { complex: true })');
    expect(() => logm([[0]], { complex: true })).toThrow('A singular matrix has no logarithm');
    expect(() =>
      sqrtm(
        [
          [0, 1, 0],
          [0, 0, 0],
          [0, 0, -1],
        ],
        { complex: true },
      ),
    ).toThrow('no square root');
    // e^(−log A) = A⁻¹.
    const { re, im } = logm(flip, { complex: true });
    expectMatrix(slice(expm(negative(real({ re, im }))), [0, 2], [0, 2]), inv(flip).toArray() as number[][], 30 * EPS);
  });
});
