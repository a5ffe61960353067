import { ZerothError } from '../errors.js';
import type { GradientAnswer, JacobianAnswer } from '../query/kinds.js';
import type { Query, Vector } from '../query/types.js';
import type { CoreQuery } from './core-kinds.js';

/**
 * An answer from elsewhere in the shape that its question asks for. Lists of numbers become vectors, the texts `NaN`,
 * `Infinity` and `-Infinity` numbers; vectors are not copied. Answers to other than the core kinds pass as they are.
 *
 * @throws ZerothError `answer-shape` that says what was expected
 */
export function shaped(query: Query, answer: unknown): unknown {
  if (!isCore(query)) return answer;
  switch (query.kind) {
    case 'ranking':
      return ranking(answer, query.points.length, query.top);
    case 'values':
      return vector(answer, query.points.length, 'values: a number for each point');
    case 'gradients':
      return list(answer, query.points.length, 'gradients', (item, i) => gradient(item, query.points[i]!.length));
    case 'hessianVectorProducts':
      return list(answer, query.directions.length, 'hessianVectorProducts', (item) =>
        vector(item, query.point.length, 'hessianVectorProducts: a vector for each direction'),
      );
    case 'hessian':
      return vector(answer, query.point.length ** 2, 'hessian: n x n numbers, row by row');
    case 'jet':
      return vector(answer, query.order + 1, 'jet: order + 1 coefficients');
    case 'residuals':
      return list(answer, query.points.length, 'residuals', (item) =>
        vector(item, undefined, 'residuals: a vector for each point'),
      );
    case 'jacobian':
      return jacobian(answer, query.point.length);
    case 'operator':
      return list(answer, query.points.length, 'operator', (item, i) =>
        vector(item, query.points[i]!.length, 'operator: a vector for each point'),
      );
  }
}

/** The kinds that {@link shaped} knows, in the order of what they tell. */
export const coreKinds = [
  'ranking',
  'values',
  'gradients',
  'hessianVectorProducts',
  'hessian',
  'jet',
  'residuals',
  'jacobian',
  'operator',
] as const;

function isCore(query: Query): query is CoreQuery {
  return (coreKinds as readonly string[]).includes(query.kind);
}

function ranking(answer: unknown, points: number, top: number): readonly number[] {
  const indices = [...vector(answer, Math.min(top, points), 'ranking: the indices of the best `top` points')];
  const distinct = new Set(indices);
  if (distinct.size < indices.length || indices.some((i) => !Number.isInteger(i) || i < 0 || i >= points))
    throw misshapen('ranking: distinct indices of points, from 0', answer);
  return indices;
}

function gradient(answer: unknown, n: number): GradientAnswer {
  const expected = 'gradients: { value, gradient } for each point';
  const { value, gradient } = fields(answer, expected);
  return { value: number(value, expected), gradient: vector(gradient, n, `${expected}, the gradient`) };
}

function jacobian(answer: unknown, n: number): JacobianAnswer {
  const expected = 'jacobian: { residuals, jacobian }';
  const { residuals, jacobian } = fields(answer, expected);
  const r = vector(residuals, undefined, expected);
  return { residuals: r, jacobian: vector(jacobian, r.length * n, `${expected}, m x n numbers row by row`) };
}

function list<T>(answer: unknown, length: number, kind: string, each: (item: unknown, i: number) => T): T[] {
  if (!Array.isArray(answer)) throw misshapen(`${kind}: a list`, answer);
  if (answer.length !== length) throw misshapen(`${kind}: a list of ${length}`, answer);
  return answer.map(each);
}

/** A list of numbers as a vector, of the given length if there is one. */
export function vector(answer: unknown, length: number | undefined, expected: string): Vector {
  if (!(answer instanceof Float64Array || answer instanceof Float32Array || Array.isArray(answer)))
    throw misshapen(expected, answer);
  if (length !== undefined && answer.length !== length)
    throw misshapen(`${expected}, ${length} in all, not ${answer.length}`, answer);
  if (answer instanceof Float64Array) return answer;
  return Float64Array.from(answer, (item: unknown) => number(item, expected));
}

function number(value: unknown, expected: string): number {
  if (typeof value === 'number') return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  throw misshapen(expected, value);
}

function fields(answer: unknown, expected: string): Readonly<Record<string, unknown>> {
  if (typeof answer !== 'object' || answer === null) throw misshapen(expected, answer);
  return { ...answer };
}

function misshapen(expected: string, answer: unknown): ZerothError {
  return new ZerothError('answer-shape', `the oracle must answer ${expected}`, answer);
}
