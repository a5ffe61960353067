import { lift } from '../estimators/index.js';
import {
  type LeastSquaresEnd,
  type LeastSquaresMethod,
  type LeastSquaresReport,
  levenbergMarquardt,
} from '../optimize/leastsquares/levenberg-marquardt.js';
import type { MinimizationProblem } from '../optimize/minimizer.js';
import type { Method, Query, Vector } from '../query/index.js';
import { iterations, type Journal, type Rule, run } from '../run/index.js';
import { Abort, type AnyOutcome, type AnyQuery, complete, oracleOf, reasonOf } from './finish.js';
import { toleranceOf } from './minimize.js';
import { noObservations, type Observations } from './observed.js';
import { type Layout, layoutOf, type Parameters, type Received } from './parameters.js';
import {
  answerResiduals,
  observingResiduals,
  type ResidualsWithJacobian,
  recogniseResiduals,
  residualDifferences,
} from './residuals.js';
import type { MinimizeResult, TraceEntry } from './result.js';
import { type VariableOptions, variablesOf } from './variables.js';

/** Options of {@link leastSquares}. */
export interface LeastSquaresOptions extends VariableOptions {
  /** Default: {@link levenbergMarquardt}. */
  readonly method?: LeastSquaresMethod;
  /** When to stop besides the method's own convergence. Default: after 1000 iterations. */
  readonly stop?: Rule<LeastSquaresReport, string>;
  /** Largest cosine between the residuals and a column of the Jacobian at a solution. Default 1e-10. */
  readonly tolerance?: number | Partial<MinimizationProblem['tolerance']>;
  readonly onProgress?: (report: LeastSquaresReport) => void;
  readonly signal?: AbortSignal;
  readonly checkpoint?: Journal;
  readonly trace?: boolean;
}

/** What {@link leastSquares} returns; `value` is ½ ‖r(x)‖². */
export interface LeastSquaresResult<P> extends MinimizeResult<P> {
  /** r(x), m numbers */
  readonly residuals: Vector;
  /** m x n by the free parameters, row-major, where the method ended; empty where it did not finish. */
  readonly jacobian: Vector;
}

interface LeastSquaresOutcome extends AnyOutcome {
  readonly result?: LeastSquaresEnd | undefined;
}

/** What residuals may be: a function, a pair with its Jacobian, or an oracle such as `differentiable(f)`. */
export type ResidualFunction<X> = ((x: X) => ArrayLike<number>) | ResidualsWithJacobian<X> | { residuals: unknown };

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
  const begun = performance.now();
  const { layout, x } = layoutOf(x0);
  const variables = variablesOf(layout, x, options);
  const seen = noObservations();
  const objective = recogniseResiduals(residuals, (point) => layout.nested(point));
  const method = options.method ?? levenbergMarquardt();
  const lifted = !objective.kinds.has('jacobian');
  const own = method.start({
    x0: variables.x0,
    bounds: variables.bounds,
    tolerance: toleranceOf(options.tolerance, { gradient: 1e-10, step: 1e-14, value: 2 ** -50 }),
    seed: 0,
  });
  const generator: Method<Query, LeastSquaresEnd> = lifted ? lift(own, residualDifferences(variables.bounds)) : own;
  const trace: TraceEntry[] = [];
  let count = 0;
  const stop: Rule<LeastSquaresReport, string> = options.stop ?? iterations(1000);
  const outcome: LeastSquaresOutcome = run(
    observingResiduals(generator, variables, seen),
    oracleOf(objective.kinds, (query: AnyQuery) => {
      if (options.signal?.aborted) throw new Abort(options.signal.reason);
      return answerResiduals(objective, query, variables, seen);
    }) as never,
    {
      stop,
      keepBest: false,
      onProgress: (report: LeastSquaresReport) => {
        count++;
        if (options.trace) trace.push({ evaluations: seen.evaluations, value: report.value, x: report.x.slice() });
        options.onProgress?.(report);
      },
      ...(options.checkpoint === undefined ? undefined : { journal: options.checkpoint }),
    },
  );
  return resultOf(outcome, layout, seen.x ?? variables.expand(variables.x0), seen, {
    method: `${method.name}${lifted ? ', Jacobian by differences of residuals' : ''}`,
    iterations: count,
    seconds: (performance.now() - begun) / 1000,
    ...(trace.length === 0 ? undefined : { trace }),
  });
}

function resultOf<P>(
  outcome: LeastSquaresOutcome,
  layout: Layout<P>,
  x: Vector,
  seen: Observations,
  facts: { method: string; iterations: number; seconds: number; trace?: readonly TraceEntry[] },
): LeastSquaresResult<Received<P>> {
  const reason = reasonOf(outcome, seen);
  const queries = { ...outcome.counts };
  return {
    ...complete({ ...facts, x: layout.nested(x.slice()), value: seen.value, reason, queries }),
    residuals: seen.residuals ?? new Float64Array(),
    jacobian: outcome.result?.jacobian ?? new Float64Array(),
  };
}
