import {
  type ArrayLike,
  asArray,
  astype,
  bind,
  definePrimitive,
  type NDArray,
  reshape,
  where,
  zerosLike,
} from '../array/index.js';
import { ZerothError } from '../errors.js';
import { evaluateBatch } from './batch.js';
import { allBatched } from './batching/structure.js';
import { capture } from './capture.js';
import { compiledOnce } from './compile/index.js';
import { evaluate } from './evaluate.js';
import { type Graph, typeOf } from './graph.js';
import { pushForward } from './jvp.js';
import type { Change, RuledPrimitive } from './rules/rule.js';
import { reachOfSwitch } from './sparsity/control-flow.js';
import type { AnyFunction } from './staged.js';
import { trace } from './trace.js';
import { type Flattened, flatten, flattenArguments, nestingOf, type Structure, unflatten } from './tree.js';
import { pullBack } from './vjp.js';

interface BranchParams {
  readonly branches: readonly Graph[];
}

const filled = (changes: readonly Change[], like: readonly NDArray[]): readonly NDArray[] =>
  like.map((value, i) => changes[i] ?? zerosLike(value));

/** One of several graphs of the same inputs and outputs, by the index that is the first input. */
const branchPrimitive: RuledPrimitive<BranchParams> = {
  ...definePrimitive<BranchParams>({
    name: 'switch',
    shapes: (_, { branches }) => branches[0]!.outputs.map(typeOf),
    compute: ([index, ...inputs], { branches }) => {
      const last = branches.length - 1;
      return compiledOnce(branches[Math.min(last, Math.max(0, index!.item()))]!)(inputs);
    },
  }),
  derivative: {
    jvp: ({ inputs: [index, ...inputs], params: { branches } }, [, ...tangents]) => {
      const directions = filled(tangents, inputs);
      const types = [...inputs, ...directions];
      const pushed = branches.map((branch) =>
        trace(
          (arrays) => pushForward(branch, arrays.slice(0, inputs.length), arrays.slice(inputs.length)).tangents,
          types,
        ),
      );
      return bind(branchPrimitive, [index!, ...types], { branches: pushed });
    },
    vjp: ({ inputs: [index, ...inputs], outputs, params: { branches } }, cotangents) => {
      const changes = filled(cotangents, outputs);
      const types = [...inputs, ...changes];
      const pulled = branches.map((branch) =>
        trace(
          (arrays) => pullBack(branch, arrays.slice(0, inputs.length)).pullback(arrays.slice(inputs.length)),
          types,
        ),
      );
      return [undefined, ...bind(branchPrimitive, [index!, ...types], { branches: pulled })];
    },
  },
  reach: reachOfSwitch,
  batching: (application) => {
    const { inputs, batched, size, params } = application;
    const [, ...all] = allBatched(application);
    const types = all.map(({ shape, dtype }) => ({ shape, dtype }));
    const branches = params.branches.map((branch) =>
      trace(
        (arrays) =>
          evaluateBatch(
            branch,
            arrays,
            arrays.map(() => true),
            size,
          ),
        types,
      ),
    );
    if (!batched[0]) return bind(branchPrimitive, [inputs[0]!, ...all], { branches });
    // Elements of the batch take different branches: all are computed, and each takes what is its own.
    const results = branches.map((branch) => evaluate(branch, all));
    return results[0]!.map((first, output) =>
      results.reduce((chosen, result, i) => {
        if (i === 0) return chosen;
        const index = reshape(inputs[0]!, [size, ...new Array<number>(first.ndim - 1).fill(1)]);
        return where(index.greaterEqual(i), result[output]!, chosen);
      }, first),
    );
  },
};

/**
 * One of several functions, by an index that may be traced; it is clamped to the functions there are. All must return
 * arrays of the same shapes and dtypes, nested alike. Only the chosen one is computed (all of them under `vmap`).
 *
 * @throws ZerothError `branches-differ`
 */
export function switchCase<A extends unknown[], R>(
  index: ArrayLike,
  branches: readonly ((...operands: A) => R)[],
  ...operands: A
): R;
export function switchCase(
  index: ArrayLike,
  branches: readonly AnyFunction[],
  ...operands: readonly unknown[]
): unknown {
  const { structure, leaves } = flattenArguments(operands);
  const results: Flattened[] = [];
  const graphs = branches.map((branch) => capturedGraph(branch, structure, leaves, results));
  const first = results[0];
  if (first === undefined) throw new ZerothError('branches-differ', 'Give at least one function to choose from.');
  results.forEach((result, i) => {
    if (sameTypes(first, result)) return;
    throw new ZerothError(
      'branches-differ',
      `Branch ${i} returns ${showTypes(result)}, but branch 0 returns ${showTypes(first)}: all must return the same shapes and dtypes.`,
    );
  });
  const { branches: aligned, captured } = alignCaptured(graphs, leaves.length);
  const position = astype(asArray(index), 'int32');
  return unflatten(first.structure, bind(branchPrimitive, [position, ...leaves, ...captured], { branches: aligned }));
}

/**
 * `onTrue(...operands)` where the condition, which may be traced, is true, and `onFalse(...operands)` where it is not.
 *
 * @throws ZerothError `branches-differ`
 */
export function cond<A extends unknown[], R>(
  condition: ArrayLike,
  onTrue: (...operands: A) => R,
  onFalse: (...operands: A) => R,
  ...operands: A
): R {
  const index = astype(astype(asArray(condition), 'bool'), 'int32');
  return switchCase(index, [onFalse, onTrue], ...operands);
}

function capturedGraph(
  f: AnyFunction,
  inputs: Structure,
  leaves: readonly NDArray[],
  results: Flattened[],
): ReturnType<typeof capture> {
  return capture((arrays) => {
    const given = unflatten(inputs, arrays);
    const result = flatten(Reflect.apply(f, undefined, Array.isArray(given) ? given : [given]), 'the result');
    results.push(result);
    return result.leaves;
  }, leaves);
}

/** Graphs that close over different arrays as graphs that are given all of them. */
function alignCaptured(
  graphs: readonly ReturnType<typeof capture>[],
  own: number,
): { readonly branches: readonly Graph[]; readonly captured: readonly NDArray[] } {
  const captured = [...new Set(graphs.flatMap((graph) => graph.captured))];
  const branches = graphs.map(({ graph, captured: mine }) => {
    const extra = captured.map((value) => {
      const at = mine.indexOf(value);
      if (at >= 0) return graph.inputs[own + at]!;
      // Not read by this branch: an input that nothing refers to.
      return { kind: 'variable' as const, id: -1 - captured.indexOf(value), shape: value.shape, dtype: value.dtype };
    });
    return { ...graph, inputs: [...graph.inputs.slice(0, own), ...extra] };
  });
  return { branches, captured };
}

export function sameTypes(a: Flattened, b: Flattened): boolean {
  return nestingOf(a.structure) === nestingOf(b.structure) && showTypes(a) === showTypes(b);
}

export function showTypes({ leaves }: Flattened): string {
  return leaves.map(({ dtype, shape }) => `${dtype} [${shape.join(', ')}]`).join(' and ');
}
