import { type ArrayLike, type NDArray, zerosLike } from '../array/index.js';
import { checkDirections } from './directions.js';
import { checkScalar, given } from './gradients.js';
import { pushForward } from './jvp.js';
import { once } from './once.js';
import { hessianProduct } from './second-order.js';
import { type AnyFunction, isPlain, presented, resultsOf, staged } from './staged.js';
import { overFactorial, seriesOf, taylor, timesFactorial } from './taylor.js';
import type { ArrayFunction, Given, Like, Value } from './types.js';

/**
 * Value and directional derivative, by forward mode: f(x) and J(x) v in one pass. What is compiled is kept with f.
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
  return pushedForward(f)(point, directions);
}

const pushedForward = once((f: AnyFunction) =>
  staged(
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
  ),
);

/** A function that has one argument may be given it alone, also when it is a list of numbers. */
function argumentList(f: AnyFunction, given: unknown): readonly unknown[] {
  if (!Array.isArray(given)) return [given];
  return f.length === 1 && given.length !== 1 ? [given] : given;
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
  const known = jetsOf(f);
  const order = derivatives.length;
  const jetOfOrder = known.get(order) ?? stagedJet(f, order);
  known.set(order, jetOfOrder);
  return jetOfOrder([x], derivatives);
}

const jetsOf = once((_: AnyFunction) => new Map<number, ReturnType<typeof stagedJet>>());

function stagedJet(f: AnyFunction, order: number) {
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
  );
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
