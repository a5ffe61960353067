import { isFloating } from '../array/dtype.js';
import { type ArrayLike, type NDArray, onesLike } from '../array/index.js';
import { ZerothError } from '../errors.js';
import { type Graph, typeOf } from './graph.js';
import { restored, staged } from './staged.js';
import { argumentsOf, formsOf, type Structure, unflatten } from './tree.js';
import type { ArgumentOption, ArrayFunction, Given, Like } from './types.js';
import { pullBack } from './vjp.js';

/**
 * The gradient of a function that comes to a scalar, by reverse mode: a function of the same arguments. The function is
 * traced once for each shape of its arguments. Arrays that it closes over are read at each call; numbers and JavaScript
 * conditions are kept as they were when it was traced.
 *
 * @param f composed of functions of zeroth/array, zeroth/linalg, zeroth/special and zeroth/fft
 * @returns a function whose result has the form of the argument: a number for a number, a `Float64Array` for a
 *   `Float64Array`, objects for objects, an `NDArray` for what else holds numbers
 * @throws ZerothError `not-scalar`, `no-derivative-rule`, `branch-on-traced-value`, `impure-function`, …; the message
 *   names the line of f
 */
export function grad(f: ArrayFunction, options?: ArgumentOption): <X extends ArrayLike[]>(...inputs: X) => Given<X[0]>;
export function grad<A extends unknown[]>(
  f: (...inputs: A) => ArrayLike,
  options?: ArgumentOption,
): <X extends Like<A>>(...inputs: X & readonly unknown[]) => Given<X[0 & keyof X]>;
export function grad(
  f: (...inputs: never[]) => unknown,
  options: ArgumentOption = {},
): (...inputs: never[]) => unknown {
  const both = valueAndGradient(f, options);
  return (...inputs) => both(inputs).gradient;
}

/** As {@link grad}, with the value: `{ value, gradient }`. */
export function valueAndGrad(
  f: ArrayFunction,
  options?: ArgumentOption,
): <X extends ArrayLike[]>(...inputs: X) => { value: number; gradient: Given<X[0]> };
export function valueAndGrad<A extends unknown[]>(
  f: (...inputs: A) => ArrayLike,
  options?: ArgumentOption,
): <X extends Like<A>>(...inputs: X & readonly unknown[]) => { value: number; gradient: Given<X[0 & keyof X]> };
export function valueAndGrad(
  f: (...inputs: never[]) => unknown,
  options: ArgumentOption = {},
): (...inputs: never[]) => unknown {
  const both = valueAndGradient(f, options);
  return (...inputs) => both(inputs);
}

function valueAndGradient(
  f: (...inputs: never[]) => unknown,
  { argument = 0 }: ArgumentOption,
): (inputs: readonly unknown[]) => { value: unknown; gradient: unknown } {
  return staged(
    f,
    ({ traced, leaves, inputs }) => {
      checkScalar(traced.graph);
      const { outputs, pullback } = pullBack(traced.graph, leaves);
      const { start, count } = argumentLeaves(inputs, argument, leaves);
      return [outputs[0]!, ...pullback([onesLike(outputs[0]!)]).slice(start, start + count)];
    },
    ([value, ...gradient], { inputs }) => ({
      value: restored(value!, 'number'),
      gradient: given(gradient, inputs, argument, true),
    }),
    { transient: 1, finishData: ([value, gradient]) => ({ value: value![0], gradient }) },
  );
}

/** Arrays that belong to one argument's leaves, in the form of that argument. */
export function given(arrays: readonly NDArray[], inputs: Structure, argument: number, owned = false): unknown {
  if (inputs.kind === 'list' && inputs.items.length === 1) {
    const [only] = inputs.items;
    if (only?.kind === 'leaf') return restored(arrays[0]!, only.form, owned);
  }
  const { structure } = argumentsOf(inputs)[argument]!;
  const forms = formsOf(structure);
  return unflatten(
    structure,
    arrays.map((array, i) => restored(array, forms[i]!, owned)),
  );
}

/** Which leaves belong to an argument. Throws `bad-argument-index`, and `not-floating` for integers and booleans. */
export function argumentLeaves(
  inputs: Structure,
  argument: number,
  leaves: readonly NDArray[],
): { readonly start: number; readonly count: number } {
  const found = argumentsOf(inputs)[argument];
  if (found === undefined)
    throw new ZerothError(
      'bad-argument-index',
      `There is no argument ${argument} to differentiate by: the function was given ${argumentsOf(inputs).length}.`,
      argument,
    );
  const count = formsOf(found.structure).length;
  for (const { dtype } of leaves.slice(found.start, found.start + count))
    if (!isFloating(dtype))
      throw new ZerothError(
        'not-floating',
        `Argument ${argument} holds an array of ${dtype}, which cannot change by little: convert it with astype(x, 'float64').`,
        dtype,
      );
  return { start: found.start, count };
}

export function checkScalar({ outputs }: Graph): void {
  const shape = outputs.length === 1 ? typeOf(outputs[0]!).shape : undefined;
  if (shape?.length === 0) return;
  throw new ZerothError(
    'not-scalar',
    shape === undefined
      ? `A gradient belongs to one scalar, but the function returns ${outputs.length} arrays: return one, or take jacobian or vjp.`
      : `A gradient belongs to a scalar, shape [], but the function returns shape [${shape.join(', ')}]: take its sum, or use jacobian or vjp.`,
    shape,
  );
}
