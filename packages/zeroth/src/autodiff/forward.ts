import { type ArrayLike, type NDArray, zerosLike } from '../array/index.js';
import { ZerothError } from '../errors.js';
import { checkScalar, given } from './gradients.js';
import { pushForward } from './jvp.js';
import { hessianProduct } from './second-order.js';
import { type AnyFunction, callOf, explained, isPlain, presented, resultsOf, staged } from './staged.js';
import { overFactorial, seriesOf, taylor, timesFactorial } from './taylor.js';
import { flattenArguments } from './tree.js';
import type { ArrayFunction, Given, Like, Value } from './types.js';

/**
 * Value and directional derivative, by forward mode: f(x) and J(x) v in one pass.
 *
 * @param primals the arguments of f as a list; an argument that is no list may stand alone
 * @param tangents a direction for each, of the same form
 */
export function jvp(f: ArrayFunction, primals: ArrayLike, tangents: ArrayLike): { value: Value; tangent: Value };
export function jvp<A extends unknown[], R>(
  f: (...inputs: A) => R,
  primals: Like<A>,
  tangents: Like<A>,
): { value: Given<R>; tangent: Given<R> };
export function jvp(f: AnyFunction, primals: unknown, tangents: unknown): { value: unknown; tangent: unknown } {
  const point = argumentList(f, primals);
  const directions = argumentList(f, tangents);
  return staged(
    f,
    ({ traced, leaves, extra }) => {
      checkDirections(leaves, extra);
      const pushed = pushForward(traced.graph, leaves, extra);
      return [...pushed.outputs, ...pushed.tangents];
    },
    (results, call) => {
      const n = call.traced.graph.outputs.length;
      return { value: resultsOf(results.slice(0, n), call), tangent: resultsOf(results.slice(n), call) };
    },
  )(point, directions);
}

/** A function that has one argument may be given it alone, also when it is a list of numbers. */
function argumentList(f: AnyFunction, given: unknown): readonly unknown[] {
  if (!Array.isArray(given)) return [given];
  return f.length === 1 && given.length !== 1 ? [given] : given;
}

export function checkDirections(points: readonly NDArray[], directions: readonly NDArray[]): void {
  if (points.length !== directions.length)
    throw new ZerothError(
      'shape-mismatch',
      `There must be a direction for each array: ${points.length} arrays, but ${directions.length} directions.`,
    );
  points.forEach((point, i) => {
    const { shape } = directions[i]!;
    if (shape.length !== point.shape.length || shape.some((length, axis) => length !== point.shape[axis]))
      throw new ZerothError(
        'shape-mismatch',
        `A direction of shape [${shape.join(', ')}] does not fit its point of shape [${point.shape.join(', ')}]: they must be equal.`,
        shape,
      );
  });
}

/**
 * Taylor mode: the derivatives of t ↦ f(x(t)) at t = 0 along the curve with x(0) = x and derivatives v₁, v₂, …: value,
 * first, second and so on, to the order of the curve. With v₂ = v₃ = … = 0 the k-th is the k-th directional derivative.
 *
 * @param derivatives of the curve: v₁, v₂, …, each of the form of x
 * @source Griewank, Walther: Evaluating derivatives (2008), chapter 13; Faà di Bruno's formula is what it sums to
 */
export function jet(f: (x: NDArray) => ArrayLike, x: ArrayLike, derivatives: readonly ArrayLike[]): Value[];
export function jet<P>(f: (x: P) => ArrayLike, x: Like<P>, derivatives: readonly Like<P>[]): Value[];
export function jet(f: AnyFunction, x: unknown, derivatives: readonly unknown[]): Value[] {
  const order = derivatives.length;
  return staged(
    f,
    ({ traced, leaves, extra }) => {
      const n = leaves.length;
      const directions = Array.from({ length: order }, (_, k) => extra.slice(k * n, (k + 1) * n));
      for (const each of directions) checkDirections(leaves, each);
      const inputs = leaves.map((leaf, i) =>
        seriesOf(
          leaf,
          directions.map((direction, k) => overFactorial(direction[i]!, k + 1)),
        ),
      );
      return taylor(traced.graph, inputs).flatMap((series) =>
        Array.from({ length: order + 1 }, (_, k) => {
          const coefficient = series.coefficient(k) ?? zerosLike(series.coefficient(0)!);
          return timesFactorial(coefficient, k);
        }),
      );
    },
    (results, { inputs }) => results.map((result) => presented(result, isPlain(inputs))),
  )([x], derivatives);
}

/**
 * The product of the Hessian of a scalar function with a vector, by forward over reverse mode, at about the cost of two
 * gradients: `hvp(f)(x, v)`, of the form of x.
 */
export function hvp(f: (x: NDArray) => ArrayLike): <X extends ArrayLike>(x: X, v: ArrayLike) => Given<X>;
export function hvp<P>(f: (x: P) => ArrayLike): <X extends Like<P>>(x: X, v: Like<P>) => Given<X>;
export function hvp(f: AnyFunction): (x: never, v: never) => unknown {
  const run = staged(
    f,
    ({ traced, leaves, extra }) => {
      checkScalar(traced.graph);
      checkDirections(leaves, extra);
      return hessianProduct(traced.graph, leaves, extra);
    },
    (results, { inputs }) => given(results, inputs, 0, true),
    { finishData: ([product]) => product },
  );
  return (x, v) => run([x], [v]);
}

/**
 * The linear map v ↦ J(x) v at a point, with the value there: `jvp` may be called any number of times, with one
 * direction for each argument.
 */
export function linearize(
  f: ArrayFunction,
  ...primals: ArrayLike[]
): { value: Value; jvp: (...tangents: ArrayLike[]) => Value };
export function linearize(
  f: AnyFunction,
  ...primals: readonly unknown[]
): { value: unknown; jvp: (...tangents: never[]) => unknown } {
  const call = callOf(f, primals);
  const zeros = call.leaves.map((leaf) => zerosLike(leaf));
  return {
    value: resultsOf(
      explained(f, call, ({ traced, leaves }) => pushForward(traced.graph, leaves, zeros)).outputs,
      call,
    ),
    jvp: (...tangents) => {
      const directions = flattenArguments(tangents).leaves;
      checkDirections(call.leaves, directions);
      return resultsOf(pushForward(call.traced.graph, call.leaves, directions).tangents, call);
    },
  };
}
