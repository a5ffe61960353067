import { expect, test } from 'vitest';
import * as algebra from './index.js';

/** The module as a program without types sees it: every function takes anything. */
const untyped: Readonly<Record<string, unknown>> = { ...algebra };

const square = [
  [2, 1],
  [1, 3],
];

const refused: readonly (readonly [code: string, name: string, ...operands: unknown[]])[] = [
  ['option-out-of-range', 'cond', square, { order: 3 }],
  ['option-out-of-range', 'conditionEstimate', square, { order: 2 }],
  ['option-out-of-range', 'qr', square, { mode: 'full' }],
  ['option-out-of-range', 'pinv', square, { tolerance: Number.NaN }],
  ['option-out-of-range', 'matrixRank', square, { tolerance: -1 }],
  ['shape-mismatch', 'conditionEstimate', [[1, 2, 3]]],
  ['shape-mismatch', 'expm', [1, 2]],
  ['not-finite', 'conditionEstimate', [[Number.NaN]]],
  ['not-finite', 'eig', [[Number.POSITIVE_INFINITY]]],
  [
    'overflow',
    'pinv',
    [
      [1, 0],
      [0, 1e-310],
    ],
    { tolerance: 0 },
  ],
  ['overflow', 'sylvester', [[1e-300]], [[0]], [[1e300]]],
];

test.each(refused.map(([code, name, ...operands]) => ({ code, name, operands })))(
  '$name($operands) is refused as $code',
  ({ code, name, operands }) => {
    const called = untyped[name];
    if (typeof called !== 'function') throw new Error(`There is no function ${name}.`);
    expect(() => called(...operands)).toThrow(expect.objectContaining({ name: 'ZerothError', code }));
  },
);
