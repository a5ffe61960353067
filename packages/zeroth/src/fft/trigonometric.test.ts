import { describe, expect, it } from 'vitest';
import { ZerothError } from '../errors.js';
import { dct, dst, idct, idst } from './index.js';

const EPS = 2 ** -52;
const types = [1, 2, 3, 4] as const;
const norms = ['backward', 'ortho', 'forward'] as const;

function noise(n: number): Float64Array {
  let state = n + 12345;
  return Float64Array.from({ length: n }, () => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return state / 2 ** 31 - 1;
  });
}

describe('cosine and sine transforms', () => {
  it('are the sums that their comments define', () => {
    for (const n of [2, 5, 8]) {
      const x = noise(n);
      const at = (k: number, term: (j: number) => number) =>
        x.reduce((sum, value, j) => sum + value * term(j), 0) + 0 * k;
      const sign = (k: number) => (k % 2 === 0 ? 1 : -1);
      const definitions = {
        dct: {
          1: (k: number) =>
            x[0]! +
            sign(k) * x[n - 1]! +
            2 * at(k, (j) => (j > 0 && j < n - 1 ? Math.cos((Math.PI * k * j) / (n - 1)) : 0)),
          2: (k: number) => 2 * at(k, (j) => Math.cos((Math.PI * k * (2 * j + 1)) / (2 * n))),
          3: (k: number) => x[0]! + 2 * at(k, (j) => (j > 0 ? Math.cos((Math.PI * j * (2 * k + 1)) / (2 * n)) : 0)),
          4: (k: number) => 2 * at(k, (j) => Math.cos((Math.PI * (2 * k + 1) * (2 * j + 1)) / (4 * n))),
        },
        dst: {
          1: (k: number) => 2 * at(k, (j) => Math.sin((Math.PI * (k + 1) * (j + 1)) / (n + 1))),
          2: (k: number) => 2 * at(k, (j) => Math.sin((Math.PI * (k + 1) * (2 * j + 1)) / (2 * n))),
          3: (k: number) =>
            sign(k) * x[n - 1]! +
            2 * at(k, (j) => (j < n - 1 ? Math.sin((Math.PI * (j + 1) * (2 * k + 1)) / (2 * n)) : 0)),
          4: (k: number) => 2 * at(k, (j) => Math.sin((Math.PI * (2 * k + 1) * (2 * j + 1)) / (4 * n))),
        },
      };
      for (const type of types) {
        dct(x, { type }).forEach((value, k) => {
          expect(value).toBeCloseTo(definitions.dct[type](k), 12);
        });
        dst(x, { type }).forEach((value, k) => {
          expect(value).toBeCloseTo(definitions.dst[type](k), 12);
        });
      }
    }
  });

  it('are undone by their inverses, in every norm', () => {
    for (const [there, back] of [
      [dct, idct],
      [dst, idst],
    ] as const)
      for (const type of types)
        for (const norm of norms)
          for (const n of [2, 3, 6, 25, 101]) {
            const x = noise(n);
            const y = back(there(x, { type, norm }), { type, norm });
            // Errors of two transforms, of the size √n at most in one component.
            for (let i = 0; i < n; i++)
              expect(Math.abs(y[i]! - x[i]!)).toBeLessThan(4 * EPS * Math.sqrt(n) * Math.log2(4 * n));
          }
  });

  it('are orthogonal matrices with the norm ortho', () => {
    for (const transform of [dct, dst])
      for (const type of types)
        for (const n of [2, 7, 8]) {
          const rows = Array.from({ length: n }, (_, i) => {
            const unit = new Float64Array(n);
            unit[i] = 1;
            return transform(unit, { type, norm: 'ortho' });
          });
          for (let i = 0; i < n; i++)
            for (let j = 0; j <= i; j++) {
              const product = rows[i]!.reduce((sum, value, k) => sum + value * rows[j]![k]!, 0);
              expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(n * 4 * EPS);
            }
        }
  });

  it('run along any axis of arrays, and keep float32', () => {
    const columns = dct(
      [
        [1, 2],
        [3, 5],
        [4, 0],
      ],
      { axis: 0 },
    ).toArray();
    const first = dct(Float64Array.of(1, 3, 4));
    const second = dct(Float64Array.of(2, 5, 0));
    expect(columns).toEqual([0, 1, 2].map((k) => [first[k], second[k]]));
    expect(dst(Float32Array.of(1, 2, 3)).dtype).toBe('float32');
    expect(dct(Float64Array.of(1, 2), { length: 4 })).toEqual(dct(Float64Array.of(1, 2, 0, 0)));
  });

  it('say what is wrong with their input', () => {
    expect(() => dct([])).toThrow(ZerothError);
    expect(() => dct([1], { type: 1 })).toThrow(/at least two/);
    expect(() => dct(2)).toThrow(/scalar/);
  });
});
