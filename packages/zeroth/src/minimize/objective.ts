import { ZerothError } from '../errors.js';
import { listed } from '../oracles/index.js';
import type { GradientAnswer, Gradients, Oracle, Points, Query, Values, Vector } from '../query/index.js';
import type { Layout } from './parameters.js';

/** Value and gradient from one call: what `valueAndGrad(f)` of zeroth/autodiff returns. */
export interface ValueWithGradient<G = ArrayLike<number>> {
  readonly value: number;
  readonly gradient: G;
}

/** A gradient: nested as the parameters are, its parts matched by name, or a list of all numbers in order. */
export type NestedGradient =
  | number
  | ArrayLike<number>
  | readonly NestedGradient[]
  | { readonly [name: string]: NestedGradient };

/** A function and its gradient, apart. */
export interface FunctionWithGradient<X = Float64Array> {
  readonly value: (x: X) => number;
  readonly gradient: (x: X) => NestedGradient;
}

/** A function that may be asked for its value, or for its value with the gradient. */
export type PlainFunction<X = Float64Array> = (x: X) => number;
export type GradientFunction<X = Float64Array> = (x: X) => ValueWithGradient<NestedGradient>;

/** Anything that answers questions about an objective, by their kinds. */
export type AnyOracle = { readonly [kind: string]: ((query: never) => unknown) | undefined | object };

/** What {@link minimize} takes for the function. */
export type Objective<X = Float64Array> =
  | PlainFunction<X>
  | GradientFunction<X>
  | FunctionWithGradient<X>
  | Oracle<Values>
  | Oracle<Gradients>
  | Oracle<Values | Gradients>;

/** An objective as an oracle of vectors. */
export interface Recognised {
  /** The kinds that it answers. */
  readonly kinds: ReadonlySet<string>;
  readonly answer: (query: Query) => unknown;
  /** What a function gave at x0, when it was called to see what it answers. */
  readonly valueAtStart?: number;
}

/**
 * What an objective can answer. A function is called once, at x0, to see whether it gives a number or a value with its
 * gradient; that answer is kept for the first question.
 *
 * @param layout how the user's function expects its parameters, and gives its gradient
 * @throws ZerothError `not-an-objective`; whatever the function throws
 */
export function recognise(f: unknown, x0: Vector, layout: Layout<unknown>): Recognised {
  if (typeof f === 'function')
    return recogniseFunction((x) => Reflect.apply(f, undefined, [layout.nested(x)]), x0, layout);
  if (typeof f !== 'object' || f === null) throw notAnObjective(f);
  if ('value' in f && 'gradient' in f && typeof f.value === 'function' && typeof f.gradient === 'function') {
    const { value, gradient } = f;
    return gradientAnswers(
      (x, into) => ({
        value: Number(Reflect.apply(value, f, [layout.nested(x)])),
        gradient: layout.flatten(Reflect.apply(gradient, f, [layout.nested(x)]), 'The gradient', into),
      }),
      (x) => Number(Reflect.apply(value, f, [layout.nested(x)])),
    );
  }
  const kinds = new Set(Object.keys(f).filter((kind) => typeof Reflect.get(f, kind) === 'function'));
  if (!kinds.has('values') && !kinds.has('gradients') && !kinds.has('residuals')) throw notAnObjective(f);
  return { kinds, answer: (query) => Reflect.apply(Reflect.get(f, query.kind), f, [query]) };
}

/** {@link recognise} for a function or an oracle that may promise. */
export async function recogniseAsync(
  f: unknown,
  x0: Vector,
  layout: Layout<unknown>,
  signal: AbortSignal | undefined,
): Promise<Recognised> {
  const forever = signal ?? new AbortController().signal;
  if (typeof f !== 'function') {
    const { kinds } = recognise(f, x0, layout);
    const handlers = f as object;
    if ('value' in handlers && 'gradient' in handlers) return recognise(f, x0, layout);
    return { kinds, answer: (query) => Reflect.apply(Reflect.get(handlers, query.kind), handlers, [query, forever]) };
  }
  const call = async (x: Vector): Promise<unknown> => await Reflect.apply(f, undefined, [layout.nested(x), forever]);
  let first: unknown = await call(x0.slice());
  const start = x0.slice();
  const at = async (x: Vector): Promise<unknown> => {
    if (first === undefined || !x.every((v, i) => Object.is(v, start[i]))) return call(x);
    const kept = first;
    first = undefined;
    return kept;
  };
  if (typeof first === 'number')
    return {
      valueAtStart: first,
      kinds: new Set(['values']),
      answer: async (query) => {
        const answers = await Promise.all(listed(pointsOf(query)).map(at));
        return Float64Array.from(answers, numberOf);
      },
    };
  if (!isValueWithGradient(first)) throw notAnAnswer(first);
  return {
    valueAtStart: first.value,
    kinds: new Set(['values', 'gradients']),
    answer: async (query) => {
      const points = listed(pointsOf(query));
      const answers = (await Promise.all(points.map(at))).map((answer): GradientAnswer => {
        if (!isValueWithGradient(answer)) throw notAnAnswer(answer);
        return { value: answer.value, gradient: layout.flatten(answer.gradient, 'The gradient') };
      });
      return query.kind === 'gradients' ? answers : Float64Array.from(answers, ({ value }) => value);
    },
  };
}

function recogniseFunction(call: (x: Vector) => unknown, x0: Vector, layout: Layout<unknown>): Recognised {
  let first: unknown = call(x0.slice());
  const start = x0.slice();
  const at = (x: Vector): unknown => {
    if (first === undefined || !x.every((v, i) => Object.is(v, start[i]))) return call(x);
    const kept = first;
    first = undefined;
    return kept;
  };
  if (typeof first === 'number') return { ...valueAnswers((x) => numberOf(at(x))), valueAtStart: first };
  if (isValueWithGradient(first)) {
    const both = (x: Vector, into?: Vector): GradientAnswer => {
      const answer = at(x);
      if (!isValueWithGradient(answer)) throw notAnAnswer(answer);
      return { value: answer.value, gradient: layout.flatten(answer.gradient, 'The gradient', into) };
    };
    return { ...gradientAnswers(both, (x) => both(x).value), valueAtStart: first.value };
  }
  throw notAnAnswer(first);
}

function numberOf(answer: unknown): number {
  if (typeof answer === 'number') return answer;
  throw notAnAnswer(answer);
}

function valueAnswers(value: (x: Vector) => number): Recognised {
  return {
    kinds: new Set(['values']),
    answer: (query) => Float64Array.from(listed(pointsOf(query)), (x) => value(x)),
  };
}

function gradientAnswers(both: (x: Vector, into?: Vector) => GradientAnswer, value: (x: Vector) => number): Recognised {
  return {
    kinds: new Set(['values', 'gradients']),
    answer: (query) =>
      query.kind === 'gradients'
        ? listed(pointsOf(query)).map((x, i) => both(x, buffersOf(query)?.[i]))
        : Float64Array.from(listed(pointsOf(query)), (x) => value(x)),
  };
}

/** The buffers that a question brings for its answer. */
export function buffersOf(query: Query): readonly Vector[] | undefined {
  return 'into' in query && Array.isArray(query.into) ? query.into : undefined;
}

/** The points of a question that has some. */
export function pointsOf(query: Query): Points {
  if ('points' in query && typeof query.points === 'object' && query.points !== null) return query.points as Points;
  throw new ZerothError('no-points', `A question of kind ${query.kind} has no points.`, query);
}

function isValueWithGradient(answer: unknown): answer is ValueWithGradient<unknown> {
  return typeof answer === 'object' && answer !== null && 'value' in answer && 'gradient' in answer;
}

function notAnObjective(f: unknown): ZerothError {
  return new ZerothError(
    'not-an-objective',
    'The objective must be a function of x that returns a number or { value, gradient }, a pair { value, gradient } of ' +
      'functions, or an oracle such as differentiable(f).',
    f,
  );
}

function notAnAnswer(answer: unknown): ZerothError {
  const found = answer instanceof Promise ? 'a promise: use minimizeAsync' : typeof answer;
  return new ZerothError(
    'not-an-answer',
    `The function must return a number, or { value, gradient }, not ${found}.`,
    answer,
  );
}
