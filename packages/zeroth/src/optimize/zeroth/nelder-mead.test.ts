import { describe, expect, it } from 'vitest';
import { evaluateEach, type Oracle, type Values, type Vector } from '../../query/index.js';
import { run } from '../../run/index.js';
import { reportsOf } from '../subjects.js';
import { nelderMead } from './nelder-mead.js';

const oracle = (f: (x: Vector) => number): Oracle<Values> => ({ values: ({ points }) => evaluateEach(points, f) });

const rosenbrock = ([a, b]: Vector) => 100 * (b! - a! ** 2) ** 2 + (1 - a!) ** 2;
const powell = ([a, b, c, d]: Vector) =>
  (a! + 10 * b!) ** 2 + 5 * (c! - d!) ** 2 + (b! - 2 * c!) ** 4 + 10 * (a! - d!) ** 4;
const wood = ([a, b, c, d]: Vector) =>
  100 * (b! - a! ** 2) ** 2 +
  (1 - a!) ** 2 +
  90 * (d! - c! ** 2) ** 2 +
  (1 - c!) ** 2 +
  10 * (b! + d! - 2) ** 2 +
  0.1 * (b! - d!) ** 2;
const helical = ([a, b, c]: Vector) => {
  const angle = Math.atan2(b!, a!) / (2 * Math.PI);
  return 100 * ((c! - 10 * angle) ** 2 + (Math.hypot(a!, b!) - 1) ** 2) + c! ** 2;
};

/* Iterations, evaluations and least value of SciPy 1.17.1's `minimize(method='Nelder-Mead')` from the same simplex. */
const table = [
  ['Rosenbrock', rosenbrock, [-1.2, 1], false, 10, 21, 4.013723920144596],
  ['Rosenbrock', rosenbrock, [-1.2, 1], false, 40, 76, 1.5097007781284515],
  ['Rosenbrock', rosenbrock, [-1.2, 1], false, 100, 187, 1.7147850727501247e-7],
  ['Powell', powell, [3, -1, 0, 1], false, 10, 18, 49.01632255134558],
  ['Powell', powell, [3, -1, 0, 1], false, 40, 65, 0.527859572109971],
  ['Powell', powell, [3, -1, 0, 1], false, 100, 164, 1.1709111838470762e-5],
  ['Powell', powell, [3, -1, 0, 1], true, 10, 19, 36.74725704447952],
  ['Powell', powell, [3, -1, 0, 1], true, 40, 67, 0.5172983186596251],
  ['Powell', powell, [3, -1, 0, 1], true, 100, 170, 4.524029930498382e-5],
  ['Wood', wood, [-3, -1, -3, -1], false, 10, 21, 470.85523778179703],
  ['Wood', wood, [-3, -1, -3, -1], false, 40, 72, 203.03795412228882],
  ['Wood', wood, [-3, -1, -3, -1], true, 40, 72, 236.23560647152937],
  ['helical valley', helical, [-1, 0, 0], false, 10, 19, 1218.974011355889],
  ['helical valley', helical, [-1, 0, 0], false, 100, 176, 3.286010887843294e-7],
  ['helical valley', helical, [-1, 0, 0], true, 10, 21, 1203.8646798122663],
  ['helical valley', helical, [-1, 0, 0], true, 40, 76, 12.807401461844046],
] as const;

describe('nelderMead', () => {
  it.each(table)('agrees with SciPy: %s %#', (_, f, start, adaptive, iterations, evaluations, least) => {
    // SciPy counts its iterations from 1, as we do reports, of which there is one before each and one after the last.
    const { outcome } = reportsOf(nelderMead(Float64Array.from(start), { adaptive }), oracle(f), iterations);
    expect(outcome.counts).toEqual({ values: evaluations });
    // Centroids are summed otherwise, so that rounding differs and grows.
    expect(Math.abs(outcome.best!.report.value / least - 1)).toBeLessThan(1e-6);
  });

  it('never reports a value above an earlier one, nor above the start', () => {
    for (const [, f, start, adaptive] of table) {
      const { reports } = reportsOf(nelderMead(Float64Array.from(start), { adaptive }), oracle(f), 150);
      let before = f(Float64Array.from(start));
      for (const { x, value } of reports) {
        expect(value).toBeLessThanOrEqual(before);
        expect(value).toBe(f(x));
        before = value;
      }
    }
  });

  it('finds the minimum to the precision of f, in one dimension too', () => {
    const { outcome } = reportsOf(nelderMead(Float64Array.of(-1.2, 1)), oracle(rosenbrock), 190);
    expect(outcome.best!.report.value).toBeLessThanOrEqual(1e-28);
    const line = reportsOf(
      nelderMead(Float64Array.of(7)),
      oracle(([x]) => (x! - 2) ** 2),
      120,
    );
    expect(line.outcome.best!.report.value).toBeLessThanOrEqual(1e-28);
  });

  it('takes +∞ for worse than anything: a wall around the start', () => {
    const walled = oracle(([x, y]) => (x! < 0 || y! < 0 ? Infinity : (x! - 1) ** 2 + (y! - 2) ** 2));
    const { outcome } = reportsOf(nelderMead(Float64Array.of(0.01, 0.02)), walled, 200);
    expect(outcome.best!.report.value).toBeLessThanOrEqual(1e-20);
  });

  it.each([0, -1, Number.NaN])('refuses a size of %d', (size) => {
    expect(() => run(nelderMead(Float64Array.of(1), { size }), oracle(rosenbrock))).toThrow('size must be');
  });

  it('refuses a start without coordinates', () => {
    expect(() => run(nelderMead(new Float64Array()), oracle(rosenbrock))).toThrow('length of x0 must be');
  });
});
