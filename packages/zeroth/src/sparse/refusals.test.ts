import { expect, test } from 'vitest';
import { ZerothError } from '../errors.js';
import * as sparse from './index.js';

/** The module as a program without types sees it: every function takes anything. */
const untyped: Readonly<Record<string, unknown>> = { ...sparse };

const two = sparse.identity(2);
/** Matrices that no maker made, as a file of a stranger would hold them. */
const short = { ...two, pointers: Int32Array.of(0, 1) };
const outside = { ...two, indices: Int32Array.of(0, 9) };
const unsorted = {
  ...sparse.fromDense([
    [1, 2],
    [2, 5],
  ]),
  indices: Int32Array.of(1, 0, 0, 1),
};
const unknown = { ...two, format: 'dia' };
const vast = sparse.coo(2 ** 20, 2 ** 20, [], [], []);

const refused: readonly (readonly [code: string, name: string, ...operands: unknown[]])[] = [
  ['sparse-structure', 'toCsr', unknown],
  ['sparse-structure', 'toCsc', unknown],
  ['sparse-structure', 'transpose', 'a text'],
  ['sparse-structure', 'multiply', short, new Float64Array(2)],
  ['sparse-structure', 'add', short, two],
  ['sparse-structure', 'subtract', two, short],
  ['sparse-structure', 'slice', short, {}],
  ['sparse-structure', 'ldl', short],
  ['sparse-structure', 'ldl', unsorted, { ordering: 'natural' }],
  ['sparse-structure', 'lu', unsorted, { ordering: 'natural' }],
  ['index-out-of-range', 'lu', outside],
  ['index-out-of-range', 'ldl', outside],
  ['index-out-of-range', 'approximateMinimumDegree', outside],
  ['index-out-of-range', 'columnMinimumDegree', outside],
  ['index-out-of-range', 'slice', two, { rows: 1 }],
  ['index-out-of-range', 'slice', two, { columns: [Number.NaN] }],
  ['bad-shape', 'toDense', vast],
  ['matrix-market', 'parseMatrixMarket', new Uint8Array(8)],
  ['matrix-market', 'parseMatrixMarket', '%%MatrixMarket matrix coordinate real general\n9 9 1000000000\n1 1 1\n'],
  ['option-out-of-range', 'parseMatrixMarket', '%%MatrixMarket matrix coordinate real general\n1e30 9 0\n'],
  ['option-out-of-range', 'identity', 2 ** 40],
  ['option-out-of-range', 'fromTriplets', 1.5, 1, []],
  ['shape-mismatch', 'multiply', two, new Float64Array(3)],
  ['shape-mismatch', 'fromDiagonals', 2, 2, [[0, [1, 2, 3]]]],
  ['not-a-permutation', 'lu', two, { ordering: [0, 0] }],
];

test.each(refused.map(([code, name, ...operands]) => ({ code, name, operands })))(
  '$name($operands) is refused as $code',
  ({ code, name, operands }) => {
    const called = untyped[name];
    if (typeof called !== 'function') throw new Error(`There is no function ${name}.`);
    expect(() => called(...operands)).toThrow(ZerothError);
    expect(() => called(...operands)).toThrow(expect.objectContaining({ code }));
  },
);
