import { expect, test } from 'vitest';
import { ZerothError } from '../errors.js';
import * as zeroth from './index.js';

/** A module as a program without types sees it: every function takes anything. */
const untyped: Readonly<Record<string, unknown>> = { ...zeroth };

function codeOf(name: string, operands: readonly unknown[]): string {
  const called = untyped[name];
  if (typeof called !== 'function') throw new Error(`There is no function ${name}.`);
  try {
    called(...operands);
  } catch (error) {
    if (error instanceof ZerothError) return error.code;
    throw error;
  }
  return 'nothing thrown';
}

const square = [
  [2, 1],
  [1, 3],
];

const refused: readonly (readonly [code: string, name: string, ...operands: unknown[]])[] = [
  ['bad-dtype', 'zeros', [2], { dtype: 'complex128' }],
  ['bad-dtype', 'arange', 3, 6, 1, { dtype: 'constructor' }],
  ['bad-dtype', 'astype', square, 'float16'],
  ['bad-dtype', 'sum', square, { dtype: 3 }],
  ['bad-dtype', 'array', [], { dtype: 'f8' }],
  ['bad-shape', 'zeros', '3'],
  ['bad-shape', 'zeros', [2 ** 16, 2 ** 16]],
  ['bad-shape', 'ones', [Number.NaN]],
  ['bad-shape', 'full', [1.5], 1],
  ['bad-shape', 'reshape', square, Number.NaN],
  ['bad-shape', 'reshape', square, '4'],
  ['bad-shape', 'broadcastTo', square, 4],
  ['bad-shape', 'broadcastShapes', 5, [0, 1]],
  ['bad-shape', 'fromData', new Float64Array(1), 5],
  ['bad-shape', 'tile', [1, 2], Number.NaN],
  ['bad-shape', 'tile', [1, 2], [-1]],
  ['bad-shape', 'repeat', [1, 2], [2 ** 31, 2]],
  ['bad-element', 'full', [3], 'x'],
  ['bad-element', 'fromData', 1, []],
  ['bad-element', 'add', 'abc', 1],
  ['bad-element', 'array', null],
  ['ragged-array', 'array', [[1, 2], [3]]],
  ['bad-range', 'arange', 0, 1, 0],
  ['bad-range', 'linspace', 0, Number.POSITIVE_INFINITY, 5],
  ['option-out-of-range', 'meshgrid', [[1, 2]], { indexing: 'yx' }],
  ['option-out-of-range', 'searchsorted', [1, 2], [1], { side: 'middle' }],
  ['option-out-of-range', 'diff', [1, 2], { order: Number.POSITIVE_INFINITY }],
  ['option-out-of-range', 'diff', [1, 2], { order: -1 }],
  ['option-out-of-range', 'repeat', [1, 2], [1.5, 1]],
  ['bad-axis', 'sum', square, { axis: '0' }],
  ['bad-axis', 'sum', square, { axis: 0.5 }],
  ['bad-axis', 'flip', square, '0'],
  ['bad-axis', 'squeeze', square, [0, 0]],
  ['bad-axis', 'tensordot', square, square, { axes: [[0]] }],
  ['bad-axis', 'tensordot', square, square, { axes: [[0, 1], [0]] }],
  ['bad-axis', 'tensordot', square, square, { axes: [Number.NaN, [0]] }],
  ['bad-slice', 'slice', square, 'all'],
  ['bad-slice', 'slice', square, null],
  ['bad-slice', 'slice', square, [0, 2, 0]],
  ['bad-slice', 'setAt', square, 0, 1],
  ['index-out-of-range', 'at', square, Number.NaN],
  ['bad-index', 'take', [1, 2], [2 ** 40]],
  ['wrong-operands', 'concat', null],
  ['wrong-operands', 'stack', 5],
  ['bad-subscripts', 'einsum', 3, square],
  ['bad-npy', 'fromNpy', 'a text'],
  ['bad-npy', 'fromNpy', new Uint8Array(0)],
];

test.each(refused.map(([code, name, ...operands]) => ({ code, name, operands })))(
  '$name($operands) is refused as $code',
  ({ code, name, operands }) => {
    expect(codeOf(name, operands)).toBe(code);
  },
);

test('a difference of a higher order than there are elements is empty, at once', () => {
  expect(zeroth.diff([1, 4, 9], { order: 2 ** 40 }).shape).toEqual([0]);
  expect(zeroth.diff([1, 4, 9], { order: 2 }).toArray()).toEqual([2]);
});

test('an .npy file of any damaged byte is refused by its code, or read as an array of the same size', () => {
  const whole = zeroth.toNpy(zeroth.array(square));
  for (let at = 0; at < whole.length; at++)
    for (const byte of [0x00, 0x27, 0x39, 0xff]) {
      const damaged = whole.slice();
      damaged[at] = byte;
      try {
        expect(zeroth.fromNpy(damaged).size).toBe(4);
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^bad-(npy|shape)$/) });
      }
    }
  for (let length = 0; length < whole.length; length++)
    expect(() => zeroth.fromNpy(whole.slice(0, length))).toThrow(expect.objectContaining({ code: 'bad-npy' }));
});
