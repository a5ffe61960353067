import { type ArrayLike, type NDArray, zeros } from '../array/index.js';
import { ZerothError } from '../errors.js';
import { given } from './gradients.js';
import { typeOf } from './graph.js';
import { inTwoParts } from './in-two-parts.js';
import { type AnyFunction, type Call, explained, resultsOf } from './staged.js';
import { argumentsOf, flatten } from './tree.js';
import type { ArrayFunction, Given, Like, Value } from './types.js';
import { pullBack } from './vjp.js';

/**
 * Value and pullback, by reverse mode: `pullback(c)` is the list of cᵀ ∂f/∂argument, one for each argument and of its
 * form. What the pullback needs is computed once; it may be called any number of times. What is compiled is kept with f, so
 * that a function that is made anew at each call is traced and compiled at each.
 *
 * @returns `value`, nested as f returned it, and `pullback`, which takes a cotangent for each array of the value
 */
export function vjp<X extends ArrayLike[]>(
  f: ArrayFunction,
  ...primals: X
): { value: Value; pullback: (cotangent: ArrayLike) => { [K in keyof X]: Given<X[K]> } };
export function vjp<A extends unknown[], R, X extends Like<A> & readonly unknown[]>(
  f: (...inputs: A) => R,
  ...primals: X
): { value: Given<R>; pullback: (cotangent: Like<R>) => { [K in keyof X]: Given<X[K]> } };
export function vjp(
  f: AnyFunction,
  ...primals: readonly unknown[]
): { value: unknown; pullback: (cotangent: never) => unknown } {
  const { call, map } = pulledBack(f, primals);
  return {
    value: resultsOf(map.outputs, call),
    pullback: (cotangent: unknown) => {
      const cotangents = flatten(cotangent, 'the cotangent').leaves;
      checkCotangents(
        cotangents,
        call.traced.graph.outputs.map((output) => typeOf(output).shape),
      );
      const results = map.apply(cotangents);
      return argumentsOf(call.inputs).map(({ start }, argument, all) =>
        given(results.slice(start, all[argument + 1]?.start), call.inputs, argument),
      );
    },
  };
}

const pulledBack = inTwoParts({
  changes: ({ graph }) =>
    graph.outputs.map((output) => {
      const { shape, dtype } = typeOf(output);
      return zeros(shape, { dtype });
    }),
  derive: pulled,
  recorded(f, call) {
    const { outputs, pullback } = pullBack(call.traced.graph, call.leaves);
    const apply = (cotangents: readonly NDArray[]): readonly NDArray[] =>
      explained(f, call, (at) => (at === call ? pullback : pullBack(at.traced.graph, at.leaves).pullback)(cotangents));
    return { outputs, apply };
  },
});

/** Outputs of a call and changes of its leaves, for cotangents that it was given besides. */
function pulled({ traced, leaves, extra }: Call): readonly NDArray[] {
  const { outputs, pullback } = pullBack(traced.graph, leaves);
  return [...outputs, ...pullback(extra)];
}

function checkCotangents(cotangents: readonly NDArray[], shapes: readonly (readonly number[])[]): void {
  const fits =
    cotangents.length === shapes.length && cotangents.every(({ shape }, i) => shape.join() === shapes[i]!.join());
  if (fits) return;
  const show = (each: readonly (readonly number[])[]): string =>
    each.map((shape) => `[${shape.join(', ')}]`).join(', ');
  throw new ZerothError(
    'shape-mismatch',
    `Cotangents of shapes ${show(cotangents.map(({ shape }) => shape))} do not fit results of shapes ${show(shapes)}.`,
  );
}
