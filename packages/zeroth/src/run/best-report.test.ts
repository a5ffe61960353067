import { describe, expect, it } from 'vitest';
import { BestReport } from './best-report.js';

/** What is kept of these reports. */
function kept(...reports: unknown[]) {
  const best = new BestReport(undefined);
  reports.forEach((report, i) => {
    best.offer(report, i);
  });
  return best.read();
}

describe('the best report', () => {
  it('is the first of the least value; a value that is not a number is not less', () => {
    const reports = [3, 1, 1, Number.NaN, 2].map((value) => ({ value, x: Float64Array.of(value) }));
    expect(kept(...reports)).toEqual({ report: { value: 1, x: Float64Array.of(1) }, answers: 1 });
    expect(kept({ value: Number.NaN })).toEqual({ report: { value: Number.NaN }, answers: 0 });
    expect(kept({ value: Infinity, a: 1 }, { value: Infinity, a: 2 })).toMatchObject({ answers: 0 });
  });

  it('is the last one where reports have no value, whatever they are', () => {
    expect(kept({ x: 1 }, { x: 2 })).toEqual({ report: { x: 2 }, answers: 1 });
    expect(kept({ x: 1 }, 'text')).toEqual({ report: 'text', answers: 1 });
    expect(kept([1, 2], Float64Array.of(3))).toEqual({ report: Float64Array.of(3), answers: 1 });
    expect(kept(7, { x: 1 }, null)).toEqual({ report: null, answers: 2 });
    expect(kept()).toBeUndefined();
  });

  it('has the fields of its own report only, also where an earlier one had others', () => {
    expect(kept({ value: 3, a: 1, b: 2, c: 3 }, { value: 2, b: 5 })).toEqual({
      report: { value: 2, b: 5 },
      answers: 1,
    });
    const nested = kept({ value: 2, part: { a: 1, b: [1, 2] } }, { value: 1, part: { b: [3] } });
    expect(nested).toEqual({ report: { value: 1, part: { b: [3] } }, answers: 1 });
  });

  it('is a copy, at any length, also of shorter and longer vectors than before', () => {
    const best = new BestReport(undefined);
    for (const [i, length] of [3, 40, 40, 2, 2, 100].entries()) {
      const x = new Float64Array(length).fill(i);
      best.offer({ value: -i, x, inner: [x] }, i);
      x.fill(99);
      const expected = new Float64Array(length).fill(i);
      expect(best.read()).toEqual({ report: { value: -i, x: expected, inner: [expected] }, answers: i });
    }
  });

  it('goes on from one that was kept', () => {
    const best = new BestReport({ report: { value: 2 }, answers: 5 });
    best.offer({ value: 3 }, 6);
    expect(best.read()).toEqual({ report: { value: 2 }, answers: 5 });
    best.offer({ value: 1 }, 7);
    expect(best.read()).toEqual({ report: { value: 1 }, answers: 7 });
  });
});
