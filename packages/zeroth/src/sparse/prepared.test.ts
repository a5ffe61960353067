import { describe, expect, it } from 'vitest';
import { random } from '../random/index.js';
import { toCoo, toCsc, transpose } from './convert.js';
import { prepareProducts } from './prepared.js';
import { multiply, multiplyTransposed } from './product.js';
import { laplacian2d, randomSparse } from './subjects.js';
import type { CsrMatrix } from './types.js';

describe('prepareProducts', () => {
  const subjects = [
    randomSparse(0, 0, 1),
    randomSparse(0, 4, 1),
    randomSparse(4, 0, 1),
    randomSparse(7, 3, 0.5, random(2)),
    // Lists of 0 to 13 entries, about every number of which the loop by fours leaves another rest.
    randomSparse(200, 13, 0.5, random(3)),
    laplacian2d(31, 17),
  ];
  it.each(['csr', 'csc', 'coo'] as const)('has the bits of multiply by %s, forth and back', (format) => {
    for (const subject of subjects) {
      const a = format === 'csr' ? subject : format === 'csc' ? toCsc(subject) : toCoo(subject);
      const prepared = prepareProducts(a);
      const x = random(4).fillNormal(new Float64Array(a.columns));
      const y = random(5).fillNormal(new Float64Array(a.rows));
      expect(prepared.apply(x)).toEqual(multiply(a, x));
      expect(prepared.applyTransposed(y)).toEqual(multiplyTransposed(a, y));
      // Again, with what the first ones left in memory.
      const out = new Float64Array(a.rows).fill(9);
      prepared.applyInto(out, x);
      expect(out).toEqual(multiply(a, x));
    }
  });
  it('keeps values that are not finite, and its own copy', () => {
    const a = transpose(toCsc(randomSparse(5, 5, 0.8, random(6))));
    const prepared = prepareProducts(a);
    const x = Float64Array.of(1, Infinity, 2, Number.NaN, -0);
    const before = multiply(a, x);
    a.values.fill(0);
    expect(prepared.apply(x)).toEqual(before);
  });
  it('refuses indices that point outside, and vectors of another length', () => {
    const wrong: CsrMatrix = {
      format: 'csr',
      rows: 1,
      columns: 2,
      pointers: Int32Array.of(0, 1),
      indices: Int32Array.of(2),
      values: Float64Array.of(1),
    };
    expect(() => prepareProducts(wrong)).toThrow(expect.objectContaining({ code: 'index-out-of-range' }));
    expect(() => prepareProducts({ ...wrong, pointers: Int32Array.of(0, 9) })).toThrow(
      expect.objectContaining({ code: 'sparse-structure' }),
    );
    const { apply, applyInto, applyTransposed } = prepareProducts(laplacian2d(2));
    for (const call of [
      () => apply(new Float64Array(3)),
      () => applyTransposed(new Float64Array(5)),
      () => applyInto(new Float64Array(3), new Float64Array(4)),
    ])
      expect(call).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
  });
});
