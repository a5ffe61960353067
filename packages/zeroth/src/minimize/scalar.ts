import { ZerothError } from '../errors.js';
import { brentMinimum, type ScalarEnd, type ScalarReport } from '../optimize/scalar/brent-minimum.js';
import { chandrupatla } from '../optimize/scalar/chandrupatla.js';
import { functionOracle } from '../oracles/index.js';
import type { Method, Progress, Values } from '../query/index.js';
import { anyOf, iterations, type Rule, run } from '../run/index.js';
import { complete } from './finish.js';
import { type MinimizeResult, type Reason, statusOf } from './result.js';

/** Options of {@link minimizeScalar}. */
export interface MinimizeScalarOptions {
  /** Where the minimum is looked for. Without bounds it is bracketed first, from 0 and 1. */
  readonly bounds?: readonly [lower: number, upper: number];
  /** Absolute accuracy of x wanted. Default 1e-10; values tell points apart to about 1e-8 |x| at best. */
  readonly tolerance?: number;
  readonly stop?: Rule<ScalarReport, string>;
}

/** Options of {@link rootScalar}. */
export interface RootScalarOptions {
  /** Two points where the function has opposite signs. Without them they are looked for around `start`. */
  readonly bracket?: readonly [number, number];
  /** Where to look for a bracket. Default 0. */
  readonly start?: number;
  /** Absolute accuracy of x wanted. Default 0: to the last bits. */
  readonly tolerance?: number;
  readonly stop?: Rule<ScalarReport, string>;
}

/**
 * A minimum of a function of one variable, by Brent's method.
 *
 * @throws ZerothError `contradictory-bounds`
 */
export function minimizeScalar(f: (x: number) => number, options: MinimizeScalarOptions = {}): MinimizeResult<number> {
  const begun = performance.now();
  const watch = watched(f, (value) => value);
  const { bounds, tolerance = 1e-10 } = options;
  if (bounds !== undefined && !(bounds[0] <= bounds[1] && Number.isFinite(bounds[0]) && Number.isFinite(bounds[1])))
    throw new ZerothError(
      'contradictory-bounds',
      `The bounds must be finite and in order, not ${bounds.join(', ')}.`,
      bounds,
    );
  try {
    const found = bounds ?? bracketMinimum(watch.call);
    if (found === undefined) return finished(watch, 'unbounded', 'bracketing', 0, begun);
    return settle(watch, brentMinimum(found[0], found[1], tolerance), 'brent', options.stop, begun);
  } catch (error) {
    if (error instanceof ZerothError) throw error;
    return finished(watch, 'function-threw', 'brent', 0, begun);
  }
}

/**
 * A root of a function of one variable, by Chandrupatla's method between two points where its signs differ.
 * `value` is f(x).
 *
 * @throws ZerothError `no-sign-change` where the bracket's ends have one sign
 */
export function rootScalar(f: (x: number) => number, options: RootScalarOptions = {}): MinimizeResult<number> {
  const begun = performance.now();
  const watch = watched(f, Math.abs);
  try {
    const bracket = options.bracket ?? bracketRoot(watch.call, options.start ?? 0);
    if (bracket === undefined) return finished(watch, 'no-progress', 'bracketing', 0, begun);
    const [a, b] = bracket;
    const [fa, fb] = [watch.call(a), watch.call(b)];
    if (Number.isNaN(fa) || Number.isNaN(fb)) return finished(watch, 'not-finite-at-start', 'chandrupatla', 0, begun);
    if (fa * fb > 0)
      throw new ZerothError(
        'no-sign-change',
        `The function must have opposite signs at the ends of the bracket, but f(${a}) = ${fa} and f(${b}) = ${fb}.`,
        bracket,
      );
    return settle(watch, chandrupatla(a, b, fa, fb, options.tolerance ?? 0), 'chandrupatla', options.stop, begun);
  } catch (error) {
    if (error instanceof ZerothError) throw error;
    return finished(watch, 'function-threw', 'chandrupatla', 0, begun);
  }
}

interface Watch {
  readonly call: (x: number) => number;
  best: { x: number; value: number } | undefined;
  calls: number;
}

function watched(f: (x: number) => number, measure: (value: number) => number): Watch {
  const watch: Watch = {
    best: undefined,
    calls: 0,
    call: (x) => {
      watch.calls++;
      const value = f(x);
      if (Number.isFinite(value) && !(watch.best !== undefined && measure(watch.best.value) <= measure(value)))
        watch.best = { x, value };
      return value;
    },
  };
  return watch;
}

function settle(
  watch: Watch,
  method: Method<Values | Progress<ScalarReport>, ScalarEnd>,
  name: string,
  stop: Rule<ScalarReport, string> | undefined,
  begun: number,
): MinimizeResult<number> {
  let count = 0;
  const oracle = functionOracle((x) => {
    const value = watch.call(x[0]!);
    return Number.isNaN(value) ? Infinity : value;
  });
  const rule: Rule<ScalarReport, string> = stop === undefined ? iterations(1000) : anyOf(stop, iterations(1000));
  const outcome = run(method, oracle, {
    keepBest: false,
    stop: rule,
    onProgress: () => {
      count++;
    },
  });
  const reason: Reason =
    outcome.status === 'returned'
      ? (outcome.result.reason ?? 'stop-rule')
      : outcome.status === 'stopped'
        ? stoppedBy(outcome.rule)
        : 'function-threw';
  const settled = watch.best === undefined ? 'not-finite-at-start' : reason;
  return finished(watch, settled, name, count, begun);
}

function stoppedBy(rule: string): Reason {
  return rule === 'evaluations' || rule === 'iterations' || rule === 'seconds' || rule === 'target'
    ? rule
    : 'stop-rule';
}

function finished(watch: Watch, reason: Reason, method: string, count: number, begun: number): MinimizeResult<number> {
  return complete({
    x: watch.best?.x ?? Number.NaN,
    value: watch.best?.value ?? Number.NaN,
    reason: watch.best === undefined && statusOf(reason) === 'converged' ? 'not-finite-at-start' : reason,
    method,
    iterations: count,
    queries: { values: watch.calls },
    seconds: (performance.now() - begun) / 1000,
  });
}

/** Growth of the steps while a minimum or a root is bracketed. */
const growth = 1.618033988749895;

/** Ends of an interval with a lower value inside; undefined where the values fall for as far as float64 reaches. */
function bracketMinimum(f: (x: number) => number): readonly [number, number] | undefined {
  let a = 0;
  let b = 1;
  let fa = f(a);
  let fb = f(b);
  if (!(fb <= fa)) [a, b, fa, fb] = [b, a, fb, fa];
  let step = (b - a) * growth;
  for (let k = 0; k < 1500; k++, step *= growth) {
    const c = b + step;
    const fc = f(c);
    if (!Number.isFinite(c) || fc === -Infinity) return undefined;
    if (!(fc < fb)) return a < c ? [a, c] : [c, a];
    [a, fa, b, fb] = [b, fb, c, fc];
  }
  return undefined;
}

/** Two points around a start where the signs differ, by steps that grow on both sides. */
function bracketRoot(f: (x: number) => number, start: number): readonly [number, number] | undefined {
  let step = 0.1 * Math.max(1, Math.abs(start));
  let [a, b] = [start, start];
  let [fa, fb] = [f(start), f(start)];
  if (fa === 0) return [start, start];
  for (let k = 0; k < 200; k++, step *= growth) {
    [a, fa] = [a - step, f(a - step)];
    if (fa * fb <= 0) return [a, b];
    [b, fb] = [b + step, f(b + step)];
    if (fa * fb <= 0) return [a, b];
  }
  return undefined;
}
