import { norm2 } from '../../array/vector.js';
import {
  type Jacobian,
  type JacobianAnswer,
  jacobianAt,
  type Method,
  type Residuals,
  residualsAt,
  type Vector,
} from '../../query/index.js';
import { OracleError } from '../../run/index.js';
import type { PivotedFactors } from '../pieces/pivoted-qr.js';

/** Costs that differ by less, relatively, may differ by the rounding of residuals that are differences of larger numbers. */
export const tied = 2 ** -36;

/** A larger relative difference is never one of rounding, however large the numbers are. */
export const doubtful = 2 ** -26;

/**
 * The residuals at a point, to be kept; undefined where they are not finite.
 *
 * @param count how many there are, where that is known
 */
export function* residualsOrNone(x: Vector, count?: number): Method<Residuals, Vector | undefined> {
  try {
    if (count !== undefined) return yield* residualsAt(x, new Float64Array(count));
    return (yield* residualsAt(x)).slice();
  } catch (error) {
    if (error instanceof OracleError && error.notFinite) return undefined;
    throw error;
  }
}

/** Residuals and Jacobian at a point, to be kept. */
export function* linearisedAt(x: Vector): Method<Jacobian, JacobianAnswer> {
  const answer = yield* jacobianAt(x);
  return { ...answer, residuals: answer.residuals.slice(), jacobian: answer.jacobian.slice() };
}

/** ½ ‖r‖² */
export function half(r: Vector): number {
  let sum = 0;
  for (let i = 0; i < r.length; i++) sum += r[i]! * r[i]!;
  return 0.5 * sum;
}

/** J' r */
export function transposedProduct(jacobian: Vector, r: Vector, n: number): Vector {
  const out = new Float64Array(n);
  for (let i = 0, at = 0; i < r.length; i++) for (let j = 0; j < n; j++, at++) out[j] = out[j]! + jacobian[at]! * r[i]!;
  return out;
}

/** ‖D x‖ */
export function lengthOf(x: Vector, scale: Vector): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! * scale[i]!) ** 2;
  return Math.sqrt(sum);
}

/** ½ ‖r‖² − ½ ‖t‖², by differences first, so that a small decrease keeps its digits. */
export function decreaseOf(r: Vector, t: Vector): number {
  let sum = 0;
  for (let i = 0; i < r.length; i++) sum += (r[i]! - t[i]!) * (r[i]! + t[i]!);
  return 0.5 * sum;
}

/** What the linear model says of a step p. */
export interface ModelledStep {
  /** ½ ‖r‖² − ½ ‖r + J p‖² */
  readonly decrease: number;
  /** r'J p */
  readonly slope: number;
  /** ‖J p‖ */
  readonly change: number;
}

export function promisedBy(jacobian: Vector, r: Vector, p: Vector): ModelledStep {
  let slope = 0;
  let square = 0;
  for (let i = 0, at = 0; i < r.length; i++) {
    let change = 0;
    for (let j = 0; j < p.length; j++, at++) change += jacobian[at]! * p[j]!;
    slope += r[i]! * change;
    square += change * change;
  }
  return { decrease: -slope - 0.5 * square, slope, change: Math.sqrt(square) };
}

/** missed ← t − r − J p, what the linear model missed, t being the residuals at x + p. */
export function missedBy(missed: Vector, jacobian: Vector, p: Vector, r: Vector, t: Vector): void {
  for (let i = 0, at = 0; i < r.length; i++) {
    let change = 0;
    for (let j = 0; j < p.length; j++, at++) change += jacobian[at]! * p[j]!;
    missed[i] = t[i]! - r[i]! - change;
  }
}

/** The norm of column j of J. */
export function columnNorm(jacobian: Vector, n: number, j: number): number {
  let sum = 0;
  for (let at = j; at < jacobian.length; at += n) sum += jacobian[at]! * jacobian[at]!;
  return Math.sqrt(sum);
}

/** Residuals and Jacobian at a point, and J'r. */
export interface Linearised extends JacobianAnswer {
  readonly gradient: Vector;
}

/**
 * How far the residuals are from orthogonal to what can still move, in [0, 1]: the largest cosine with a column of J,
 * which knows no scales, of x or r, or with the span of the columns, which does not depend on their angles either.
 *
 * @param factors of the columns that are not held
 * @source Bates and Watts: A relative offset orthogonality convergence criterion for nonlinear least squares (1981)
 */
export function offsetOf({ residuals, jacobian, gradient }: Linearised, factors: PivotedFactors): number {
  const norm = Math.sqrt(2 * half(residuals));
  if (norm === 0) return 0;
  const n = gradient.length;
  let largest = Math.min(1, norm2(factors.projected.subarray(0, factors.rank)) / norm);
  for (const j of factors.columns) {
    const column = columnNorm(jacobian, n, j);
    if (column > 0) largest = Math.max(largest, Math.abs(gradient[j]!) / (column * norm));
  }
  return largest;
}
