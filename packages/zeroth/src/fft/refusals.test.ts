import { expect, test } from 'vitest';
import { ZerothError } from '../errors.js';
import * as transforms from './index.js';

/** The module as a program without types sees it: every function takes anything. */
const untyped: Readonly<Record<string, unknown>> = { ...transforms };

const four = [1, 2, 3, 4];

const refused: readonly (readonly [code: string, name: string, ...operands: unknown[]])[] = [
  ['bad-length', 'fft', four, { length: 2 ** 40 }],
  ['bad-length', 'fft', four, { length: 2.5 }],
  ['bad-length', 'rfft', four, { length: Number.NaN }],
  ['bad-length', 'dct', four, { length: 0 }],
  ['bad-length', 'fftn', four, { lengths: 4 }],
  ['bad-length', 'rfft2', [four], { lengths: '44' }],
  ['bad-length', 'createPlan', 2 ** 53],
  ['bad-length', 'fftFrequencies', 2 ** 53],
  ['bad-length', 'rfftFrequencies', -1],
  ['bad-axis', 'ifftn', four, { axes: '0' }],
  ['bad-axis', 'fft', 5],
  ['bad-axis', 'fftShift', four, { axes: [1] }],
  ['option-out-of-range', 'fft', four, { norm: 'unitary' }],
  ['option-out-of-range', 'irfftn', four, { norm: 'unitary' }],
  ['option-out-of-range', 'dst', four, { norm: 'unitary' }],
  ['option-out-of-range', 'dct', four, { type: 5 }],
  ['option-out-of-range', 'idct', four, { type: '2' }],
  ['option-out-of-range', 'convolve', four, four, { mode: 'circular' }],
  ['option-out-of-range', 'correlate', four, four, { method: 'best' }],
  ['option-out-of-range', 'createPlan', 8, { kind: 'cosine' }],
  ['option-out-of-range', 'fftFrequencies', 8, 0],
  ['option-out-of-range', 'rfftFrequencies', 8, Number.NaN],
  ['shape-mismatch', 'fft', { re: [1, 2], im: [1] }],
  ['shape-mismatch', 'convolve', four, [four]],
  ['empty-transform', 'fft', []],
  ['bad-element', 'rfft', 'abc'],
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
