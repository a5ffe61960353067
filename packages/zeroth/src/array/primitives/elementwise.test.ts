import { describe, expect, it } from 'vitest';
import { array, type Elementwise, fromData } from '../index.js';
import * as binary from './binary.js';
import * as unary from './unary.js';

const special = [
  0,
  -0,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  1,
  -1,
  2,
  -3,
  1e-300,
  1e300,
  -1e300,
  710,
  Infinity,
  -Infinity,
  Number.NaN,
];

/** Each value n times over, past the length of a block. */
const many = (values: readonly number[], n: number) =>
  Float64Array.from({ length: values.length * n }, (_, i) => values[i % values.length]!);

function compiled(primitive: Elementwise): (...values: number[]) => number {
  const compile = new Function('x', 'y', `return ${primitive.expression};`);
  return (...values) => Number(compile(...values));
}

describe.each(Object.values(unary))('$name', (primitive) => {
  it('is one function, as a function of numbers, an expression and a loop', () => {
    const expected = special.map((x) => primitive.scalar(x));
    expect(special.map((x) => compiled(primitive)(x))).toEqual(expected);
    const x = many(special, 100);
    const [out] = primitive.evaluate([fromData(x)], undefined);
    expect(Array.from(out!.data)).toEqual(Array.from(many(expected, 100)));
  });
});

describe.each(Object.values(binary))('$name', (primitive) => {
  it('is one function, as a function of numbers, an expression and a loop', () => {
    const pairs = special.flatMap((x) => special.map((y) => [x, y] as const));
    const expected = pairs.map(([x, y]) => primitive.scalar(x, y));
    expect(pairs.map(([x, y]) => compiled(primitive)(x, y))).toEqual(expected);
    const x = Float64Array.from(pairs, ([v]) => v);
    const y = Float64Array.from(pairs, ([, w]) => w);
    const [out] = primitive.evaluate([fromData(x), fromData(y)], undefined);
    expect(Array.from(out!.data)).toEqual(expected);
  });

  it('refuses operands of different shapes or dtypes', () => {
    const x = array([1, 2]);
    expect(() => primitive.evaluate([x, array([1])], undefined)).toThrow('float64 [2] and float64 [1]');
    expect(() => primitive.evaluate([x, x.astype('float32')], undefined)).toThrow('float64 [2] and float32 [2]');
    expect(() => primitive.evaluate([x], undefined)).toThrow('takes 2 operands, not 1');
  });
});
