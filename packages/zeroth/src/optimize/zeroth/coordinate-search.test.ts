import { describe, expect, it } from 'vitest';
import { functionOracle } from '../../oracles/index.js';
import { run } from '../../run/index.js';
import { coordinateSearch } from './coordinate-search.js';

/** ½ xᵀ A x − bᵀ x, with a matrix that couples neighbours. */
function coupled(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (1 + i) * x[i]! * x[i]! - x[i]! + (i > 0 ? x[i]! * x[i - 1]! : 0);
  return sum;
}

describe('coordinateSearch', () => {
  it('solves a separable quadratic in one sweep, from widths of any size', () => {
    const oracle = functionOracle((x) => x.reduce((sum, t, i) => sum + (1 + i) * (t - i) ** 2, 0));
    const outcome = run(coordinateSearch(new Float64Array(6), { widths: [2, 3, 5, 9, 4, 2], sweeps: 1 }), oracle);
    if (outcome.status !== 'returned') throw new Error(outcome.status);
    // The vertex is exact but for rounding of values of about 500 divided by h².
    for (const [i, t] of outcome.result.entries()) expect(t).toBeCloseTo(i, 11);
  });

  it('is Gauss-Seidel iteration on a quadratic', () => {
    const oracle = functionOracle(coupled);
    // Where all orders visit every coordinate, the error falls by a factor bounded away from 1 each sweep.
    const errors = [1, 2, 3, 4, 5, 6].map((sweeps) => {
      const outcome = run(
        coordinateSearch(new Float64Array(5), { widths: new Float64Array(5).fill(1), sweeps }),
        oracle,
      );
      return outcome.best === undefined ? Number.NaN : outcome.best.report.value;
    });
    for (let k = 1; k < errors.length; k++) expect(errors[k]).toBeLessThanOrEqual(errors[k - 1]!);
    expect(errors[4]! - errors[5]!).toBeLessThan(1e-6 * Math.abs(errors[5]!));
  });

  it('reports values that belong to their points, and counts three points a coordinate and one a sweep', () => {
    const outcome = run(
      coordinateSearch(new Float64Array(5), { widths: new Float64Array(5).fill(1), sweeps: 3 }),
      functionOracle(coupled),
    );
    expect(outcome.best?.report.value).toBe(coupled(outcome.best?.report.x ?? new Float64Array(5)));
    expect(outcome.counts).toEqual({ values: 3 * (3 * 5 + 1) });
  });

  it('goes downhill, at most three widths, where the values do not bend upwards', () => {
    const outcome = run(
      coordinateSearch(Float64Array.of(1), { widths: [0.5], sweeps: 1 }),
      functionOracle((x) => 2 * x[0]!),
    );
    expect(outcome).toMatchObject({ result: Float64Array.of(-0.5) });
    const flat = run(
      coordinateSearch(Float64Array.of(1), { widths: [0.5], sweeps: 1 }),
      functionOracle(() => 7),
    );
    expect(flat).toMatchObject({ result: Float64Array.of(1) });
  });

  it('names a width that is not positive, and a length that does not fit', () => {
    expect(() => coordinateSearch(new Float64Array(2), { widths: [1, 0], sweeps: 1 }).next()).toThrow(
      'width 1 must be positive',
    );
    expect(() => coordinateSearch(new Float64Array(2), { widths: [1], sweeps: 1 }).next()).toThrow('2 widths, not 1');
  });
});
