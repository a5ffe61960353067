import type { GradientReport, Minimizer, MinimizerReport } from '../optimize/minimizer.js';
import type { GradientAnswer, Gradients, Oracle, Query, Values, Vector } from '../query/index.js';
import { run, runAsync } from '../run/index.js';
import type { Certifier } from './certificate.js';
import { type AnyOutcome, type AnyQuery, atStart, complete, errorOf, oracleOf, reasonOf } from './finish.js';
import { type Objective, type Recognised, recognise, recogniseAsync } from './objective.js';
import { expandQuery, noObservations, type Observations, observing, reduceAnswer } from './observed.js';
import type { MinimizeOptions } from './options.js';
import { type Layout, layoutOf, type Parameters, type Received } from './parameters.js';
import { driverOf, type Plan, planOf } from './plan.js';
import type { MinimizeResult, TraceEntry } from './result.js';
import { type Variables, variablesOf } from './variables.js';

/**
 * Finds a minimiser of a function near `x0`, by the order of what the function can be asked: its values, its gradients,
 * or more, as an oracle. A method is chosen unless one is named; where the function answers values only, gradients are
 * estimated by differences that keep to the bounds.
 *
 * @param f a function of x that returns a number, or `{ value, gradient }`; a pair `{ value, gradient }` of functions; or
 *   any oracle, such as `differentiable(f)`
 * @param x0 starting point: a `Float64Array`, a list of numbers, a number, or objects and lists of these; not changed
 * @returns the best point asked about, f there, why it ended and what was asked
 * @throws ZerothError for mistakes of the caller: `not-an-objective`, `bad-parameters`, `contradictory-bounds`, …
 */
export function minimize<P extends Parameters, S extends MinimizerReport = GradientReport>(
  f: (x: Received<P>) => number,
  x0: P,
  options?: MinimizeOptions<Values, S>,
): MinimizeResult<Received<P>>;
export function minimize<P extends Parameters, S extends MinimizerReport = GradientReport>(
  f: Objective<Received<P>>,
  x0: P,
  options?: MinimizeOptions<Values | Gradients, S>,
): MinimizeResult<Received<P>>;
export function minimize<P extends Parameters, Y extends Query, S extends MinimizerReport>(
  f: Oracle<Y>,
  x0: P,
  options: MinimizeOptions<Y, S> & { readonly method: Minimizer<Y, S> },
): MinimizeResult<Received<P>>;
export function minimize<P extends Parameters>(
  f: unknown,
  x0: P,
  options: MinimizeOptions = {},
): MinimizeResult<Received<P>> {
  const begun = performance.now();
  const { layout, x } = layoutOf(x0);
  const variables = variablesOf(layout, x, options);
  const seen = noObservations();
  const start = variables.expand(variables.x0).slice();
  let objective: Recognised;
  try {
    if (options.signal?.aborted) return atStart(undefined, layout, start, begun, true);
    objective = recognise(f, start, layout);
  } catch (error) {
    return atStart(error, layout, start, begun, options.signal?.aborted === true);
  }
  const plan = planOf(objective.kinds, variables, options);
  noteStart(seen, start, objective, plan.term?.(variables.x0));
  if (variables.x0.length === 0) {
    const given = objective.answer(startQuery(objective.kinds, start));
    return nothingToVary(given, objective, start, layout, plan, begun);
  }
  const answer = (query: AnyQuery): unknown => {
    const asked = expandQuery(query, variables);
    let given: unknown;
    try {
      given = objective.answer(asked);
    } catch (error) {
      seen.error = error;
      throw error;
    }
    return reduceAnswer(query, asked, given, variables, seen);
  };
  const recorded = recorder(options, seen, variables, plan.certifier);
  const outcome = run(observing(plan.method, variables, seen, plan.term), oracleOf(objective.kinds, answer), {
    stop: plan.stop,
    onProgress: recorded.onProgress,
    ...driverOf(options),
    keepBest: true,
  });
  return resultOf(outcome, { layout, variables, seen, plan, recorded, begun });
}

/** {@link minimize} for a function that promises its answers: a simulation elsewhere, a measurement, a person. */
export async function minimizeAsync<P extends Parameters, S extends MinimizerReport = GradientReport>(
  f: (x: Received<P>, signal: AbortSignal) => unknown,
  x0: P,
  options?: MinimizeOptions<Values | Gradients, S>,
): Promise<MinimizeResult<Received<P>>>;
export async function minimizeAsync<P extends Parameters, S extends MinimizerReport = GradientReport>(
  f: object,
  x0: P,
  options?: MinimizeOptions<Query, S>,
): Promise<MinimizeResult<Received<P>>>;
export async function minimizeAsync<P extends Parameters>(
  f: unknown,
  x0: P,
  options: MinimizeOptions = {},
): Promise<MinimizeResult<Received<P>>> {
  const begun = performance.now();
  const { layout, x } = layoutOf(x0);
  const variables = variablesOf(layout, x, options);
  const seen = noObservations();
  const start = variables.expand(variables.x0).slice();
  let objective: Recognised;
  try {
    if (options.signal?.aborted) return atStart(undefined, layout, start, begun, true);
    objective = await unlessAborted(recogniseAsync(f, start, layout, options.signal), options.signal);
  } catch (error) {
    return atStart(error, layout, start, begun, options.signal?.aborted === true);
  }
  const plan = planOf(objective.kinds, variables, options);
  noteStart(seen, start, objective, plan.term?.(variables.x0));
  if (variables.x0.length === 0) {
    const given = await objective.answer(startQuery(objective.kinds, start));
    return nothingToVary(given, objective, start, layout, plan, begun);
  }
  const answer = async (query: AnyQuery): Promise<unknown> => {
    const asked = expandQuery(query, variables);
    let given: unknown;
    try {
      given = await objective.answer(asked);
    } catch (error) {
      seen.error = error;
      throw error;
    }
    return reduceAnswer(query, asked, given, variables, seen);
  };
  const recorded = recorder(options, seen, variables, plan.certifier);
  const outcome = await runAsync(
    observing(plan.method, variables, seen, plan.term),
    oracleOf(objective.kinds, answer),
    {
      stop: plan.stop,
      onProgress: recorded.onProgress,
      ...driverOf(options),
      keepBest: true,
    },
  );
  return resultOf(outcome, { layout, variables, seen, plan, recorded, begun });
}

/** The call that showed what f answers counts as an answer, also where no method comes to ask. */
function noteStart(seen: Observations, start: Vector, { valueAtStart = Number.NaN }: Recognised, term = 0): void {
  if (!Number.isFinite(valueAtStart + term)) return;
  seen.x = start.slice();
  seen.value = valueAtStart + term;
}

/** A promise that does not outlive its signal. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  let leave = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

interface Recorded {
  readonly onProgress: (report: MinimizerReport) => void;
  iterations: number;
  readonly trace: TraceEntry[];
}

function recorder(
  options: MinimizeOptions,
  seen: Observations,
  variables: Variables,
  certifier: Certifier | undefined,
): Recorded {
  const recorded: Recorded = {
    iterations: 0,
    trace: [],
    onProgress: (report) => {
      recorded.iterations++;
      if (options.trace)
        recorded.trace.push({
          evaluations: seen.evaluations,
          value: report.value,
          x: report.x.slice(),
          ...(report.gradient === undefined
            ? undefined
            : { gradientNorm: variables.gradientNorm(report.x, report.gradient) }),
        });
      certifier?.add(report);
      options.onProgress?.(report);
    },
  };
  return recorded;
}

interface MinimizerOutcome extends AnyOutcome {
  readonly best: { readonly report: MinimizerReport } | undefined;
}

interface Ran<P> {
  readonly layout: Layout<P>;
  readonly variables: Variables;
  readonly seen: Observations;
  readonly plan: Plan;
  readonly recorded: Recorded;
  readonly begun: number;
}

function resultOf<P>(outcome: MinimizerOutcome, ran: Ran<P>): MinimizeResult<Received<P>> {
  const { layout, variables, seen, plan, recorded, begun } = ran;
  const reason = reasonOf(outcome, seen);
  const x = seen.x ?? variables.expand(variables.x0);
  const best = outcome.best?.report;
  const gradientNorm =
    best?.gradient !== undefined && best.value === seen.value
      ? variables.gradientNorm(best.x, best.gradient)
      : undefined;
  return complete({
    x: layout.nested(x.slice()),
    value: seen.value,
    reason,
    ...errorOf(reason, seen),
    method: plan.description,
    iterations: recorded.iterations,
    queries: { ...outcome.counts },
    seconds: (performance.now() - begun) / 1000,
    ...(gradientNorm === undefined ? undefined : { gradientNorm }),
    ...(recorded.trace.length === 0 ? undefined : { trace: recorded.trace }),
    ...(plan.certifier && { certificate: plan.certifier.certificate() }),
  });
}

/** The result where there is nothing to vary: one question says what f is there. */
function nothingToVary<P>(
  given: unknown,
  { kinds }: Recognised,
  start: Vector,
  layout: Layout<P>,
  plan: Plan,
  begun: number,
): MinimizeResult<Received<P>> {
  const value = Array.isArray(given)
    ? (given[0] as GradientAnswer).value
    : given instanceof Float64Array
      ? given[0]!
      : Number.NaN;
  return complete({
    x: layout.nested(start),
    value,
    reason: Number.isFinite(value) ? 'nothing-to-vary' : 'not-finite-at-start',
    method: plan.description,
    iterations: 0,
    queries: { [startQuery(kinds, start).kind]: 1 },
    seconds: (performance.now() - begun) / 1000,
  });
}

function startQuery(kinds: ReadonlySet<string>, start: Vector): Values | Gradients {
  return { kind: kinds.has('values') ? 'values' : 'gradients', points: [start] };
}
