import { type ArrayLike, asArray, bind, bindOne, definePrimitive, type NDArray, zerosLike } from '../array/index.js';
import { ZerothError } from '../errors.js';
import { evaluateBatch } from './batch.js';
import { allBatched } from './batching/structure.js';
import { capture } from './capture.js';
import { compiledOnce } from './compile/index.js';
import { type Graph, typeOf } from './graph.js';
import type { Change, DerivativeRule, RuledPrimitive } from './rules/rule.js';
import type { AnyFunction } from './staged.js';
import { trace } from './trace.js';
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
  /** Lengths of the batches that the arrays have in front, which the user's rule knows nothing of. */
  readonly batches: readonly number[];
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
      compute: (inputs, { graph }) => compiledOnce(graph)(inputs),
    }),
    derivative: customDerivative(derivative),
    batching: (application) => {
      const { params, size } = application;
      const inputs = allBatched(application);
      const graph = trace((arrays) => everyBatched(params.graph, arrays, size), inputs);
      return bind(primitive, inputs, { ...params, graph, batches: [size, ...params.batches] });
    },
  };
  return (...inputs) => {
    const { structure, leaves } = flattenArguments(inputs);
    let result: Flattened | undefined;
    const { graph, captured } = capture((arrays) => {
      result = flatten(call(f, unflatten(structure, arrays)), 'the result of the function');
      return result.leaves;
    }, leaves);
    const params: CustomParams = { graph, inputs: structure, output: result!.structure, batches: [] };
    return unflatten(params.output, bind(primitive, [...leaves, ...captured], params));
  };
}

function call(f: AnyFunction, inputs: unknown): unknown {
  return Reflect.apply(f, undefined, Array.isArray(inputs) ? inputs : [inputs]);
}

function everyBatched(graph: Graph, inputs: readonly NDArray[], size: number): readonly NDArray[] {
  return evaluateBatch(
    graph,
    inputs,
    inputs.map(() => true),
    size,
  );
}

type Arrays = readonly NDArray[];

function customDerivative({ jvp, vjp }: AnyDerivative): DerivativeRule<CustomParams> {
  /** The changes that a rule of the user makes of changes; they must fit what they are changes of. */
  const asked = (
    rule: (...given: never[]) => unknown,
    what: string,
    { inputs, outputs, params }: { inputs: Arrays; outputs: Arrays; params: CustomParams },
    changes: Arrays,
    given: Structure,
    expected: Arrays,
  ): Arrays => {
    const n = inputs.length;
    const m = outputs.length;
    const once = (arrays: Arrays): Arrays => {
      const primals = unflatten(params.inputs, arrays.slice(0, n));
      const output = unflatten(params.output, arrays.slice(n, n + m));
      return flatten(Reflect.apply(rule, undefined, [primals, unflatten(given, arrays.slice(n + m)), output])).leaves;
    };
    const results = throughBatches(once, [...inputs, ...outputs, ...changes], params.batches);
    const show = (arrays: Arrays): string => arrays.map(({ shape }) => `[${shape.join(', ')}]`).join(', ');
    if (show(results) !== show(expected))
      throw new ZerothError(
        'shape-mismatch',
        `The ${what} of a customRule must return arrays of shapes ${show(expected)}, not ${show(results)}.`,
      );
    return results;
  };
  const own = (params: CustomParams, inputs: Arrays): Arrays => inputs.slice(0, leafCount(params.inputs));
  return {
    jvp: ({ inputs, outputs, params }, tangents) => {
      const primals = own(params, inputs);
      if (tangents.slice(primals.length).some((tangent) => tangent !== undefined)) throw capturedArray();
      const application = { inputs: primals, outputs, params };
      const directions = primals.map((input, i) => tangents[i] ?? zerosLike(input));
      if (jvp !== undefined) return asked(jvp, 'jvp', application, directions, params.inputs, outputs);
      const back = (changes: Arrays): Arrays => asked(vjp!, 'vjp', application, changes, params.output, primals);
      return transposed(back, outputs, directions);
    },
    vjp: ({ inputs, outputs, params }, cotangents, wanted) => {
      const primals = own(params, inputs);
      if (wanted.slice(primals.length).includes(true)) throw capturedArray();
      const application = { inputs: primals, outputs, params };
      const changes = outputs.map((output, i) => cotangents[i] ?? zerosLike(output));
      if (vjp !== undefined) return asked(vjp, 'vjp', application, changes, params.output, primals);
      const push = (directions: Arrays): Arrays => asked(jvp!, 'jvp', application, directions, params.inputs, outputs);
      return transposed(push, primals, changes);
    },
  };
}

/** A function of arrays applied to each element of batches, whose axes are in front, the outermost first. */
function throughBatches(f: (arrays: Arrays) => Arrays, arrays: Arrays, batches: readonly number[]): Arrays {
  const [size, ...inner] = batches;
  if (size === undefined) return f(arrays);
  const types = arrays.map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype }));
  return everyBatched(
    trace((elements) => throughBatches(f, elements, inner), types),
    arrays,
    size,
  );
}

function capturedArray(): ZerothError {
  return new ZerothError(
    'captured-by-custom-rule',
    'A function with a customRule closes over an array that is differentiated: its rule cannot know of it. Pass it as an ' +
      'argument.',
  );
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
