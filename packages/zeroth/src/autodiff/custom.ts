import { type ArrayLike, asArray, bind, bindOne, definePrimitive, type NDArray, zerosLike } from '../array/index.js';
import { ZerothError } from '../errors.js';
import { evaluateBatch } from './batch.js';
import { allBatched } from './batching/structure.js';
import { capture } from './capture.js';
import { compile } from './compile/index.js';
import { type Graph, typeOf } from './graph.js';
import type { Change, DerivativeRule, RuledPrimitive } from './rules/rule.js';
import type { AnyFunction } from './staged.js';
import { type Flattened, flatten, flattenArguments, type Structure, unflatten } from './tree.js';
import { pullBack } from './vjp.js';

/** The identity, through which no derivative passes. */
const stopGradientPrimitive: RuledPrimitive<undefined> = {
  ...definePrimitive<undefined>({ name: 'stopGradient', shapes: ([x]) => [x!], compute: ([x]) => [x!] }),
  derivative: { jvp: () => [undefined], vjp: () => [undefined] },
  batching: ({ inputs }) => [bindOne(stopGradientPrimitive, inputs, undefined)],
};

/** The value as it is, and a constant to every derivative. */
export function stopGradient(x: ArrayLike): NDArray {
  return bindOne(stopGradientPrimitive, [asArray(x)], undefined);
}

/** The derivative of a function in the user's words. One of the two is enough: the other is its transpose. */
export interface CustomDerivative<A extends unknown[], R> {
  /** J(primals) tangents, nested as the output; it must be linear in the tangents. */
  readonly jvp?: (primals: NoInfer<A>, tangents: NoInfer<A>, output: NoInfer<R>) => NoInfer<R>;
  /** The list of cotangents of the arguments; it must be linear in the cotangent. */
  readonly vjp?: (primals: NoInfer<A>, cotangent: NoInfer<R>, output: NoInfer<R>) => [...A];
}

interface AnyDerivative {
  readonly jvp?: (...given: never[]) => unknown;
  readonly vjp?: (...given: never[]) => unknown;
}

interface CustomParams {
  readonly graph: Graph;
  readonly inputs: Structure;
  readonly output: Structure;
}

/**
 * A function with a derivative of your own, in all modes and orders: where the rule of calculus is unstable or too slow,
 * or where another derivative is meant (a straight-through estimate). The rule is composed of functions of
 * zeroth/array, so that it can be differentiated too.
 *
 * @throws ZerothError `no-derivative-rule` where neither jvp nor vjp is given
 */
export function customRule<A extends NDArray[]>(
  f: (...inputs: A) => NDArray,
  derivative: CustomDerivative<A, NDArray>,
): (...inputs: { [K in keyof A]: ArrayLike }) => NDArray;
export function customRule<A extends unknown[], R>(
  f: (...inputs: A) => R,
  derivative: CustomDerivative<A, R>,
): (...inputs: A) => R;
export function customRule(f: AnyFunction, derivative: AnyDerivative): (...inputs: never[]) => unknown {
  if (derivative.jvp === undefined && derivative.vjp === undefined)
    throw new ZerothError('no-derivative-rule', 'customRule needs jvp or vjp: give one, or both.');
  const primitive: RuledPrimitive<CustomParams> = {
    ...definePrimitive<CustomParams>({
      name: 'customRule',
      shapes: (_, { graph }) => graph.outputs.map(typeOf),
      compute: (inputs, { graph }) => compile(graph)(inputs),
    }),
    derivative: customDerivative(derivative),
    batching: (application) =>
      evaluateBatch(
        application.params.graph,
        allBatched(application),
        application.inputs.map(() => true),
        application.size,
      ),
  };
  return (...inputs) => {
    const { structure, leaves } = flattenArguments(inputs);
    let result: Flattened | undefined;
    const { graph, captured } = capture((arrays) => {
      result = flatten(call(f, unflatten(structure, arrays)), 'the result of the function');
      return result.leaves;
    }, leaves);
    const params: CustomParams = { graph, inputs: structure, output: result!.structure };
    return unflatten(params.output, bind(primitive, [...leaves, ...captured], params));
  };
}

function call(f: AnyFunction, inputs: unknown): unknown {
  return Reflect.apply(f, undefined, Array.isArray(inputs) ? inputs : [inputs]);
}

function customDerivative({ jvp, vjp }: AnyDerivative): DerivativeRule<CustomParams> {
  const forward: DerivativeRule<CustomParams>['jvp'] = ({ inputs, outputs, params }, tangents) => {
    const n = leafCount(params.inputs);
    const directions = inputs.slice(0, n).map((input, i) => tangents[i] ?? zerosLike(input));
    const primals = unflatten(params.inputs, inputs.slice(0, n));
    const output = unflatten(params.output, outputs);
    if (jvp !== undefined)
      return flatten(Reflect.apply(jvp, undefined, [primals, unflatten(params.inputs, directions), output])).leaves;
    const back = (cotangents: readonly NDArray[]): readonly NDArray[] =>
      flatten(Reflect.apply(vjp!, undefined, [primals, unflatten(params.output, cotangents), output])).leaves;
    return transposed(back, outputs, directions);
  };
  const backward: DerivativeRule<CustomParams>['vjp'] = ({ inputs, outputs, params }, cotangents) => {
    const n = leafCount(params.inputs);
    const changes = outputs.map((output, i) => cotangents[i] ?? zerosLike(output));
    const primals = unflatten(params.inputs, inputs.slice(0, n));
    const output = unflatten(params.output, outputs);
    if (vjp !== undefined)
      return flatten(Reflect.apply(vjp, undefined, [primals, unflatten(params.output, changes), output])).leaves;
    const push = (directions: readonly NDArray[]): readonly NDArray[] =>
      flatten(Reflect.apply(jvp!, undefined, [primals, unflatten(params.inputs, directions), output])).leaves;
    return transposed(push, inputs.slice(0, n), changes);
  };
  return { jvp: forward, vjp: backward };
}

/** The transpose of a linear function at a change of its outputs: its derivative, which is the same everywhere. */
export function transposed(
  linear: (changes: readonly NDArray[]) => readonly NDArray[],
  inputs: readonly NDArray[],
  outputs: readonly Change[],
): readonly NDArray[] {
  const zeros = inputs.map((input) => zerosLike(input));
  const { graph, captured } = capture(linear, zeros);
  return pullBack(graph, [...zeros, ...captured])
    .pullback(outputs)
    .slice(0, inputs.length);
}

function leafCount(structure: Structure): number {
  return structure.kind === 'leaf' ? 1 : structure.items.reduce((sum, item) => sum + leafCount(item), 0);
}
