import { expect, test } from 'vitest';
import { fromDiagonals, identity } from '../sparse/index.js';
import * as solvers from './index.js';

/** The module as a program without types sees it: every function takes anything. */
const untyped: Readonly<Record<string, unknown>> = { ...solvers };

const three = identity(3);
const b = Float64Array.of(1, 2, 3);
const laplacian = fromDiagonals(40, 40, [
  [-1, new Float64Array(39).fill(-1)],
  [0, new Float64Array(40).fill(2)],
  [1, new Float64Array(39).fill(-1)],
]);
const systems = ['cg', 'minres', 'gmres', 'bicgstab'];

const refused: readonly (readonly [code: string, name: string, ...operands: unknown[]])[] = [
  ...systems.flatMap((name): readonly (readonly [string, string, ...unknown[]])[] => [
    ['shape-mismatch', name, three, b, { preconditioner: () => new Float64Array(2) }],
    ['shape-mismatch', name, three, b, { preconditioner: () => undefined }],
    ['option-out-of-range', name, three, b, { preconditioner: 5 }],
    ['option-out-of-range', name, three, b, { tolerance: Number.NaN }],
    ['option-out-of-range', name, three, b, { maxIterations: Number.POSITIVE_INFINITY }],
    ['shape-mismatch', name, () => new Float64Array(2), b],
    ['shape-mismatch', name, () => undefined, b],
    ['shape-mismatch', name, three, Float64Array.of(1)],
    ['not-finite', name, three, Float64Array.of(1, Number.NaN, 1)],
  ]),
  ['shape-mismatch', 'lobpcg', laplacian, { preconditioner: () => new Float64Array(2) }],
  ['option-out-of-range', 'lanczos', three, { which: 'middle' }],
  ['option-out-of-range', 'lobpcg', three, { which: 'middle' }],
  ['option-out-of-range', 'arnoldi', three, { which: 'constructor' }],
  ['option-out-of-range', 'lanczos', three, { count: 4 }],
  ['option-out-of-range', 'randomizedSvd', three, { rank: 1.5 }],
  ['no-transpose', 'lsqr', { rows: 3, columns: 3, apply: (x: Float64Array) => x.slice() }, b],
];

test.each(refused.map(([code, name, ...operands]) => ({ code, name, operands })))(
  '$name($operands) is refused as $code',
  ({ code, name, operands }) => {
    const called = untyped[name];
    if (typeof called !== 'function') throw new Error(`There is no function ${name}.`);
    expect(() => called(...operands)).toThrow(expect.objectContaining({ name: 'ZerothError', code }));
  },
);
