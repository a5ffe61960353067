import { describe, expect, it } from 'vitest';
import type { CoreQuery } from './index.js';
import { kindsOf, shaped } from './index.js';

const x = Float64Array.of(1, 2);
const good: readonly [CoreQuery, unknown, unknown][] = [
  [{ kind: 'ranking', points: [x, x, x], top: 2 }, [2, 0], [2, 0]],
  [{ kind: 'values', points: [x, x, x] }, [1, 'NaN', '-Infinity'], Float64Array.of(1, Number.NaN, -Infinity)],
  [{ kind: 'gradients', points: [x] }, [{ value: 'Infinity', gradient: [1, 2] }], [{ value: Infinity, gradient: x }]],
  [{ kind: 'hessianVectorProducts', point: x, directions: [x] }, [[1, 2]], [x]],
  [{ kind: 'hessian', point: x }, [1, 2, 2, 1], Float64Array.of(1, 2, 2, 1)],
  [{ kind: 'jet', point: x, direction: x, order: 2 }, [1, 2, 3], Float64Array.of(1, 2, 3)],
  [{ kind: 'residuals', points: [x] }, [[1, 2, 3]], [Float64Array.of(1, 2, 3)]],
  [
    { kind: 'jacobian', point: x },
    { residuals: [5], jacobian: [1, 2] },
    { residuals: Float64Array.of(5), jacobian: x },
  ],
  [{ kind: 'operator', points: [x] }, [[1, 2]], [x]],
];

describe('answers from elsewhere', () => {
  it.each(good)('to %o become what the kind asks for', (query, answer, expected) => {
    expect(shaped(query, answer)).toStrictEqual(expected);
    expect(shaped(query, expected)).toStrictEqual(expected);
  });

  it.each(good)('to %o that do not fit are refused', (query, answer) => {
    const list = Array.isArray(answer) ? answer : [answer];
    for (const bad of [null, 5, '12', {}, [...list, ...list, ...list], [null], [{}], undefined])
      expect(() => shaped(query, bad)).toThrow(expect.objectContaining({ code: 'answer-shape' }));
  });

  it('are vectors already: they are not copied', () => {
    expect(shaped({ kind: 'values', points: [x, x] } as CoreQuery, x)).toBe(x);
  });

  it.each([[[0, 0]], [[0, 3]], [[0.5, 1]], [[-1, 1]]])('rank distinct points only, not %o', (answer) => {
    const query: CoreQuery = { kind: 'ranking', points: [x, x, x], top: 2 };
    expect(() => shaped(query, answer)).toThrow('distinct indices');
  });

  it('to kinds of others pass', () => {
    const answer = { sweet: 1 };
    expect(shaped({ kind: 'taste' }, answer)).toBe(answer);
  });
});

describe('kinds of an oracle', () => {
  it('are its functions, those of its class too, and nothing that every object or list has', () => {
    class Base {
      values() {}
      close() {}
    }
    class Derived extends Base {
      gradients() {}
      replayed() {}
      lower = {};
    }
    expect(kindsOf(new Derived()).sort()).toEqual(['gradients', 'values']);
    expect(kindsOf([{}])).toEqual([]);
    expect(kindsOf({})).toEqual([]);
    expect(kindsOf(Object.create(null))).toEqual([]);
  });
});
