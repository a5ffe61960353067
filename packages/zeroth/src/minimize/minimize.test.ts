import { describe, expect, it } from 'vitest';
import { multiply, type NDArray, pow, slice, subtract } from '../array/index.js';
import { differentiable, valueAndGrad } from '../autodiff/index.js';
import {
  bfgs,
  cubicNewton,
  evaluations,
  lazyNewton,
  lbfgs,
  minimize,
  minimizeAsync,
  newtonLineSearch,
  truncatedNewton,
  trustRegionNewton,
} from '../index.js';
import { memoryJournal } from '../run/index.js';

const rosenbrock = (x: Float64Array): number => 100 * (x[1]! - x[0]! ** 2) ** 2 + (1 - x[0]!) ** 2;
const start = Float64Array.of(-1.2, 1);
const traced = (x: NDArray): NDArray =>
  multiply(100, pow(subtract(slice(x, 1), pow(slice(x, 0), 2)), 2)).add(pow(subtract(1, slice(x, 0)), 2));

describe('minimize', () => {
  it('finds the minimum of a plain function, and says what it did', () => {
    const calls: number[] = [];
    const result = minimize((x) => {
      const value = rosenbrock(x);
      calls.push(value);
      return value;
    }, start);
    expect(result.status).toBe('converged');
    expect([...result.x]).toEqual([expect.closeTo(1, 5), expect.closeTo(1, 5)]);
    expect(result.value).toBe(rosenbrock(result.x));
    expect(result.queries.values).toBe(calls.length);
    expect(result.value).toBe(Math.min(...calls));
    expect(start).toEqual(Float64Array.of(-1.2, 1));
    expect(String(result)).toMatch(/converged.*\n.*value/);
  });

  it('uses gradients as pairs, from autodiff, and from oracles', () => {
    const pair = { value: rosenbrock, gradient: (x: Float64Array) => valueAndGrad(traced)(x).gradient };
    for (const f of [pair, valueAndGrad(traced), differentiable(traced)])
      for (const method of [bfgs(), lbfgs()]) {
        const result = minimize(f, start, { method });
        expect(result.status).toBe('converged');
        expect(result.value).toBeLessThan(1e-15);
        expect(result.gradientNorm).toBeLessThan(1e-7);
        expect(result.queries.gradients).toBeLessThan(80);
      }
  });

  it('uses curvature where the function answers it, and says so', () => {
    const result = minimize(differentiable(traced), start);
    expect(result).toMatchObject({ status: 'converged', reason: 'gradient-small' });
    expect(result.method).toMatch(/^trustRegionNewton .*Hessian/);
    expect(result.value).toBeLessThan(1e-16);
    const scaled = minimize(differentiable(traced), start, { scales: [1, 10], fixed: [false, false] });
    expect(scaled.value).toBeLessThan(1e-16);
    for (const method of [cubicNewton(), newtonLineSearch(), truncatedNewton(), trustRegionNewton({ radius: 0.1 })])
      expect(minimize(differentiable(traced), start, { method }).value).toBeLessThan(1e-16);
    // Its Hessians are old in every other step, so that the regularisation must bound those of the whole region.
    const lazy = minimize(differentiable(traced), start, { method: lazyNewton({ regularization: 3e4, every: 2 }) });
    expect(lazy).toMatchObject({ status: 'converged' });
    expect(lazy.queries).toMatchObject({ hessian: Math.floor(Number(lazy.queries.gradients) / 2) });
    const { queries } = minimize(valueAndGrad(traced), start, { method: truncatedNewton({ products: 'differences' }) });
    expect(Object.keys(queries)).toEqual(['gradients']);
  });

  it('takes nested parameters, bounds, fixed ones and scales', () => {
    const f = (p: { readonly a: number; readonly b: Float64Array }): number =>
      (p.a - 3) ** 2 + p.b.reduce((s, v, i) => s + (v - i - 1) ** 2, 0);
    const result = minimize(
      f,
      { a: 0, b: [0, 0, 9] },
      { bounds: { upper: { a: 2 } }, fixed: { b: [false, false, true] }, scales: { a: 10 } },
    );
    expect(result.status).toBe('converged');
    expect(result.x.a).toBe(2);
    expect([...result.x.b]).toEqual([expect.closeTo(1, 5), expect.closeTo(2, 5), 9]);
    expect(minimize((x) => (x - 2) ** 2, 0).x).toBeCloseTo(2, 6);
  });

  it('never asks outside of the bounds', () => {
    const outside: Float64Array[] = [];
    const result = minimize(
      (x) => {
        if (x.some((v) => v < 0 || v > 0.5)) outside.push(x.slice());
        return rosenbrock(x);
      },
      Float64Array.of(0.2, 0.5),
      { bounds: { lower: 0, upper: 0.5 } },
    );
    expect(outside).toEqual([]);
    expect(result.status).toBe('converged');
    expect([...result.x]).toEqual([expect.closeTo(0.5, 6), expect.closeTo(0.25, 5)]);
  });

  it('says why it failed', () => {
    expect(minimize(() => Number.NaN, start)).toMatchObject({ status: 'failed', reason: 'not-finite-at-start' });
    expect(minimize((x) => x[0]! + x[1]!, start)).toMatchObject({ status: 'failed', reason: 'unbounded' });
    expect(minimize((x) => -(x[0]! ** 2) - x[1]!, start)).toMatchObject({ status: 'failed', reason: 'unbounded' });
    const throwing = minimize((x) => {
      if (x[0]! > 0) throw new Error('too far');
      return rosenbrock(x);
    }, start);
    expect(throwing).toMatchObject({ status: 'failed', reason: 'function-threw' });
    expect(throwing.value).toBe(rosenbrock(throwing.x));
    expect(minimize(rosenbrock, start, { stop: evaluations(20) })).toMatchObject({
      status: 'stopped',
      reason: 'evaluations',
    });
    expect(minimize(() => 3, start)).toMatchObject({ status: 'converged', value: 3 });
    expect(minimize(() => 3, new Float64Array())).toMatchObject({ status: 'converged', reason: 'nothing-to-vary' });
    expect(() => minimize(rosenbrock, start, { bounds: { lower: 1, upper: 0 } })).toThrow(/lower 1, upper 0/);
    expect(() => minimize(rosenbrock, start, { bounds: { lower: [1] } })).toThrow(/length 2/);
    expect(() => minimize(rosenbrock, [Number.NaN])).toThrow(/finite/);
  });

  it('backs away from where the function is not finite', () => {
    const result = minimize((x) => (x[0]! < 0.1 ? Number.NaN : x[0]! - Math.log(x[0]!)), Float64Array.of(8));
    expect(result.status).toBe('converged');
    expect(result.x[0]).toBeCloseTo(1, 5);
  });

  it('goes on from its journal with the same bits', () => {
    const journal = memoryJournal();
    const whole = minimize(rosenbrock, start);
    minimize(rosenbrock, start, { stop: evaluations(30), checkpoint: journal });
    const resumed = minimize(rosenbrock, start, { checkpoint: memoryJournal(journal.entries.slice(0, 5)) });
    expect(resumed.x).toEqual(whole.x);
    expect(resumed.value).toBe(whole.value);
  });

  it('runs for functions that promise, to the same point', async () => {
    const result = await minimizeAsync(async (x: Float64Array) => rosenbrock(x), start);
    expect(result.x).toEqual(minimize(rosenbrock, start).x);
    const controller = new AbortController();
    const aborted = await minimizeAsync(
      async (x: Float64Array) => {
        controller.abort();
        return rosenbrock(x);
      },
      start,
      { signal: controller.signal },
    );
    expect(aborted).toMatchObject({ status: 'stopped', reason: 'aborted' });
  });
});
