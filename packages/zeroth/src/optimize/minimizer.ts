import type { Method, Progress, Query, Vector } from '../query/index.js';
import type { Theorem } from './theorems/theorem.js';

/** What a method is told about the problem: everything but the function. */
export interface MinimizationProblem {
  /** Starting point, length n, within the bounds. */
  readonly x0: Vector;
  /** Lower and upper bounds, length n, ±Infinity where there are none; undefined where no variable has one. */
  readonly bounds: Bounds | undefined;
  /** Whether each variable takes integers only; undefined where none does. Their bounds and starts are integers. */
  readonly integers?: readonly boolean[] | undefined;
  readonly tolerance: Tolerance;
  /** Seed of all that is random. */
  readonly seed: number;
}

/** Box constraints: lower ≤ x ≤ upper by component. */
export interface Bounds {
  readonly lower: Vector;
  readonly upper: Vector;
}

/** When a method may say that it has converged. */
export interface Tolerance {
  /** Largest component of the gradient, projected to the bounds. */
  readonly gradient: number;
  /** Size, relative to max(1, ‖x‖∞), of the region that is still searched; of a step where no decrease is left. */
  readonly step: number;
  /** Decrease, relative to max(1, |f|), below which a method stops looking. */
  readonly value: number;
}

/** Why a method ended by itself. */
export type EndReason =
  /** The projected gradient is within the tolerance. */
  | 'gradient-small'
  /** The region searched has shrunk to the tolerance. */
  | 'step-small'
  /** No decrease is left that float64, or the noise of the function, would show. */
  | 'no-decrease-left'
  /** The values fall without a limit. */
  | 'unbounded'
  /** No better point was found where the model says there must be one: the gradient may be wrong. */
  | 'no-progress'
  /** All variables are fixed, or there are none. */
  | 'nothing-to-vary';

/** What a method of the front door reports and returns. */
export interface MinimizerReport {
  readonly x: Vector;
  readonly value: number;
  readonly gradient?: Vector;
}

/** What a method reports that asks gradients. */
export interface GradientReport extends MinimizerReport {
  readonly gradient: Vector;
}

/** What a method reports, by what it asks. */
export type ReportFor<Y extends Query> = [Extract<Y, { readonly kind: 'gradients' }>] extends [never]
  ? MinimizerReport
  : GradientReport;

/** How a method ended by itself; undefined where a rule stopped it. */
export interface MinimizerEnd {
  readonly reason: EndReason | undefined;
}

/**
 * A method as a value, for the front door: `minimize(f, x0, { method: lbfgs({ memory: 20 }) })`.
 *
 * @typeParam Y the questions that it asks: f must answer them, or be lifted
 * @typeParam S what it reports: a rule reads no more
 */
export interface Minimizer<Y extends Query = Query, out S extends MinimizerReport = ReportFor<Y>> {
  readonly name: string;
  /** Kinds of the questions it asks. */
  readonly asks: readonly Y['kind'][];
  /** Whether it keeps all its questions within bounds. */
  readonly bounds: boolean;
  /** Whether it can ask about integers only, for variables that take no others. Default false. */
  readonly integers?: boolean;
  /** A term that the method adds to f: its reports, and what is best, are of the sum. Default: none. */
  readonly term?: (x: Vector) => number;
  /** Theorems that bound a run with these options, for problems of known constants. Default: none. */
  readonly theorems?: readonly Theorem[];
  start(problem: MinimizationProblem): Method<Y | Progress<S>, MinimizerEnd>;
}

/** Values from here down, relative to max(1, |f(x0)|), are not taken for a minimum's. */
const unboundedBelow = -1e25;

/**
 * The level from which on a function is called unbounded. The least float64 stands for −∞ and is always at it.
 *
 * @param value of the function at the start
 */
export function unboundedLevel(value: number): number {
  return Math.max(-Number.MAX_VALUE, unboundedBelow * Math.max(1, Math.abs(value)));
}
