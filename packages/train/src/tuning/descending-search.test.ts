import { describe, expect, it } from 'vitest';
import { evaluateEach, type Vector } from 'zeroth/query';
import { random } from 'zeroth/random';
import { run } from 'zeroth/run';
import { descendingSearch } from './descending-search.js';

/** Runs a search on f; gives what it asked f about, and what it returned. */
function search(f: (x: Vector) => number, x0: Vector, options: Parameters<typeof descendingSearch>[1]) {
  const reports: number[] = [];
  const outcome = run(
    descendingSearch(x0, options),
    { values: ({ points }) => evaluateEach(points, f) },
    { onProgress: ({ value }) => reports.push(value) },
  );
  if (outcome.status !== 'returned') throw new Error(outcome.status);
  return { x: outcome.result, reports };
}

/** Piecewise constant: how far each coordinate is from its target, in whole numbers. */
const staircase = (target: Vector) => (x: Vector) =>
  x.reduce((sum, xi, i) => sum + Math.floor(Math.abs(xi - target[i]!)), 0);

describe('descendingSearch', () => {
  const widths = new Float64Array(5).fill(1);

  it('reaches the bottom of a staircase, where slopes say nothing', () => {
    for (let seed = 0; seed < 10; seed++) {
      const draws = random(seed);
      const target = Float64Array.from({ length: 5 }, () => 10 * draws.normal());
      const f = staircase(target);
      const { x, reports } = search(f, new Float64Array(5), { widths, sweeps: 40, seed });
      expect(f(x)).toBe(0);
      for (let k = 1; k < reports.length; k++) expect(reports[k]).toBeLessThanOrEqual(reports[k - 1]!);
      // The last pass moved nothing.
      expect(reports.at(-1)).toBe(reports.at(-2));
    }
  });

  it('stays where nothing is strictly better, and moves no further than it must', () => {
    const start = Float64Array.of(0.5, -1, 2, 0, 3);
    expect(search(() => 7, start, { widths, sweeps: 3 })).toEqual({ x: start, reports: [7] });
    const { x } = search((v) => (v[0]! > 0.51 ? 0 : 1), start, { widths, sweeps: 3 });
    expect(x[0]).toBe(0.5 + 1 / 16);
  });

  it('moves the coordinates it is given alone', () => {
    const { x } = search(staircase(new Float64Array(5).fill(9)), new Float64Array(5), {
      widths,
      sweeps: 9,
      coordinates: [1, 3],
    });
    expect(x.map((xi) => (xi === 0 ? 0 : 1))).toEqual(Float64Array.of(0, 1, 0, 1, 0));
  });
});
