import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyArray, counting, flat } from './fixtures.js';
import {
  arange,
  array,
  asArray,
  fromData,
  fromJson,
  full,
  linspace,
  meshgrid,
  ones,
  onesLike,
  toFloat64Array,
  zeros,
} from './index.js';

describe('arrays', () => {
  it('are made of nested numbers, booleans, typed arrays and arrays', () => {
    expect(
      array([
        [1, 2],
        [3, 4],
      ]).shape,
    ).toEqual([2, 2]);
    expect(array([true, false]).dtype).toBe('bool');
    expect(array([true, 2]).toArray()).toEqual([1, 2]);
    expect(array([Float64Array.of(1, 2), [3, 4]]).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(array([array([1, 2]), [3, 4]]).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(array([[], []]).shape).toEqual([2, 0]);
    expect(array(5).shape).toEqual([]);
    expect(array([1.7, -1.7], { dtype: 'int32' }).toArray()).toEqual([1, -1]);
    expect(array([0, 0.5, Number.NaN], { dtype: 'bool' }).toArray()).toEqual([false, true, true]);
  });

  it('are copied by array and shared by asArray', () => {
    const memory = Float64Array.of(1, 2);
    const shared = asArray(memory);
    const copied = array(memory);
    memory[0] = 9;
    expect([shared.at(0).item(), copied.at(0).item()]).toEqual([9, 1]);
    expect(asArray(shared)).toBe(shared);
    expect(toFloat64Array(shared)).not.toBe(memory);
  });

  it('refuse what is not regular or not a number', () => {
    expect(() => array([[1, 2], [3]])).toThrow('the first elements say shape [2, 2], but 1 elements was found');
    expect(() => array([1, [2]])).toThrow('must be regular');
    expect(() => array([[1], 2])).toThrow('a number was found at depth 1');
    expect(() => array([array([1, 2]), array([1])])).toThrow('shape [1] was found');
    const words: unknown = ['one'];
    const nothing: unknown = null;
    const object: unknown = [{}];
    for (const wrong of [words, nothing, object])
      expect(() => Reflect.apply(array, undefined, [wrong])).toThrow('Arrays are made of numbers');
  });

  it('refuse shapes that no memory could hold before they ask for it', () => {
    expect(() => zeros([2 ** 16, 2 ** 16])).toThrow('at most 2^31 elements: [65536, 65536] is too large');
    expect(() => zeros([-1])).toThrow('integers of at least 0, but it is [-1]');
    expect(() => zeros([1.5])).toThrow('it is [1.5]');
    expect(() => zeros(Number.NaN)).toThrow('it is [NaN]');
    expect(() => counting([2]).broadcastTo([2 ** 31, 2])).toThrow('at most 2^31');
    expect(() => fromData(Float64Array.of(1, 2), [3])).toThrow('Data of shape [2] do not fill an array of shape [3]');
  });

  it('are counted, spaced and filled', () => {
    expect(arange(3).toArray()).toEqual([0, 1, 2]);
    expect(arange(1, 2, 0.25).toArray()).toEqual([1, 1.25, 1.5, 1.75]);
    expect(arange(3, 0, -2).toArray()).toEqual([3, 1]);
    expect(arange(2, 1).toArray()).toEqual([]);
    expect(() => arange(0, 1, 0)).toThrow('a step other than 0');
    expect(linspace(0, 1, 5).toArray()).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(linspace(0, 1, 4, { endpoint: false }).toArray()).toEqual([0, 0.25, 0.5, 0.75]);
    expect(linspace(2, 3, 1).toArray()).toEqual([2]);
    expect(linspace(0, 0.1, 4).at(-1).item()).toBe(0.1);
    expect(full([2], true).dtype).toBe('bool');
    expect(onesLike(Int32Array.of(1, 2)).dtype).toBe('int32');
    expect(ones(2, { dtype: 'float32' }).dtype).toBe('float32');
    const [x, y] = meshgrid([
      [1, 2, 3],
      [4, 5],
    ]);
    expect(x!.toArray()).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(y!.toArray()).toEqual([
      [4, 4, 4],
      [5, 5, 5],
    ]);
    expect(
      meshgrid(
        [
          [1, 2, 3],
          [4, 5],
        ],
        { indexing: 'ij' },
      )[0]!.shape,
    ).toEqual([3, 2]);
  });

  it('come back from JSON with every bit', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 1 }), (values) => {
        const x = fromData(Float64Array.from(values), [1, values.length]);
        const back = fromJson(JSON.parse(JSON.stringify(x)));
        expect(back.shape).toEqual(x.shape);
        expect(flat(back)).toEqual(values);
      }),
    );
    fc.assert(
      fc.property(anyArray, (x) => {
        expect(fromJson(JSON.parse(JSON.stringify(x))).toArray()).toEqual(x.toArray());
      }),
    );
    for (const [json, why] of [
      [null, 'dtype, shape and data are needed'],
      [{ dtype: 'int64', shape: [], data: [1] }, 'dtype int64 is none of'],
      [{ dtype: 'bool', shape: ['1'], data: [1] }, 'a list of numbers'],
      [{ dtype: 'bool', shape: [2], data: [1] }, '1 elements do not fill shape [2]'],
      [{ dtype: 'float64', shape: [1], data: ['1'] }, 'element 0 is no number'],
    ] as const)
      expect(() => fromJson(json)).toThrow(why);
  });

  it('are read by people', () => {
    expect(
      String(
        array([
          [1, -2.5],
          [Math.PI, 4e20],
        ]),
      ),
    ).toBe('float64 [2, 2]\n[[      1,    -2.5],\n [3.14159,   4e+20]]');
    expect(String(array(3))).toBe('float64 [] 3');
    expect(String(array([true]))).toBe('bool [1]\n[true]');
    expect(String(zeros([0, 2]))).toBe('float64 [0, 2]');
    expect(String(counting([2, 1, 2]))).toBe('float64 [2, 1, 2]\n[[[0, 1]],\n\n [[2, 3]]]');
    expect(String(counting([2000]))).toBe('float64 [2000]\n[   0,    1,    2, …, 1997, 1998, 1999]');
  });

  it('are run over along the first axis', () => {
    expect([...counting([3])]).toEqual([0, 1, 2]);
    expect([...array([true])]).toEqual([true]);
    expect([...counting([2, 2])].map(String)).toEqual(['float64 [2]\n[0, 1]', 'float64 [2]\n[2, 3]']);
    expect(() => [...array(1)]).toThrow('no parts to run over');
    expect(() => counting([2]).item()).toThrow('the shape is [2]');
  });
});
