import { ZerothError } from '../errors.js';
import { lift } from '../estimators/index.js';
import type {
  LeastSquaresEnd,
  LeastSquaresMethod,
  LeastSquaresReport,
} from '../optimize/leastsquares/least-squares-method.js';
import { levenbergMarquardt } from '../optimize/leastsquares/levenberg-marquardt.js';
import type { MinimizationProblem } from '../optimize/minimizer.js';
import { costOf, type Loss, losses, robust } from '../optimize/pieces/robust-loss.js';
import type { Method, Progress, Vector } from '../query/index.js';
import { iterations, type Journal, type Rule, run, runAsync } from '../run/index.js';
import { type AnyOutcome, type AnyQuery, complete, errorOf, oracleOf, reasonOf } from './finish.js';
import type { Recognised } from './objective.js';
import { noObservations, type Observations } from './observed.js';
import { observingResiduals } from './observed-residuals.js';
import { type Layout, layoutOf, type Parameters, type Received } from './parameters.js';
import { checkOptions, driverOf, toleranceOf } from './plan.js';
import { residualDifferences } from './residual-differences.js';
import {
  expandResiduals,
  type ResidualsWithJacobian,
  recogniseResiduals,
  recogniseResidualsAsync,
  reduceResiduals,
} from './residuals.js';
import type { MinimizeResult, TraceEntry } from './result.js';
import { checkIntegers, type VariableOptions, type Variables, variablesOf } from './variables.js';

/** Options of {@link leastSquares}. */
export interface LeastSquaresOptions extends VariableOptions {
  /** Default: {@link levenbergMarquardt}. */
  readonly method?: LeastSquaresMethod;
  /** When to stop besides the method's own convergence. Default: after 1000 iterations. */
  readonly stop?: Rule<LeastSquaresReport, string>;
  /**
   * Largest cosine between the residuals and a column of the Jacobian at a solution. It is also enough that each parameter
   * is known: that what is left of the steps is at most ten times as much of it, or of its standard error where that is
   * larger, and what the slopes' errors make of it a hundred times. Default 1e-10, which gives eight digits.
   */
  readonly tolerance?: number | Partial<MinimizationProblem['tolerance']>;
  /**
   * A loss that grows more slowly than squares where |r| exceeds `lossScale`, so that outliers pull less; the value is
   * then ½ Σ s² ρ((rᵢ / s)²). Default 'linear': plain squares.
   */
  readonly loss?: Loss;
  /** s, the size of residuals from which on they count as outliers, positive. Default 1. */
  readonly lossScale?: number;
  readonly onProgress?: (report: LeastSquaresReport) => void;
  readonly signal?: AbortSignal;
  readonly checkpoint?: Journal;
  readonly trace?: boolean;
}

/** What {@link leastSquares} returns; `value` is ½ ‖r(x)‖², or the loss instead. */
export interface LeastSquaresResult<P> extends MinimizeResult<P> {
  /** r(x), m numbers */
  readonly residuals: Vector;
  /** m x n by the free parameters, row-major, where the method ended; empty where it did not finish. That of the loss. */
  readonly jacobian: Vector;
}

interface LeastSquaresOutcome extends AnyOutcome {
  readonly result?: LeastSquaresEnd | undefined;
}

/** What residuals may be: a function, a pair with its Jacobian, or an oracle such as `differentiable(f)`. */
export type ResidualFunction<X> = ((x: X) => ArrayLike<number>) | ResidualsWithJacobian<X> | { residuals: unknown };

/** {@link ResidualFunction}, where answers may be promised; functions get an `AbortSignal` as well. */
export type AsyncResidualFunction<X> =
  | ((x: X, signal: AbortSignal) => ArrayLike<number> | PromiseLike<ArrayLike<number>>)
  | { residuals: unknown };

/**
 * Finds parameters that make ½ ‖r(x)‖² least, near x0. Jacobians are estimated by differences that keep to the bounds
 * unless the residuals bring theirs.
 *
 * @param residuals a function of x that returns m numbers; a pair `{ residuals, jacobian }`; or an oracle
 * @param x0 starting point, nested as the parameters are; not changed
 * @throws ZerothError for mistakes of the caller
 */
export function leastSquares<P extends Parameters>(
  residuals: ResidualFunction<Received<P>>,
  x0: P,
  options: LeastSquaresOptions = {},
): LeastSquaresResult<Received<P>> {
  const plan = planOf(x0, options, (nested) => recogniseResiduals(residuals, nested));
  const { objective, variables, seen } = plan;
  const answer = (query: AnyQuery): unknown => {
    let given: unknown;
    try {
      given = objective.answer(expandResiduals(query, variables));
    } catch (error) {
      seen.error = error;
      throw error;
    }
    return reduceResiduals(query, given, variables, seen);
  };
  return resultOf(plan, run(plan.method, oracleOf(objective.kinds, answer), plan.driver));
}

/** {@link leastSquares} for residuals that are promised; the points of a difference Jacobian are asked side by side. */
export async function leastSquaresAsync<P extends Parameters>(
  residuals: AsyncResidualFunction<Received<P>>,
  x0: P,
  options: LeastSquaresOptions = {},
): Promise<LeastSquaresResult<Received<P>>> {
  const { signal } = options;
  const plan = planOf(x0, options, (nested) => recogniseResidualsAsync(residuals, nested, signal));
  const { objective, variables, seen } = plan;
  const answer = async (query: AnyQuery): Promise<unknown> => {
    let given: unknown;
    try {
      given = await objective.answer(expandResiduals(query, variables));
    } catch (error) {
      seen.error = error;
      throw error;
    }
    return reduceResiduals(query, given, variables, seen);
  };
  return resultOf(plan, await runAsync(plan.method, oracleOf(objective.kinds, answer), plan.driver));
}

interface Driver {
  readonly stop: Rule<LeastSquaresReport, string>;
  readonly keepBest: boolean;
  readonly extend?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress: (report: LeastSquaresReport) => void;
  readonly journal?: Journal;
}

interface Plan<P> {
  readonly begun: number;
  readonly layout: Layout<P>;
  readonly variables: Variables;
  readonly seen: Observations;
  readonly objective: Recognised;
  readonly method: Method<AnyQuery | Progress<LeastSquaresReport>, LeastSquaresEnd>;
  readonly name: string;
  readonly driver: Driver;
  readonly trace: TraceEntry[];
  iterations: number;
}

function planOf<P extends Parameters>(
  x0: P,
  options: LeastSquaresOptions,
  recognise: (nested: (x: Vector) => unknown) => Recognised,
): Plan<P> {
  const begun = performance.now();
  const { layout, x } = layoutOf(x0);
  const variables = variablesOf(layout, x, options);
  checkOptions(options);
  const { loss = 'linear', lossScale = 1 } = options;
  if (!losses.includes(loss))
    throw new ZerothError('bad-option', `loss must be one of ${losses.join(', ')}, not ${String(loss)}.`, loss);
  if (!(lossScale > 0 && lossScale < Infinity))
    throw new ZerothError('option-out-of-range', `lossScale must be positive and finite, not ${lossScale}.`, lossScale);
  const seen = noObservations();
  const objective = recognise((point) => layout.nested(point));
  const method = options.method ?? levenbergMarquardt();
  if (variables.bounds !== undefined && !method.bounds)
    throw new ZerothError(
      'bounds-not-supported',
      `${method.name} does not keep to bounds: leave the method out, or take levenbergMarquardt.`,
      method.name,
    );
  checkIntegers(variables, method);
  const lifted = method.asks.includes('jacobian') && !objective.kinds.has('jacobian');
  const own = method.start({
    x0: variables.x0,
    bounds: variables.bounds,
    tolerance: toleranceOf(options.tolerance, { gradient: 1e-10, step: 1e-14, value: 2 ** -50 }),
    seed: 0,
  });
  const asking = lifted ? lift(own, residualDifferences(variables.bounds)) : own;
  const bent = robust(asking as Method<AnyQuery | Progress<LeastSquaresReport>, LeastSquaresEnd>, loss, lossScale);
  const trace: TraceEntry[] = [];
  const plan: Plan<P> = {
    begun,
    layout,
    variables,
    seen,
    objective,
    method: observingResiduals(bent, variables, seen, (r) => costOf(r, loss, lossScale)),
    name: `${method.name}${lifted ? ', Jacobian by differences of residuals' : ''}`,
    trace,
    iterations: 0,
    driver: {
      stop: options.stop ?? iterations(1000),
      ...driverOf(options),
      onProgress: (report) => {
        plan.iterations++;
        if (options.trace) trace.push({ evaluations: seen.evaluations, value: report.value, x: report.x.slice() });
        options.onProgress?.(report);
      },
    },
  };
  return plan;
}

function resultOf<P>(plan: Plan<P>, outcome: LeastSquaresOutcome): LeastSquaresResult<Received<P>> {
  const { layout, variables, seen, trace } = plan;
  const x = seen.x ?? variables.expand(variables.x0);
  const reason = reasonOf(outcome, seen);
  const facts = {
    x: layout.nested(x.slice()),
    value: seen.value,
    reason,
    ...errorOf(reason, seen),
    method: plan.name,
    iterations: plan.iterations,
    queries: { ...outcome.counts },
    seconds: (performance.now() - plan.begun) / 1000,
    ...(trace.length === 0 ? undefined : { trace }),
  };
  return {
    ...complete(facts),
    residuals: seen.residuals ?? new Float64Array(),
    jacobian: variables.expandJacobian(outcome.result?.jacobian ?? new Float64Array()),
  };
}
