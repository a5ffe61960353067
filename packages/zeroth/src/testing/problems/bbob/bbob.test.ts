import { describe, expect, it } from 'vitest';
import { random } from '../../../random/index.js';
import { type BlackBoxProblem, blackBoxCount, blackBoxProblem } from './index.js';
import { drawInstance } from './instance.js';
import { oscillated, scale, skew } from './transformations.js';

const numbers = Array.from({ length: blackBoxCount }, (_, i) => i + 1);
const sizes = [2, 3, 5, 10, 20, 40];

/** The optimum moved by the steps of a draw, of about the size given. */
function around({ optimum, n }: BlackBoxProblem, size: number, draw: number): Float64Array {
  const numbers = random(draw, 7);
  return optimum.map((xi) => xi + (size * numbers.normal()) / Math.sqrt(n));
}

describe('the black-box functions', () => {
  it('are 24', () => expect(blackBoxCount).toBe(24));

  it.each(numbers)('%i: has its least value at the optimum, and nothing below it, from 2 to 40 variables', (number) => {
    for (const n of sizes) {
      for (const instance of [1, 2, 15]) {
        const problem = blackBoxProblem(number, n, instance);
        const { optimum, least, f } = problem;
        expect(Math.max(...optimum.map(Math.abs))).toBeLessThanOrEqual(5);
        // The least target that is asked for is 1e-8 above the optimum. Two square roots of roundings are in some.
        expect(Math.abs(f(optimum) - least)).toBeLessThan(1e-8);
        for (let draw = 0; draw < 12; draw++) {
          for (const size of [1e-3, 0.1, 3]) {
            const value = f(around(problem, size, draw));
            expect(value).toBeGreaterThanOrEqual(least - 1e-8);
          }
        }
      }
    }
  });

  it.each(numbers)(
    '%i: is the same for one instance, another for the next, and leaves its point as it is',
    (number) => {
      const x = Float64Array.of(0.3, -1.7, 2.2);
      const [first, again, other] = [1, 1, 2].map((instance) => blackBoxProblem(number, 3, instance).f(x));
      expect(again).toBe(first);
      expect(other).not.toBe(first);
      expect([...x]).toEqual([0.3, -1.7, 2.2]);
    },
  );

  it.each([1, 2, 3, 4, 5])('%i: is a sum over the variables', (number) => {
    const problem = blackBoxProblem(number, 5, 3);
    const { optimum, least, f } = problem;
    const x = around(problem, 1, 4);
    let sum = 0;
    for (let i = 0; i < 5; i++) sum += f(optimum.with(i, x[i]!)) - least;
    expect(f(x) - least).toBeCloseTo(sum, 7 - Math.ceil(Math.log10(Math.abs(sum) + 1)));
  });

  it.each([10, 11, 12, 13, 14, 15, 16, 17, 18])('%i: is no sum over the variables', (number) => {
    const problem = blackBoxProblem(number, 5, 3);
    const { optimum, least, f } = problem;
    const x = around(problem, 1, 4);
    let sum = 0;
    for (let i = 0; i < 5; i++) sum += f(optimum.with(i, x[i]!)) - least;
    expect(Math.abs(f(x) - least - sum)).toBeGreaterThan(1e-3 * sum);
  });

  it('5: falls straight to the corner of the box, and is flat beyond it', () => {
    const { optimum, least, f } = blackBoxProblem(5, 4, 1);
    expect([...optimum].map(Math.abs)).toEqual([5, 5, 5, 5]);
    expect(f(optimum.map((xi) => 1.5 * xi))).toBe(f(optimum));
    const half = f(optimum.map((xi) => 0.5 * xi)) - least;
    expect(f(new Float64Array(4)) - least).toBeCloseTo(2 * half, 9);
  });

  it('6: is a hundred times steeper on the side of the optimum where its sector is not', () => {
    const { optimum, least, f } = blackBoxProblem(6, 2, 1);
    const values = Array.from({ length: 64 }, (_, k) => {
      const angle = (2 * Math.PI * k) / 64;
      return f(Float64Array.of(optimum[0]! + Math.cos(angle), optimum[1]! + Math.sin(angle))) - least;
    });
    // s² = 1e4 to the power 0.9, and Λ^10 adds at most 10 to the square.
    const ratio = Math.max(...values) / Math.min(...values);
    expect(ratio).toBeGreaterThan(1e3);
    expect(ratio).toBeLessThan(1e5 * 1.3);
  });

  it('7: has plateaus: small steps away from its optimum change nothing but the first coordinate', () => {
    const problem = blackBoxProblem(7, 10, 1);
    const x = around(problem, 2, 3);
    const value = problem.f(x);
    const same = Array.from({ length: 10 }, (_, i) => problem.f(x.with(i, x[i]! + 1e-9)) === value);
    expect(same).toContain(true);
  });

  it('14: has the powers 2 to 6 along its directions', () => {
    const { r } = drawInstance(14, 3, 1);
    const { optimum, least, f } = blackBoxProblem(14, 3, 1);
    const along = (row: number, step: number) => f(optimum.map((xi, j) => xi + step * r[row * 3 + j]!)) - least;
    const power = (row: number) => Math.log10(along(row, 1) / along(row, 0.1));
    for (const row of [0, 1, 2]) expect(power(row)).toBeCloseTo(1 + row, 6);
  });

  it('24: has a second funnel, about n above the first', () => {
    const n = 10;
    const { optimum, least, f } = blackBoxProblem(24, n, 1);
    const s = 1 - 1 / (2 * Math.sqrt(n + 20) - 8.2);
    const far = -Math.sqrt((2.5 ** 2 - 1) / s);
    const value = f(optimum.map((xi) => (far / 2) * Math.sign(xi))) - least;
    expect(value).toBeGreaterThanOrEqual(n);
    expect(value).toBeLessThanOrEqual(n + 20 * n);
  });

  it.each([4, 7, 16, 17, 20, 21, 22, 23, 24])('%i: rises outside the box', (number) => {
    const { least, f } = blackBoxProblem(number, 3, 1);
    expect(f(Float64Array.of(50, -60, 70)) - least).toBeGreaterThan(1000);
  });

  it('refuses what is not there', () => {
    expect(() => blackBoxProblem(25, 3)).toThrow('There are functions 1 to 24');
    expect(() => blackBoxProblem(1, 1)).toThrow('2 variables or more');
    expect(() => blackBoxProblem(1, 3).f(new Float64Array(2))).toThrow('has 3 variables; the point has 2');
  });
});

describe('what they are made of', () => {
  it.each(sizes)('orthogonal matrices of order %i', (n) => {
    const { r, q } = drawInstance(10, n, 1);
    for (const matrix of [r, q]) {
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          let product = 0;
          for (let k = 0; k < n; k++) product += matrix[i * n + k]! * matrix[j * n + k]!;
          expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(4 * n * 2 ** -52);
        }
      }
    }
    expect(r).not.toEqual(q);
  });

  it('oscillations keep signs, order and, within 10 per cent, sizes', () => {
    let last = -Infinity;
    for (let x = -20; x <= 20; x += 0.01) {
      const value = oscillated(x);
      expect(Math.sign(value)).toBe(Math.sign(x));
      expect(value).toBeGreaterThan(last);
      expect(Math.abs(Math.log(value / x))).toBeLessThanOrEqual(0.098 + 1e-12);
      last = value;
    }
    expect(oscillated(0)).toBe(0);
  });

  it('skews leave what is not positive, and the first coordinate', () => {
    expect([...skew(Float64Array.of(2, -3, 0, 4), 0.5)]).toEqual([2, -3, 0, 4 ** (1 + 0.5 * 2)]);
  });

  it('scales run from 1 to the root of the condition', () => {
    const scaled = scale(Float64Array.of(1, 1, 1), 100);
    expect(scaled[0]).toBe(1);
    expect(scaled[1]).toBeCloseTo(Math.sqrt(10), 14);
    expect(scaled[2]).toBeCloseTo(10, 14);
  });
});
