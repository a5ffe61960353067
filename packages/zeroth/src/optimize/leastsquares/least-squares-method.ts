import type { Jacobian, Method, Progress, Residuals, Vector } from '../../query/index.js';
import type { EndReason, MinimizationProblem, MinimizerReport } from '../minimizer.js';

/** What a method for least squares reports. */
export interface LeastSquaresReport extends MinimizerReport {
  /** ½ ‖r(x)‖² */
  readonly value: number;
  readonly residuals: Vector;
  readonly gradient: Vector;
}

/** A method for least squares as a value: `leastSquares(r, x0, { method: levenbergMarquardt() })`. */
export interface LeastSquaresMethod {
  readonly name: string;
  /** Kinds of the questions it asks. */
  readonly asks: readonly ('residuals' | 'jacobian')[];
  /** Whether it keeps all its questions within bounds. */
  readonly bounds: boolean;
  start(problem: MinimizationProblem): Method<Residuals | Jacobian | Progress<LeastSquaresReport>, LeastSquaresEnd>;
}

export interface LeastSquaresEnd {
  readonly reason: EndReason | undefined;
  readonly x: Vector;
  readonly residuals: Vector;
  /** m x n, row-major */
  readonly jacobian: Vector;
}
