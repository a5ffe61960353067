import { describe, expect, it } from 'vitest';
import {
  broyden,
  fixedPoint,
  fixedPointAsync,
  hybridPowell,
  levenbergMarquardt,
  newtonEquations,
  newtonKrylov,
  root,
  rootAsync,
} from '../index.js';
import { moreGarbowHillstromSystems } from '../testing/problems/index.js';

/** Starts from which no root is found: there is a local minimum of ‖F‖ on the way, or a plateau. */
const none = new Set([
  'Freudenstein and Roth, 1',
  'Freudenstein and Roth, 10',
  'Freudenstein and Roth, 100',
  'Powell badly scaled, 100',
  'Trigonometric (10), 10',
  'Trigonometric (10), 100',
  'Chebyquad (7, 7), 10',
  'Chebyquad (7, 7), 100',
  'Chebyquad (9, 9), 10',
  'Chebyquad (9, 9), 100',
]);

describe('root on the systems of Moré, Garbow and Hillstrom', () => {
  const cases = moreGarbowHillstromSystems.flatMap((problem) =>
    [1, 10, 100].map((factor) => ({ name: `${problem.name}, ${factor}`, problem, factor })),
  );
  it.each(cases)('$name times the start', ({ name, problem, factor }) => {
    const start = problem.start(factor);
    const kept = start.slice();
    const result = root(problem.residuals, start);
    expect(start).toEqual(kept);
    expect([...result.residuals]).toEqual([...problem.residuals(result.x)]);
    if (none.has(name)) expect(result.status).not.toBe('converged');
    else {
      expect(result.status).toBe('converged');
      // The residuals' own rounding: sums of at most n terms that are at most about 100.
      expect(2 * result.value).toBeLessThan(problem.n * (problem.n * 100 * 2 ** -52) ** 2);
    }
  });
});

describe('methods for equations', () => {
  const circleAndLine = {
    residuals: (x: Float64Array) => [x[0]! ** 2 + x[1]! ** 2 - 4, x[0]! - x[1]!],
    jacobian: (x: Float64Array) => [
      [2 * x[0]!, 2 * x[1]!],
      [1, -1],
    ],
  };

  it('Newton has the order 2', () => {
    const errors: number[] = [];
    root(circleAndLine, Float64Array.of(3, 1), {
      method: newtonEquations(),
      onProgress: ({ x }) => errors.push(Math.hypot(x[0]! - Math.SQRT2, x[1]! - Math.SQRT2)),
    });
    const seen = errors.filter((error) => error < 0.5 && error > 1e-9);
    expect(seen.length).toBeGreaterThanOrEqual(3);
    const [a, b, c] = seen.slice(-3) as [number, number, number];
    expect(Math.log(c / b) / Math.log(b / a)).toBeCloseTo(2, 0);
    expect(Math.abs(Math.log(c / b) / Math.log(b / a) - 2)).toBeLessThan(0.2);
  });

  it('all find the root, and say when there is none', () => {
    for (const method of [hybridPowell(), newtonEquations(), levenbergMarquardt(), broyden(), newtonKrylov()]) {
      const result = root(circleAndLine, [1, 0.5], { method });
      expect(result.status).toBe('converged');
      expect(result.x[0]).toBeCloseTo(Math.SQRT2, 14);
      expect(root((x) => [x[0]! ** 2 + 1], [0.7], { method }).status).not.toBe('converged');
      expect(root(() => [Number.NaN], [1], { method })).toMatchObject({ reason: 'not-finite-at-start' });
    }
    expect(() => root(circleAndLine, [1, 1], { method: hybridPowell(), bounds: { lower: 0 } })).toThrow(/bounds/);
  });

  it('all give up near a minimum of ‖F‖ that is no root, within the budget of root', () => {
    const equations = (x: Float64Array) => [x[0]! ** 2 + 1, x[1]! - x[0]!];
    expect(root(equations, [0.7, 3])).toMatchObject({ status: 'failed', reason: 'no-progress' });
    for (const method of [hybridPowell(), newtonEquations(), levenbergMarquardt()])
      expect(root(equations, [0.7, 3], { method })).toMatchObject({ status: 'failed', reason: 'no-progress' });
  });

  it('linear equations end after one step', () => {
    const a = [
      [4, 1, 0],
      [1, 3, 1],
      [0, 1, 2],
    ];
    const residuals = (x: Float64Array) => a.map((row, i) => row.reduce((s, v, j) => s + v * x[j]!, 0) - (i + 1));
    for (const method of [hybridPowell(), newtonEquations()]) {
      const result = root({ residuals, jacobian: () => a }, [9, -9, 5], { method });
      expect(result.status).toBe('converged');
      expect(result.queries.jacobian).toBeLessThanOrEqual(3);
      // Rounding of the start's own terms, of which a row has at most 4 · 9 + 9 + 5.
      expect(Math.max(...result.residuals.map(Math.abs))).toBeLessThan(64 * 2 ** -52);
    }
  });

  it('are the same when answers are promised', async () => {
    const now = root((x) => circleAndLine.residuals(x), [1, 0.5]);
    const later = await rootAsync(async (x) => circleAndLine.residuals(x), [1, 0.5]);
    expect([...later.x]).toEqual([...now.x]);
    expect(later).toMatchObject({ status: now.status, reason: now.reason, iterations: now.iterations });
  });
});

describe('fixedPoint', () => {
  it('finds cos x = x, sooner than the plain iteration', async () => {
    const quick = fixedPoint(Math.cos, 1);
    const plain = fixedPoint(Math.cos, 1, { memory: 0 });
    for (const result of [quick, plain]) {
      expect(result.status).toBe('converged');
      expect(result.x).toBeCloseTo(0.7390851332151607, 11);
    }
    expect(quick.iterations * 4).toBeLessThan(plain.iterations);
    expect((await fixedPointAsync(async (x) => Math.cos(x), 1)).x).toBe(quick.x);
  });

  it('ends on linear maps as soon as its memory spans them, where the plain iteration diverges', () => {
    const g = (x: Float64Array) => [2 * x[0]! - x[1]! + 1, x[0]! - 3 * x[1]! + 2, 0.5 * x[2]! + 1];
    const result = fixedPoint(g, [5, 5, 5]);
    expect(result.status).toBe('converged');
    // n + 1 residuals span the answer; some more take rounding away.
    expect(result.iterations).toBeLessThanOrEqual(8);
    expect(result.x.every((v, i) => Math.abs(v - g(result.x)[i]!) < 1e-11)).toBe(true);
    expect(fixedPoint(g, [5, 5, 5], { memory: 0 }).status).not.toBe('converged');
    expect(() => fixedPoint(() => [1, 2], [1])).toThrow(/as many numbers/);
  });
});
