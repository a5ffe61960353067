import { asking } from './asking.js';
import type { Points } from './cloud.js';
import { ask } from './control.js';
import { copyVector } from './copy-vector.js';
import type {
  Circumstances,
  GradientAnswer,
  Gradients,
  Hessian,
  HessianVectorProducts,
  Jacobian,
  JacobianAnswer,
  Jet,
  Operator,
  Ranking,
  Residuals,
  Values,
} from './kinds.js';
import type { Method, Vector } from './types.js';

/** The objective at one point. */
export function valueAt(x: Vector, circumstances?: Circumstances): Method<Values, number> {
  return asking<Values, number>({ kind: 'values', points: [x], ...circumstances }, first);
}

/** The objective at many points, in one question. */
export function valuesAt(points: Points, circumstances?: Circumstances): Method<Values, Vector> {
  return ask<Values>({ kind: 'values', points, ...circumstances });
}

/** The objective at many points, of which some may fail: NaN stands for those. */
export function populationAt(points: Points, circumstances?: Circumstances): Method<Values, Vector> {
  return ask<Values>({ kind: 'values', points, mayFail: true, ...circumstances });
}

/**
 * Value and gradient at one point.
 *
 * @param into a buffer of the method's, length n: the gradient is written there, and nothing is allocated by an
 * oracle that knows it (2.4 times faster at n = 10⁵). Without it the answer's array is the method's to keep.
 */
export function gradientAt(x: Vector, into?: Vector, circumstances?: Circumstances): Method<Gradients, GradientAnswer> {
  const query: Gradients =
    into === undefined
      ? { kind: 'gradients', points: [x], ...circumstances }
      : { kind: 'gradients', points: [x], into: [into], ...circumstances };
  return asking(query, intoItsBuffer);
}

function intoItsBuffer(answers: readonly GradientAnswer[], { into }: Gradients): GradientAnswer {
  const answer = answers[0]!;
  const buffer = into?.[0];
  if (buffer === undefined || answer.gradient === buffer) return answer;
  return { value: answer.value, gradient: copyVector(answer.gradient, buffer) };
}

/** Value and gradient at many points, in one question. */
export function gradientsAt(
  points: readonly Vector[],
  circumstances?: Circumstances,
): Method<Gradients, readonly GradientAnswer[]> {
  return ask<Gradients>({ kind: 'gradients', points, ...circumstances });
}

/** The Hessian at `point` times one direction. */
export function* hessianVectorProductAt(
  point: Vector,
  direction: Vector,
  into?: Vector,
  circumstances?: Circumstances,
): Method<HessianVectorProducts, Vector> {
  const query: HessianVectorProducts = {
    kind: 'hessianVectorProducts',
    point,
    directions: [direction],
    ...(into === undefined ? undefined : { into: [into] }),
    ...circumstances,
  };
  const answers: readonly Vector[] = yield query;
  return kept(answers[0]!, into);
}

/** The Hessian at `point`, n x n row-major; written to `into` where it is given. */
export function* hessianAt(point: Vector, into?: Vector, circumstances?: Circumstances): Method<Hessian, Vector> {
  const query: Hessian = {
    kind: 'hessian',
    point,
    ...(into === undefined ? undefined : { into }),
    ...circumstances,
  };
  const answer: Vector = yield query;
  return kept(answer, into);
}

/** Taylor coefficients c₀ … c_order of t ↦ f(point + t direction). */
export function jetAt(
  point: Vector,
  direction: Vector,
  order: number,
  circumstances?: Circumstances,
): Method<Jet, Vector> {
  return ask<Jet>({ kind: 'jet', point, direction, order, ...circumstances });
}

/**
 * The residuals at one point.
 *
 * @param into a buffer of the method's, length m, which is then the answer
 */
export function residualsAt(x: Vector, into?: Vector, circumstances?: Circumstances): Method<Residuals, Vector> {
  if (into === undefined) return asking<Residuals, Vector>({ kind: 'residuals', points: [x], ...circumstances }, first);
  const query: Residuals = { kind: 'residuals', points: [x], into: [into], ...circumstances };
  return asking(query, (answers) => kept(answers[0]!, into));
}

/** Residuals and their Jacobian (m x n, row-major) at one point. */
export function jacobianAt(
  point: Vector,
  details?: Circumstances & Pick<Jacobian, 'error' | 'known' | 'into'>,
): Method<Jacobian, JacobianAnswer> {
  return ask<Jacobian>({ kind: 'jacobian', point, ...details });
}

/** The operator of a variational inequality at one point. */
export function* operatorAt(x: Vector, into?: Vector, circumstances?: Circumstances): Method<Operator, Vector> {
  const query: Operator = {
    kind: 'operator',
    points: [x],
    ...(into === undefined ? undefined : { into: [into] }),
    ...circumstances,
  };
  const answers: readonly Vector[] = yield query;
  return kept(answers[0]!, into);
}

/** The indices of the best `top` of `points`, best first. */
export function rank<P>(points: readonly P[], top: number): Method<Ranking<P>, readonly number[]> {
  return ask<Ranking<P>>({ kind: 'ranking', points, top });
}

function first<T>(answers: ArrayLike<T>): T {
  return answers[0]!;
}

function kept(answer: Vector, into: Vector | undefined): Vector {
  return into === undefined || answer === into ? answer : copyVector(answer, into);
}
