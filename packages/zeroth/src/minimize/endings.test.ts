import { describe, expect, it } from 'vitest';
import {
  evaluations,
  gradientNorm,
  lbfgs,
  leastSquares,
  type MinimizerReport,
  minimize,
  minimizeAsync,
  root,
  seconds,
  when,
} from '../index.js';
import { memoryJournal } from '../run/index.js';

const rosenbrock = (x: Float64Array): number => 100 * (x[1]! - x[0]! ** 2) ** 2 + (1 - x[0]!) ** 2;
const start = Float64Array.of(-1.2, 1);

describe('a run that goes on from its journal', () => {
  const whole = minimize(rosenbrock, start);

  it('ends as the whole does after an abort, an error, and a clock, one after the other', () => {
    const journal = memoryJournal();
    let calls = 0;
    const controller = new AbortController();
    const aborting = (x: Float64Array): number => {
      if (++calls === 20) controller.abort();
      return rosenbrock(x);
    };
    expect(minimize(aborting, start, { checkpoint: journal, signal: controller.signal })).toMatchObject({
      status: 'stopped',
      reason: 'aborted',
    });
    for (let k = 0; k < 2; k++) {
      let asked = 0;
      const throwing = (x: Float64Array): number => {
        if (++asked === 12) throw new Error('out of order');
        return rosenbrock(x);
      };
      const failed = minimize(throwing, start, { checkpoint: memoryLike(journal) });
      expect(failed).toMatchObject({ reason: 'function-threw', message: expect.stringContaining('out of order') });
      expect(failed.error).toBeInstanceOf(Error);
    }
    expect(minimize(rosenbrock, start, { checkpoint: memoryLike(journal), stop: seconds(0) }).reason).toBe('seconds');
    const resumed = minimize(rosenbrock, start, { checkpoint: memoryLike(journal) });
    expect(resumed).toMatchObject({ status: 'converged', value: whole.value, iterations: whole.iterations });
    expect(resumed.x).toEqual(whole.x);
  });

  /** The journal as a later process reads it, which writes on to the same. */
  function memoryLike(journal: ReturnType<typeof memoryJournal>) {
    return { entries: memoryJournal(journal.text()).entries, append: journal.append.bind(journal) };
  }

  it('holds for roots too, whichever method it was cut off in', () => {
    // No root: all three methods have their turn.
    const equations = (x: Float64Array) => [x[0]! ** 2 + 1];
    const uncut = root(equations, [0.7]);
    const total = uncut.queries.residuals!;
    expect(uncut.reason).toBe('no-progress');
    for (const share of [0.2, 0.5, 0.8]) {
      const journal = memoryJournal();
      const cut = root(equations, [0.7], { checkpoint: journal, stop: evaluations(Math.floor(share * total)) });
      expect(cut.reason).toBe('evaluations');
      expect(cut.queries.residuals).toBeLessThanOrEqual(share * total);
      const resumed = root(equations, [0.7], { checkpoint: memoryLike(journal) });
      expect(resumed).toMatchObject({ reason: uncut.reason, value: uncut.value, queries: uncut.queries });
    }
  });
});

describe('reports', () => {
  it('are of all parameters, in their own units', () => {
    // f = (a − 3)² + (b − 2)², b = 5 fixed, a in units of 100.
    const f = (x: Float64Array) => ({
      value: (x[0]! - 3) ** 2 + (x[1]! - 2) ** 2,
      gradient: [2 * (x[0]! - 3), 2 * (x[1]! - 2)],
    });
    const options = { method: lbfgs(), scales: [100, 1], fixed: [false, true], trace: true };
    const result = minimize(f, [400, 5], {
      ...options,
      onProgress: ({ x, value, gradient }: MinimizerReport) => {
        expect(x).toHaveLength(2);
        expect(x[1]).toBe(5);
        expect(value).toBe(f(x).value);
        // Scaled and back: two roundings.
        expect(Math.abs(gradient![0]! - 2 * (x[0]! - 3))).toBeLessThanOrEqual(2 ** -51 * Math.abs(gradient![0]!));
        expect(gradient![1]).toBe(0);
      },
    });
    expect(result.trace![0]).toMatchObject({ x: Float64Array.of(400, 5), gradientNorm: 794 });
    expect(
      minimize(f, [400, 5], {
        ...options,
        stop: when(
          'flat',
          ({ report }: { readonly report: MinimizerReport | undefined }) =>
            report !== undefined && report.gradient![0]! < 1000,
        ),
      }).iterations,
    ).toBe(1);
  });

  it('give Jacobians by the parameters themselves', () => {
    const result = leastSquares((x) => [2 * x[0]! - 4, 3 * x[1]! - 3, x[1]! - 1], [10, 10], { scales: [100, 0.1] });
    const expected = [2, 0, 0, 3, 0, 1];
    // Differences of residuals up to 30 over steps of 2⁻²⁶ · 0.01 of the scaled variables.
    result.jacobian.forEach((v, k) => {
      expect(Math.abs(v - expected[k]!)).toBeLessThan(1e-5);
    });
  });
});

describe('mistakes', () => {
  it('are told in one sentence', () => {
    const loose = (options: object) => () => minimize(rosenbrock, start, options);
    expect(loose({ method: 'lbfgs' })).toThrow(/such as lbfgs\(\), not "lbfgs"/);
    expect(loose({ method: lbfgs })).toThrow(/call it/);
    expect(loose({ stop: 100 })).toThrow(/stop must be a rule/);
    expect(loose({ bounds: [[0, 1]] })).toThrow(/\{ lower, upper \}/);
    const options: object = { loss: 'squared' };
    expect(() => leastSquares((x) => [x[0]!], [1], options)).toThrow(/loss must be one of linear/);
  });
});

describe('rules', () => {
  it('read the gradient that the chosen method reports', () => {
    const norms: number[] = [];
    const { reason } = minimize(rosenbrock, start, {
      stop: gradientNorm(1e-2),
      onProgress: ({ gradient }) => norms.push(Math.hypot(...gradient)),
    });
    expect(reason).toBe('gradient-small');
    expect(norms.findIndex((norm) => norm <= 1e-2)).toBe(norms.length - 1);
  });
});

describe('the start', () => {
  it('has a value when the budget ends at once, and where nothing varies', async () => {
    expect(minimize(rosenbrock, start, { stop: evaluations(1) })).toMatchObject({
      reason: 'evaluations',
      value: rosenbrock(start),
    });
    const fixed = { fixed: true };
    expect(await minimizeAsync(async (x: Float64Array) => rosenbrock(x), start, fixed)).toMatchObject({
      reason: 'nothing-to-vary',
      value: rosenbrock(start),
    });
    const gradientsOnly = {
      gradients: ({ points }: { points: readonly Float64Array[] }) =>
        points.map((gradient) => ({ value: 7, gradient })),
    };
    expect(minimize(gradientsOnly, start, fixed)).toMatchObject({ reason: 'nothing-to-vary', value: 7 });
  });

  it('is aborted before or during the first call', async () => {
    const never = (): Promise<number> => new Promise(() => {});
    expect(await minimizeAsync(never, start, { signal: AbortSignal.abort() })).toMatchObject({ reason: 'aborted' });
    const controller = new AbortController();
    const run = minimizeAsync(never, start, { signal: controller.signal });
    controller.abort();
    expect(await run).toMatchObject({ status: 'stopped', reason: 'aborted' });
    expect(minimize(rosenbrock, start, { signal: AbortSignal.abort() })).toMatchObject({ reason: 'aborted' });
  });
});

describe('an oracle whose residuals are none', () => {
  // `values` tells an oracle from a pair of functions.
  const oracle = (residuals: (x: Float64Array) => unknown, jacobian?: (x: Float64Array) => unknown): object => ({
    values: () => new Float64Array(1),
    residuals: ({ points }: { points: readonly Float64Array[] }) => points.map(residuals),
    ...(jacobian === undefined
      ? {}
      : {
          jacobian: ({ point }: { point: Float64Array }) => ({
            residuals: residuals(point),
            jacobian: jacobian(point),
          }),
        }),
  });
  const solve = (f: object) => () => leastSquares(f as { residuals: unknown }, [1, 2]);
  it('is refused', () => {
    expect(solve(oracle((x) => [...x]))).toThrow(/Float64Array/);
    expect(solve(oracle(() => new Float64Array()))).toThrow(/at least one/);
    expect(solve(oracle((x) => (x[0] === 1 ? x : x.subarray(1))))).toThrow(/2 residuals before/);
    expect(
      solve(
        oracle(
          (x) => x,
          () => new Float64Array(3),
        ),
      ),
    ).toThrow(/has 4 entries, not 3/);
    expect(
      solve(
        oracle(
          (x) => x,
          () => [1, 0, 0, 1],
        ),
      ),
    ).toThrow(/two Float64Arrays/);
    expect(solve({ values: () => 0, residuals: () => 7 })).toThrow(/list of 1 vectors/);
    expect(
      solve(
        oracle(
          (x) => x,
          () => Float64Array.of(1, 0, 0, 1),
        ),
      )(),
    ).toMatchObject({ status: 'converged', value: 0 });
  });
});

describe('residuals that are none', () => {
  const loose = (answer: (x: Float64Array) => unknown) => () =>
    leastSquares({ residuals: answer as (x: Float64Array) => number[] }, [1]);
  it('are refused, with what to do', () => {
    expect(loose(() => undefined)).toThrow(/is a return missing/);
    expect(loose(async () => [1])).toThrow(/Async/);
    expect(loose(() => 'abc')).toThrow(/not a string/);
    expect(loose(() => [])).toThrow(/at least one/);
    expect(loose((x) => (x[0] === 1 ? [1, 2] : [1]))).toThrow(/2 residuals before/);
  });
});
