/* Objectives, and a way to ask an estimator by itself, that the tests of estimators share. */
import {
  evaluateEach,
  type GradientAnswer,
  type Gradients,
  type Hessian,
  isCloud,
  type Method,
  type Oracle,
  type Query,
  type Values,
  type Vector,
} from '../query/index.js';
import { run } from '../run/index.js';
import { type Estimator, lift } from './index.js';

/** The result of a method whose run returns. */
export function returned<R>(outcome: { readonly status: string; readonly result?: R | undefined }): R {
  if (outcome.status !== 'returned' || outcome.result === undefined) throw new Error(`the run ${outcome.status}`);
  return outcome.result;
}

/** What an estimator answers to one question, and what it asked for it. */
export function gradientsBy(
  estimator: Estimator<Gradients, Values>,
  query: Omit<Gradients, 'kind'>,
  f: (x: Vector) => number,
): { readonly answers: readonly GradientAnswer[]; readonly asked: readonly Values[] } {
  const asked: Values[] = [];
  const oracle: Oracle<Values> = {
    values: (question) => {
      asked.push(question);
      return evaluateEach(question.points, f);
    },
  };
  const method = (function* (): Method<Gradients, readonly GradientAnswer[]> {
    return yield { kind: 'gradients', ...query };
  })();
  return { answers: returned(run(lift(method, estimator), oracle)), asked };
}

/** The one gradient of {@link gradientsBy}. */
export function gradientBy(estimator: Estimator<Gradients, Values>, x: Vector, f: (x: Vector) => number): Vector {
  return gradientsBy(estimator, { points: [x] }, f).answers[0]!.gradient;
}

/** The points of a question that lists them. */
export function listed(query: Values): readonly Vector[] {
  if (isCloud(query.points)) throw new Error('a cloud was asked');
  return query.points;
}

/** Asks one question and returns its answer. */
export function* asking<Q extends Query, A>(query: Q): Method<Q, A> {
  return yield query;
}

export const n = 4;
export const at: Vector = Float64Array.of(0.7, -0.4, 0.2, 1.6);
/** Symmetric, indefinite. */
export const matrix: Vector = Float64Array.of(3, 1, 0, -2, 1, -2, 0.5, 1, 0, 0.5, 4, 0.25, -2, 1, 0.25, 1);
const linear: Vector = Float64Array.of(1, -2, 0.5, 3);

/** ½ x·Ax + b·x + 5 */
export function quadratic(x: Vector): number {
  let sum = 5;
  for (let i = 0; i < n; i++) {
    sum += linear[i]! * x[i]!;
    for (let j = 0; j < n; j++) sum += 0.5 * matrix[i * n + j]! * x[i]! * x[j]!;
  }
  return sum;
}

export function quadraticGradient(x: Vector): Vector {
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = linear[i]!;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * x[j]!;
    return sum;
  });
}

/** Bounds the rounding error of {@link quadratic} within a distance of 1 of x, by its terms and their number. */
export function quadraticRounding(x: Vector): number {
  let sum = 5;
  for (let i = 0; i < n; i++) {
    const xi = Math.abs(x[i]!) + 1;
    sum += Math.abs(linear[i]!) * xi;
    for (let j = 0; j < n; j++) sum += 0.5 * Math.abs(matrix[i * n + j]!) * xi * (Math.abs(x[j]!) + 1);
  }
  // n² + n additions after at most three multiplications, each relative ε/2 of a partial sum.
  return ((n * n + n + 3) * Number.EPSILON * sum) / 2;
}

/** Σ exp(xᵢ) + sin(xᵢ xᵢ₊₁), smooth with derivatives of every order. */
export function smooth(x: Vector): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += Math.exp(x[i]!) + Math.sin(x[i]! * (x[i + 1] ?? 1));
  return sum;
}

export function smoothGradient(x: Vector): Vector {
  const gradient = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const next = x[i + 1] ?? 1;
    const slope = Math.cos(x[i]! * next);
    gradient[i]! += Math.exp(x[i]!) + slope * next;
    if (i + 1 < x.length) gradient[i + 1]! += slope * x[i]!;
  }
  return gradient;
}

export const quadraticGradients: Oracle<Gradients> = {
  gradients: ({ points }) => points.map((x) => ({ value: quadratic(x), gradient: quadraticGradient(x) })),
};

export const smoothGradients: Oracle<Gradients> = {
  gradients: ({ points }) => points.map((x) => ({ value: smooth(x), gradient: smoothGradient(x) })),
};

export function hessianBy(
  estimator: Estimator<Hessian, Gradients>,
  query: Omit<Hessian, 'kind'>,
  oracle: Oracle<Gradients>,
): Vector {
  return returned(run(lift(asking<Hessian, Vector>({ kind: 'hessian', ...query }), estimator), oracle));
}

export function largestDifference(a: Vector, b: Vector): number {
  return a.reduce((largest, ai, i) => Math.max(largest, Math.abs(ai - b[i]!)), 0);
}

/** The exponents p that errors proportional to stepᵖ show, between steps that halve. */
export function observedOrders(steps: readonly number[], error: (step: number) => number): readonly number[] {
  const errors = steps.map(error);
  return errors.slice(1).map((e, i) => Math.log(errors[i]! / e) / Math.log(steps[i]! / steps[i + 1]!));
}
