import { describe, expect, it } from 'vitest';
import { minimizeScalar, minimizeScalarAsync, rootScalar, rootScalarAsync } from '../index.js';
import { evaluations, memoryJournal } from '../run/index.js';

describe('minimizeScalar', () => {
  it('calls what falls to −∞ unbounded, wherever it does', () => {
    expect(minimizeScalar(() => -Infinity)).toMatchObject({ status: 'failed', reason: 'unbounded' });
    expect(minimizeScalar((x) => (x > 50 ? -Infinity : -x))).toMatchObject({ reason: 'unbounded' });
    const pole = minimizeScalar((x) => (x > 0.3 && x < 0.6 ? -Infinity : x), { bounds: [0, 1] });
    expect(pole).toMatchObject({ status: 'failed', reason: 'unbounded', value: -Infinity });
    expect(minimizeScalar((x) => -Math.log(x + 2))).toMatchObject({ reason: 'unbounded' });
  });

  it('says that there was no number, and what is wrong with options and answers', () => {
    expect(minimizeScalar(() => Number.NaN, { bounds: [0, 1] })).toMatchObject({ reason: 'not-finite-at-start' });
    expect(() => minimizeScalar(Math.cos, { tolerance: 0 })).toThrow(/tolerance/);
    expect(() => minimizeScalar(Math.cos, { bounds: [1, 0] })).toThrow(/in order/);
    const loose: unknown = async () => 1;
    expect(() => minimizeScalar(loose as (x: number) => number)).toThrow(/Async/);
  });

  it('asks a function that promises the same questions, and goes on from its journal', async () => {
    const f = (x: number): number => (x - 2) ** 2 + Math.cos(3 * x) / 10;
    const now = minimizeScalar(f);
    const later = await minimizeScalarAsync(async (x) => f(x));
    expect(later).toMatchObject({ x: now.x, value: now.value, queries: now.queries, reason: now.reason });
    const journal = memoryJournal();
    expect(minimizeScalar(f, { checkpoint: journal, stop: evaluations(7) }).reason).toBe('evaluations');
    expect(minimizeScalar(f, { checkpoint: journal })).toMatchObject({ x: now.x, queries: now.queries });
    const controller = new AbortController();
    const aborting = (x: number): number => {
      controller.abort();
      return f(x);
    };
    expect(minimizeScalar(aborting, { signal: controller.signal })).toMatchObject({ reason: 'aborted', x: 0 });
  });
});

describe('rootScalar', () => {
  it('tells signs where products of values underflow', () => {
    const result = rootScalar((x) => 1e-200 * (x - 3), { bracket: [0, 10] });
    expect(result).toMatchObject({ status: 'converged', x: 3 });
    expect(() => rootScalar(() => 1e-200, { bracket: [0, 1] })).toThrow(/opposite signs/);
    expect(rootScalar((x) => x - 1e300, { bracket: [-1.7e308, 1.7e308] }).x).toBe(1e300);
  });

  it.each([
    ['1 / x', (x: number) => 1 / (x - 0.3)],
    ['tan', (x: number) => Math.tan(x + Math.PI / 2 - 0.3)],
    ['a step', (x: number) => (x < 0.3 ? -1 : 2)],
    ['a small step', (x: number) => (x < 0.3 ? -1e-9 : 1e-9)],
  ])('takes the pole or jump of %s for no root', (_, f) => {
    const result = rootScalar(f, { bracket: [-0.9, 1] });
    expect(result).toMatchObject({ status: 'failed', reason: 'no-progress', message: expect.stringMatching(/pole/) });
    expect(Math.abs(result.x - 0.3)).toBeLessThanOrEqual(2 ** -51);
    expect(result.value).toBe(f(result.x));
  });

  it.each([
    ['steep', (x: number) => 1e20 * (x - 0.3)],
    ['steep within a plateau', (x: number) => Math.tanh(1e6 * (x - 0.3))],
    ['a cube root', (x: number) => Math.cbrt(x - 0.3)],
    ['flat', (x: number) => (x - 0.3) ** 9],
  ])('finds the root of a function that is %s', (_, f) => {
    const result = rootScalar(f, { bracket: [-0.9, 1] });
    expect(result.status).toBe('converged');
    expect(f(result.x - 2 ** -35) * f(result.x + 2 ** -35)).toBeLessThanOrEqual(0);
    expect(result.value).toBe(f(result.x));
  });

  it('finds it again in a bracket of two neighbours, and at an end', () => {
    const f = (x: number): number => x * x - 2;
    const { x } = rootScalar(f, { bracket: [0, 2] });
    expect(rootScalar(f, { bracket: [x - 2 ** -51, x + 2 ** -51] }).status).toBe('converged');
    expect(rootScalar((t) => t, { bracket: [0, 1] })).toMatchObject({ status: 'converged', x: 0, value: 0 });
  });

  it('ends where there is no number', () => {
    const hole = (x: number): number => (x > 0.2 && x < 0.8 ? Number.NaN : x - 0.4);
    expect(rootScalar(hole, { bracket: [0, 1] })).toMatchObject({ status: 'failed', reason: 'not-finite' });
    expect(rootScalar(hole, { bracket: [0.5, 1] })).toMatchObject({ reason: 'not-finite-at-start' });
  });

  it('brackets between neighbouring points, on the side where there are numbers', () => {
    expect(rootScalar((x) => Math.sqrt(x) - 20, { start: 1 })).toMatchObject({ status: 'converged', x: 400 });
    // Roots at ±1 around the start: a bracket of both would show no change of sign.
    expect(Math.abs(Math.abs(rootScalar((x) => x * x - 1).x) - 1)).toBeLessThanOrEqual(2 ** -51);
    const none = rootScalar((x) => x * x + 1);
    expect(none).toMatchObject({ status: 'failed', reason: 'no-progress', message: expect.stringMatching(/bracket/) });
    expect(String(none)).toContain('failed');
    expect(() => rootScalar(Math.cos, { tolerance: -1 })).toThrow(/tolerance/);
    expect(() => rootScalar(Math.cos, { bracket: [0, Infinity] })).toThrow(/finite/);
  });

  it('asks a function that promises the same questions', async () => {
    const now = rootScalar(Math.cos, { bracket: [0, 2] });
    const later = await rootScalarAsync(async (x) => Math.cos(x), { bracket: [0, 2] });
    expect(later).toMatchObject({ x: now.x, value: now.value, queries: now.queries });
  });
});
