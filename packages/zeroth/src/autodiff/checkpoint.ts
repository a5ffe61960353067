import { bind, definePrimitive, type NDArray } from '../array/index.js';
import { evaluateBatch } from './batch.js';
import { capture } from './capture.js';
import { compiledOnce } from './compile/index.js';
import { type Graph, typeOf } from './graph.js';
import { pushForward } from './jvp.js';
import type { Change, RuledPrimitive } from './rules/rule.js';
import { reachOfGraph } from './sparsity/control-flow.js';
import type { AnyFunction } from './staged.js';
import { trace } from './trace.js';
import { type Flattened, flatten, flattenArguments, unflatten } from './tree.js';
import type { ArrayFunction } from './types.js';
import { pullBack } from './vjp.js';

interface CheckpointParams {
  readonly graph: Graph;
}

/** A graph as one operation, of which reverse mode keeps the inputs and nothing of what is in between. */
const checkpointPrimitive: RuledPrimitive<CheckpointParams> = {
  ...definePrimitive<CheckpointParams>({
    name: 'checkpoint',
    shapes: (_, { graph }) => graph.outputs.map(typeOf),
    compute: (inputs, { graph }) => compiledOnce(graph)(inputs),
  }),
  derivative: {
    jvp: ({ inputs, params: { graph } }, tangents) => pushForward(graph, inputs, tangents).tangents,
    vjp({ inputs, params: { graph } }, cotangents, wanted): readonly Change[] {
      // Recomputed inside one operation of its own: a derivative of the whole does not keep it alive either.
      const present = cotangents.flatMap((change, i) => (change === undefined ? [] : [i]));
      const types = [...inputs, ...present.map((i) => cotangents[i]!)];
      const backward = trace((arrays) => {
        const changes: Change[] = cotangents.map(() => undefined);
        present.forEach((output, i) => {
          changes[output] = arrays[inputs.length + i];
        });
        return pullBack(graph, arrays.slice(0, inputs.length)).pullback(changes);
      }, types);
      const found = bind(checkpointPrimitive, types, { graph: backward });
      return inputs.map((_, i) => (wanted[i] ? found[i] : undefined));
    },
  },
  reach: reachOfGraph,
  batching: ({ inputs, batched, params: { graph }, size }) =>
    bind(checkpointPrimitive, inputs, {
      graph: trace((arrays) => evaluateBatch(graph, arrays, batched, size), inputs),
    }),
};

/**
 * The same function, of which reverse mode remembers nothing but the arguments: what is in between is computed again
 * when the gradient needs it. It trades one more evaluation for memory.
 */
export function checkpoint(f: ArrayFunction): (...inputs: NDArray[]) => NDArray;
export function checkpoint<A extends unknown[], R>(f: (...inputs: A) => R): (...inputs: A) => R;
export function checkpoint(f: AnyFunction): (...inputs: never[]) => unknown {
  return (...inputs) => {
    const { structure, leaves } = flattenArguments(inputs);
    let result: Flattened | undefined;
    const { graph, captured } = capture((arrays) => {
      const given = unflatten(structure, arrays);
      result = flatten(
        Reflect.apply(f, undefined, Array.isArray(given) ? given : [given]),
        'the result of the function',
      );
      return result.leaves;
    }, leaves);
    return unflatten(result!.structure, bind(checkpointPrimitive, [...leaves, ...captured], { graph }));
  };
}
