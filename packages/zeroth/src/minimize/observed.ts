import { ZerothError } from '../errors.js';
import type { MinimizerReport } from '../optimize/minimizer.js';
import { listed } from '../oracles/index.js';
import { asking } from '../query/asking.js';
import { copyVector } from '../query/copy-vector.js';
import { type GradientAnswer, type Method, type Query, through, type Vector } from '../query/index.js';
import { buffersOf, pointsOf } from './objective.js';
import type { Variables } from './variables.js';

/** What was seen of an objective during a run. */
export interface Observations {
  /** The best point asked about, all parameters, and the answer there. */
  x: Vector | undefined;
  value: number;
  /** What the function threw. */
  error: unknown;
  /** Set when the first answer, at x0, was not finite. */
  badStart: boolean;
  /** Whether an answer has come, a replayed one too. */
  asked: boolean;
  /** How many points were asked about. */
  evaluations: number;
  /** The residuals at the best point, where there are some. */
  residuals?: Vector;
  /** How many residuals there are, once some have been answered. */
  count?: number;
}

export function noObservations(): Observations {
  return { x: undefined, value: Number.NaN, error: undefined, badStart: false, asked: false, evaluations: 0 };
}

/** A question about a method's variables as one about all parameters. */
export function expandQuery(query: Query, variables: Variables): Query {
  if (variables.same && !('points' in query && !Array.isArray(query.points))) return query;
  const { into, ...asked } = { into: undefined, ...query };
  const out: Query & Record<string, unknown> = variables.same && into !== undefined ? { ...asked, into } : { ...asked };
  if (query.kind === 'values' || query.kind === 'gradients')
    out.points = listed(pointsOf(query)).map((z) => variables.expand(z));
  if (variables.same) return out;
  if (out.point instanceof Float64Array) out.point = variables.expand(out.point);
  if (out.direction instanceof Float64Array) out.direction = variables.expandDirection(out.direction);
  if (Array.isArray(out.directions)) out.directions = out.directions.map((z: Vector) => variables.expandDirection(z));
  return out;
}

/**
 * The answer for a method: reduced to its variables, with what is not finite turned into what methods understand: a
 * value that is NaN becomes Infinity, worse than anything; one of −Infinity the least float64 there is.
 */
export function reduceAnswer(
  query: Query,
  asked: Query,
  answer: unknown,
  variables: Variables,
  seen: Observations,
): unknown {
  switch (query.kind) {
    case 'values': {
      const points = listed(pointsOf(asked));
      const values = checkValues(answer, points.length);
      if (points.length > 0) checkStart(seen, points[0]!, values[0]!, undefined, variables);
      return values.map(valueForMethods);
    }
    case 'gradients': {
      const points = listed(pointsOf(asked));
      const answers = checkGradients(answer, points);
      return answers.map(({ value, gradient }, i) => {
        if (i === 0) checkStart(seen, points[0]!, value, gradient, variables);
        if (value === -Infinity) return { value: -Number.MAX_VALUE, gradient: new Float64Array(variables.x0.length) };
        const into = buffersOf(query)?.[i];
        if (variables.same && (into === undefined || into === gradient)) return { value, gradient };
        return { value, gradient: variables.reduceGradient(gradient, into) };
      });
    }
    case 'hessianVectorProducts':
      if (variables.same || !Array.isArray(answer)) return answer;
      return answer.map((product: Vector) => variables.reduceGradient(product));
    case 'hessian':
      return variables.same || !(answer instanceof Float64Array) ? answer : variables.reduceHessian(answer);
    default:
      return answer;
  }
}

function valueForMethods(value: number): number {
  if (Number.isNaN(value)) return Infinity;
  return value === -Infinity ? -Number.MAX_VALUE : value;
}

/** Whether the first answer is finite. Throws `not-finite-at-start` where it is not, at x0. */
function checkStart(
  seen: Observations,
  x: Vector,
  value: number,
  gradient: Vector | undefined,
  variables: Variables,
): void {
  if (seen.asked) return;
  const finite = Number.isFinite(value) && (gradient?.every((g) => Number.isFinite(g)) ?? true);
  if (finite || value === -Infinity) return;
  seen.badStart = isStart(x, variables);
  if (seen.badStart) throw new ZerothError('not-finite-at-start', 'The function is not finite at x0.', value);
}

/**
 * A method whose answers are looked at on their way, those that a journal replays included, so that the best point of a
 * resumed run is that of the whole.
 *
 * @param term what the method adds to f, of its own variables
 */
export function observing<Y extends Query, R>(
  method: Method<Y, R>,
  variables: Variables,
  seen: Observations,
  term: (x: Vector) => number = () => 0,
): Method<Y, R> {
  const note = (answer: unknown, query: Query): unknown => {
    observe(answer, query, variables, seen, term);
    return answer;
  };
  const translate = (query: Query): Query | Method<Query, unknown> =>
    query.kind === 'values' || query.kind === 'gradients' ? asking(query, note) : query;
  return through(method as Method<Query, R>, translate, undefined, reportsIn(variables)) as Method<Y, R>;
}

/** Reports about all parameters, for those of a method; undefined where they are the same. */
export function reportsIn(variables: Variables): ((report: unknown) => unknown) | undefined {
  if (variables.same) return undefined;
  return (report) => {
    const own = report as MinimizerReport; // what every method of the front door reports
    const x = variables.expand(own.x);
    return own.gradient === undefined ? { ...own, x } : { ...own, x, gradient: variables.expandGradient(own.gradient) };
  };
}

function isStart(x: Vector, variables: Variables): boolean {
  const start = variables.expand(variables.x0);
  return x.every((v, i) => Object.is(v, start[i]));
}

function observe(
  answer: unknown,
  query: Query,
  variables: Variables,
  seen: Observations,
  term: (x: Vector) => number,
): void {
  seen.asked = true;
  const points = listed(pointsOf(query));
  for (let i = 0; i < points.length; i++) {
    seen.evaluations++;
    // The value of some terms is not the function's: a lucky sample would be the best point for good.
    if ('sample' in query && query.sample !== undefined) continue;
    const value = valueIn(answer, i) + term(points[i]!);
    if (!Number.isFinite(value) || value === -Number.MAX_VALUE || seen.value <= value) continue;
    seen.value = value;
    const x = variables.expand(points[i]!);
    if (x !== points[i]) seen.x = x;
    else seen.x = seen.x === undefined ? x.slice() : copyVector(x, seen.x);
  }
}

/** The i-th value of an answer to values or gradients. */
function valueIn(answer: unknown, i: number): number {
  if (answer instanceof Float64Array) return answer[i]!;
  return Array.isArray(answer) ? (answer[i] as GradientAnswer).value : Number.NaN;
}

function checkValues(answer: unknown, n: number): Vector {
  if (answer instanceof Float64Array && answer.length === n) return answer;
  throw new ZerothError('not-an-answer', `values must be answered by a Float64Array of ${n} numbers.`, answer);
}

function checkGradients(answer: unknown, points: readonly Vector[]): readonly GradientAnswer[] {
  if (!Array.isArray(answer) || answer.length !== points.length)
    throw new ZerothError('not-an-answer', `gradients must be answered by a list of ${points.length} answers.`, answer);
  answer.forEach((each: GradientAnswer, i) => {
    if (each.gradient.length !== points[i]!.length)
      throw new ZerothError(
        'shape-mismatch',
        `The gradient must have as many numbers as x0, ${points[i]!.length}, not ${each.gradient.length}.`,
        each.gradient,
      );
  });
  return answer;
}
