import { describe, expect, it } from 'vitest';
import { ZerothError } from '../../errors.js';
import { rootScalar } from '../../minimize/index.js';
import { evaluateEach, type Oracle, type Values } from '../../query/index.js';
import { conformance } from '../../testing/index.js';
import { brentRoot } from './brent-root.js';
import { chandrupatla } from './chandrupatla.js';
import type { ScalarRootMethod } from './root-method.js';
import { toms748 } from './toms748.js';

/** f on [a, b] with a root; the families of Alefeld, Potra and Shi, and of Brent. */
const problems: readonly (readonly [string, (x: number) => number, number, number])[] = [
  ['sin x − x / 2', (x) => Math.sin(x) - x / 2, Math.PI / 2, Math.PI],
  ['−40 x exp(−x)', (x) => -40 * x * Math.exp(-x), -9, 31],
  ['x² − 0.2', (x) => x ** 2 - 0.2, 0, 5],
  ['x⁹ − 1', (x) => x ** 9 - 1, -0.95, 4.05],
  ['sin x − 0.5', (x) => Math.sin(x) - 0.5, 0, 1.5],
  ['2 x exp(−5) − 2 exp(−5 x) + 1', (x) => 2 * x * Math.exp(-5) - 2 * Math.exp(-5 * x) + 1, 0, 1],
  ['x² − (1 − x)⁵', (x) => x * x - (1 - x) ** 5, 0, 1],
  ['(x − 1) / (5 x)', (x) => (x - 1) / (5 * x), 0.01, 1.5],
  ['√x − √5', (x) => Math.sqrt(x) - Math.sqrt(5), 1, 100],
  ['x³, flat', (x) => x ** 3, -1, 10],
  ['exp(−1 / x²), flatter', (x) => (x === 0 ? 0 : x * Math.exp(-1 / x ** 2)), -1, 4],
  ['20 x / 19 − 1 / 19 … kinked', (x) => (x < 0 ? -1 / 20 : x < 1e-4 ? Math.exp(20 * x) - 1.0005 : 1), -1e4, 0.5],
];

function evaluationsOf(method: ScalarRootMethod, f: (x: number) => number, a: number, b: number) {
  let calls = 0;
  const counted = (x: number) => {
    calls++;
    return f(x);
  };
  return { result: rootScalar(counted, { method, bracket: [a, b] }), calls };
}

describe.each([brentRoot(), toms748(), chandrupatla()].map((m) => [m.name, m] as const))('%s', (name, method) => {
  it.each(problems)('encloses the root of %s', (_, f, a, b) => {
    const { result, calls } = evaluationsOf(method, f, a, b);
    expect(result.status).toBe('converged');
    expect(result.method).toBe(name);
    // The sign changes within the tolerance of 4 ε |x| about the answer, or the value there is 0.
    const { x, value } = result;
    const reach = 2 ** -50 * Math.abs(x) + Number.MIN_VALUE;
    if (value !== 0) expect(Math.sign(f(x - reach)) * Math.sign(f(x + reach))).toBeLessThanOrEqual(0);
    expect(value).toBe(f(x));
    expect(calls).toBe(result.queries.values);
  });

  it('is the same from both ends of the bracket and for both signs of f, to the tolerance', () => {
    const f = (x: number) => Math.exp(x) - 3;
    const found = [
      rootScalar(f, { method, bracket: [0, 4] }),
      rootScalar(f, { method, bracket: [4, 0] }),
      rootScalar((x) => -f(x), { method, bracket: [0, 4] }),
    ];
    for (const { x } of found) expect(Math.abs(x - Math.log(3))).toBeLessThanOrEqual(2 ** -50);
  });

  it('ends as near as it is asked to', () => {
    let calls = Infinity;
    for (const tolerance of [1e-12, 1e-6, 1e-2]) {
      const result = rootScalar((x) => Math.cos(x) - x, { method, bracket: [0, 3], tolerance });
      expect(Math.abs(result.x - 0.7390851332151607)).toBeLessThanOrEqual(tolerance);
      expect(result.queries.values).toBeLessThanOrEqual(calls);
      calls = result.queries.values ?? 0;
    }
  });

  it('takes the pole of 1 / x for no root', () => {
    const result = rootScalar((x) => 1 / (x - 0.3), { method, bracket: [-0.9, 1] });
    expect(result).toMatchObject({ status: 'failed', reason: 'no-progress' });
  });

  const oracle = (): Oracle<Values> => ({ values: ({ points }) => evaluateEach(points, (x) => x[0]! ** 3 - 2) });
  const bounds = { lower: Float64Array.of(0), upper: Float64Array.of(3) };
  for (const { name: check, check: run } of conformance({
    name,
    method: () => method.start({ a: 0, b: 3, fa: -2, fb: 25 }, 0),
    oracle,
    bounds,
  }))
    it(check, run);
});

describe('toms748', () => {
  it.each(problems)('halves the bracket with four values at most: %s', (_, f, a, b) => {
    const { result, calls } = evaluationsOf(toms748(), f, a, b);
    // Down to 4 ε |x|, or to the least number where the root is 0.
    const last = Math.max(2 ** -51 * Math.abs(result.x), Number.MIN_VALUE);
    expect(calls).toBeLessThanOrEqual(3 + 4 * Math.log2((b - a) / last));
  });
});

describe('brentRoot', () => {
  it('has the order of the secant method, 1.62, at simple roots, or more', () => {
    const errors: number[] = [];
    const f = (x: number) => {
      errors.push(Math.abs(x));
      return Math.expm1(x);
    };
    rootScalar(f, { method: brentRoot(), bracket: [-0.5, 0.7] });
    // Below, the steps are those of the tolerance.
    const seen = errors.filter((e) => e < 0.02 && e > 1e-12);
    const orders = seen.slice(2).map((e, k) => Math.log(e / seen[k + 1]!) / Math.log(seen[k + 1]! / seen[k]!));
    expect(orders.length).toBeGreaterThanOrEqual(2);
    expect(Math.min(...orders)).toBeGreaterThan(1.42);
  });
});

describe('rootScalar', () => {
  it('say what is no method', () => {
    const loose: unknown = brentRoot;
    expect(() => rootScalar(Math.cos, { method: loose as ScalarRootMethod, bracket: [0, 2] })).toThrow(ZerothError);
  });
});
