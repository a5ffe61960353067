import type { Points } from './cloud.js';
import type { Query, Vector } from './types.js';

/**
 * Which part of a stochastic objective is meant: indices of its terms, or a seed. The same sample can be asked twice,
 * at two points.
 */
export type Sample = number | readonly number[];

/** Fields that questions about an objective share. */
export interface Circumstances {
  readonly sample?: Sample;
  /** How faithful an answer is wanted, in (0, 1], where the oracle has cheaper approximations. Default 1. */
  readonly fidelity?: number;
}

/** Order 0, by comparison: the indices of the best `top` of `points`, best first. */
export interface Ranking<P = Vector> extends Query<'ranking', readonly number[]> {
  readonly points: readonly P[];
  readonly top: number;
}

/** Order 0: the objective at each of the points. */
export interface Values extends Query<'values', Vector>, Circumstances {
  readonly points: Points;
  /** NaN may stand for a point that could not be evaluated; it orders last. */
  readonly mayFail?: boolean;
}

export interface GradientAnswer {
  readonly value: number;
  readonly gradient: Vector;
}

/** Order 1: value and gradient at each of the points. */
export interface Gradients extends Query<'gradients', readonly GradientAnswer[]>, Circumstances {
  readonly points: readonly Vector[];
  /** Buffers of the method's to fill, one a point. An oracle that does not know them answers with fresh ones. */
  readonly into?: readonly Vector[];
}

/** Order 2, without a matrix: the Hessian at `point` times each of the directions. */
export interface HessianVectorProducts extends Query<'hessianVectorProducts', readonly Vector[]>, Circumstances {
  readonly point: Vector;
  readonly directions: readonly Vector[];
  readonly into?: readonly Vector[];
}

/** Order 2: the Hessian at `point`, n x n row-major. */
export interface Hessian extends Query<'hessian', Vector>, Circumstances {
  readonly point: Vector;
  readonly into?: Vector;
}

/** Any order: Taylor coefficients c₀ … c_order of t ↦ f(point + t direction), so that f = Σ c_k t^k. */
export interface Jet extends Query<'jet', Vector>, Circumstances {
  readonly point: Vector;
  readonly direction: Vector;
  readonly order: number;
}

/** Least squares and roots: the vector of residuals at each of the points. */
export interface Residuals extends Query<'residuals', readonly Vector[]>, Circumstances {
  readonly points: readonly Vector[];
  /** Buffers of the method's to fill, one a point. An oracle that does not know them answers with fresh ones. */
  readonly into?: readonly Vector[];
}

export interface JacobianAnswer {
  /** m residuals */
  readonly residuals: Vector;
  /** m x n, row-major */
  readonly jacobian: Vector;
  /** Relative error of the slopes where they are differences. */
  readonly error?: number;
}

/** Least squares and roots, order 1: residuals and their Jacobian at `point`. */
export interface Jacobian extends Query<'jacobian', JacobianAnswer>, Circumstances {
  readonly point: Vector;
  /** Relative error of the slopes that will do, where they are differences. Default: as the one who takes them thinks fit. */
  readonly error?: number;
  /** The residuals at `point`, where the method has them: who takes differences need not ask for them again. */
  readonly known?: Vector;
  /** A buffer of the method's for the Jacobian. */
  readonly into?: Vector;
}

/** Variational inequalities: the operator F at each of the points. */
export interface Operator extends Query<'operator', readonly Vector[]>, Circumstances {
  readonly points: readonly Vector[];
  readonly into?: readonly Vector[];
}
