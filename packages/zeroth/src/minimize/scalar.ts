import { checkNotNegative, checkPositive } from '../array/checks.js';
import { ZerothError } from '../errors.js';
import { bracketMinimum, bracketRoot } from '../optimize/scalar/bracket.js';
import { brentMinimum, type ScalarEnd, type ScalarReport } from '../optimize/scalar/brent-minimum.js';
import { chandrupatla } from '../optimize/scalar/chandrupatla.js';
import type { ScalarRootMethod } from '../optimize/scalar/root-method.js';
import { listed } from '../oracles/index.js';
import { type Method, type Progress, type Query, through, type Values } from '../query/index.js';
import { iterations, type Journal, type Rule, run, runAsync } from '../run/index.js';
import { type AnyOutcome, complete, errorOf, reasonOf } from './finish.js';
import { noObservations, type Observations } from './observed.js';
import { driverOf } from './plan.js';
import { type MinimizeResult, statusOf } from './result.js';

/** What the front doors for one variable have in common. */
export interface ScalarOptions {
  /** When to stop besides the method's own convergence. Default: after 10 000 iterations. */
  readonly stop?: Rule<ScalarReport, string>;
  readonly onProgress?: (report: ScalarReport) => void;
  readonly signal?: AbortSignal;
  readonly checkpoint?: Journal;
}

/** Options of {@link minimizeScalar}. */
export interface MinimizeScalarOptions extends ScalarOptions {
  /** Where the minimum is looked for. Without bounds it is bracketed first, from 0 and 1. */
  readonly bounds?: readonly [lower: number, upper: number];
  /** Absolute accuracy of x wanted, positive. Default 1e-10; values tell points apart to about 1e-8 |x| at best. */
  readonly tolerance?: number;
}

/** Options of {@link rootScalar}. */
export interface RootScalarOptions extends ScalarOptions {
  /** Default: {@link chandrupatla}; {@link toms748} asks fewer values of smooth functions, {@link brentRoot} is the classic. */
  readonly method?: ScalarRootMethod;
  /** Two points where the function has opposite signs. Without them they are looked for around `start`. */
  readonly bracket?: readonly [number, number];
  /** Where to look for a bracket. Default 0. */
  readonly start?: number;
  /** Absolute accuracy of x wanted, at least 0. Default 0: to the last bits. */
  readonly tolerance?: number;
}

type ScalarMethod = Method<Values | Progress<ScalarReport>, ScalarEnd & { readonly message?: string }>;

/** A method for one variable, as it runs and as its results are named. */
interface Plan {
  readonly name: string;
  readonly method: ScalarMethod;
  /** A value as the method is told it; NaN ends the run. */
  readonly told: (value: number) => number;
  /** What is least at the best point. */
  readonly size: (value: number) => number;
}

/**
 * A minimum of a function of one variable, by Brent's method.
 *
 * @throws ZerothError `contradictory-bounds`, `option-out-of-range`
 */
export function minimizeScalar(f: (x: number) => number, options: MinimizeScalarOptions = {}): MinimizeResult<number> {
  return runNow(f, minimumPlan(options), options);
}

/** {@link minimizeScalar} for a function that promises. */
export function minimizeScalarAsync(
  f: (x: number, signal: AbortSignal) => number | PromiseLike<number>,
  options: MinimizeScalarOptions = {},
): Promise<MinimizeResult<number>> {
  return runLater(f, minimumPlan(options), options);
}

/**
 * A root of a function of one variable between two points where its signs differ. `value` is
 * f(x). A change of sign without a root, as that of 1 / x, is `failed`, with the reason `no-progress`.
 *
 * @throws ZerothError `no-sign-change` where the bracket's ends have one sign; `contradictory-bounds` where they are not
 *   finite; `option-out-of-range`
 */
export function rootScalar(f: (x: number) => number, options: RootScalarOptions = {}): MinimizeResult<number> {
  return runNow(f, rootPlan(options), options);
}

/** {@link rootScalar} for a function that promises. */
export function rootScalarAsync(
  f: (x: number, signal: AbortSignal) => number | PromiseLike<number>,
  options: RootScalarOptions = {},
): Promise<MinimizeResult<number>> {
  return runLater(f, rootPlan(options), options);
}

function minimumPlan({ bounds, tolerance = 1e-10 }: MinimizeScalarOptions): Plan {
  checkPositive('tolerance', tolerance);
  if (bounds !== undefined && !(bounds[0] <= bounds[1])) throw badInterval('bounds', bounds);
  if (bounds !== undefined) checkEnds('bounds', bounds);
  function* minimum(): ScalarMethod {
    const interval = bounds ?? (yield* bracketMinimum());
    if (interval === undefined) return { x: Number.NaN, value: Number.NaN, reason: 'unbounded' };
    return yield* brentMinimum(interval[0], interval[1], tolerance);
  }
  return {
    name: 'brent',
    method: minimum(),
    told: (value) => (Number.isNaN(value) ? Infinity : Math.max(-Number.MAX_VALUE, value)),
    size: (value) => value,
  };
}

function rootPlan({ method = chandrupatla(), bracket, start = 0, tolerance = 0 }: RootScalarOptions): Plan {
  if (typeof method.start !== 'function')
    throw new ZerothError('bad-option', 'method must be what a method returns, such as toms748().', method);
  checkNotNegative('tolerance', tolerance);
  if (bracket !== undefined) checkEnds('bracket', bracket);
  if (!Number.isFinite(start))
    throw new ZerothError('option-out-of-range', `start must be a finite number, not ${start}.`, start);
  return {
    name: method.name,
    method: rootBetween(method, bracket, start, tolerance),
    told: (value) => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value)),
    size: Math.abs,
  };
}

function* rootBetween(
  method: ScalarRootMethod,
  bracket: readonly [number, number] | undefined,
  start: number,
  tolerance: number,
): ScalarMethod {
  const none = { x: Number.NaN, value: Number.NaN, reason: 'no-progress' } as const;
  if (bracket === undefined) {
    const found = yield* bracketRoot(start);
    if (found === undefined)
      return { ...none, message: `No change of sign was found around ${start}: give a bracket, or another start.` };
    return judged(yield* method.start(found, tolerance));
  }
  const [a, b] = bracket;
  const values: Values = { kind: 'values', points: [Float64Array.of(a), Float64Array.of(b)] };
  const [fa, fb]: readonly number[] = yield values;
  if (Math.sign(fa!) === Math.sign(fb!) && fa !== 0)
    throw new ZerothError(
      'no-sign-change',
      `The function must have opposite signs at the ends of the bracket, but f(${a}) = ${fa} and f(${b}) = ${fb}.`,
      bracket,
    );
  return judged(yield* method.start({ a, b, fa: fa!, fb: fb! }, tolerance));
}

function judged(end: ScalarEnd): ScalarEnd & { readonly message?: string } {
  if (end.reason !== 'no-progress') return end;
  return {
    ...end,
    message: `The sign changes at ${end.x}, but the function is not small there: it is a pole or a jump, no root.`,
  };
}

function checkEnds(what: string, ends: readonly [number, number]): void {
  if (!ends.every(Number.isFinite)) throw badInterval(what, ends);
}

function badInterval(what: string, ends: readonly [number, number]): ZerothError {
  const wanted = what === 'bounds' ? 'finite and in order' : 'two finite numbers';
  return new ZerothError('contradictory-bounds', `The ${what} must be ${wanted}, not ${ends.join(', ')}.`, ends);
}

function runNow(f: (x: number) => number, plan: Plan, options: ScalarOptions): MinimizeResult<number> {
  const begun = performance.now();
  const seen = noObservations();
  const values = ({ points }: Values): Float64Array => {
    try {
      return Float64Array.from(listed(points), (x) => plan.told(numberOf(f(x[0]!))));
    } catch (error) {
      seen.error = error;
      throw error;
    }
  };
  const driver = driverFor(options);
  return resultOf(run(observing(plan, seen), { values }, driver), plan, seen, driver.iterations(), begun);
}

async function runLater(
  f: (x: number, signal: AbortSignal) => number | PromiseLike<number>,
  plan: Plan,
  options: ScalarOptions,
): Promise<MinimizeResult<number>> {
  const begun = performance.now();
  const seen = noObservations();
  const values = async ({ points }: Values, signal: AbortSignal): Promise<Float64Array> => {
    try {
      const answers = await Promise.all(listed(points).map(async (x) => f(x[0]!, signal)));
      return Float64Array.from(answers, (value) => plan.told(numberOf(value)));
    } catch (error) {
      seen.error = error;
      throw error;
    }
  };
  const driver = driverFor(options);
  return resultOf(await runAsync(observing(plan, seen), { values }, driver), plan, seen, driver.iterations(), begun);
}

function numberOf(answer: unknown): number {
  if (typeof answer === 'number') return answer;
  const hint = answer instanceof Promise ? 'a promise: use the form that ends in Async' : typeof answer;
  throw new ZerothError('not-an-answer', `The function must return a number, not ${hint}.`, answer);
}

function driverFor(options: ScalarOptions) {
  let count = 0;
  const stop: Rule<ScalarReport, string> = options.stop ?? iterations(10_000);
  return {
    ...driverOf(options),
    stop,
    onProgress: (report: ScalarReport) => {
      count++;
      options.onProgress?.(report);
    },
    iterations: () => count,
  };
}

/** The method with its answers looked at, replayed ones too. */
function observing({ method, size }: Plan, seen: Observations): ScalarMethod {
  function* observed(query: Query): Method<Query, unknown> {
    const answer: unknown = yield query;
    const values = answer as Float64Array; // `values` are all that these methods ask
    listed((query as Values).points).forEach((x, i) => {
      const value = values[i]!;
      seen.asked = true;
      seen.evaluations++;
      if (Math.abs(value) >= Number.MAX_VALUE || size(seen.value) <= size(value)) return;
      seen.x = x.slice();
      seen.value = value;
    });
    return answer;
  }
  return through(method as Method<Query, ScalarEnd>, observed) as ScalarMethod;
}

function resultOf(
  outcome: AnyOutcome & { readonly result?: (ScalarEnd & { readonly message?: string }) | undefined },
  { name }: Plan,
  seen: Observations,
  count: number,
  begun: number,
): MinimizeResult<number> {
  const reason = reasonOf(outcome, seen);
  const nowhere = seen.x === undefined && (statusOf(reason) === 'converged' || reason === 'not-finite');
  const settled = nowhere ? 'not-finite-at-start' : reason;
  // The method's own point: about a pole |f| is least elsewhere.
  const own = outcome.result?.reason !== undefined && Number.isFinite(outcome.result.x) ? outcome.result : undefined;
  const fields = {
    x: own?.x ?? seen.x?.[0] ?? Number.NaN,
    value: asGiven(own?.value ?? seen.value),
    reason: settled,
    ...errorOf(settled, seen),
    method: name,
    iterations: count,
    queries: { ...outcome.counts },
    seconds: (performance.now() - begun) / 1000,
  };
  return complete(fields, outcome.result?.message);
}

/** The largest numbers stand for infinities in what methods are told. */
function asGiven(value: number): number {
  return Math.abs(value) === Number.MAX_VALUE ? Math.sign(value) * Infinity : value;
}
