import { type NDArray, reshape, toFloat64Array } from '../array/index.js';
import { ZerothError } from '../errors.js';
import type { CsrMatrix } from '../sparse/index.js';
import { checkScalar } from './gradients.js';
import type { Graph } from './graph.js';
import { pushForward } from './jvp.js';
import { hessianProduct } from './second-order.js';
import { type DerivativePlan, recovered } from './sparsity/structure.js';
import { type AnyFunction, type Call, staged, traceFunction } from './staged.js';
import { isTraced } from './trace.js';
import { flattenArguments, type Structure, signatureOf } from './tree.js';
import { pullBack } from './vjp.js';

/** Which leaf of the arguments the derivative is by. */
type LeafIndex = (inputs: Structure, leaves: readonly NDArray[]) => number;

type MakePlan = (graph: Graph, leaves: readonly NDArray[], index: number) => DerivativePlan;

/** The plan for a call, kept for calls of the same types. */
export function planner(
  f: AnyFunction,
  make: MakePlan,
  leafIndex: LeafIndex,
): (inputs: readonly unknown[]) => DerivativePlan {
  const kept = new Map<string, DerivativePlan>();
  return (inputs) => {
    const given = flattenArguments(inputs);
    const { structure, leaves } = given;
    if (leaves.some(isTraced))
      throw new ZerothError(
        'sparse-in-transform',
        'A sparse Jacobian or Hessian is no array, so that nothing can be derived from it: take the dense one inside of other transforms.',
      );
    const key = signatureOf(given);
    const known = kept.get(key);
    if (known?.holds(leaves)) return known;
    const index = leafIndex(structure, leaves);
    const plan = make(traceFunction(f, structure, leaves).graph, leaves, index);
    kept.set(key, plan);
    return plan;
  };
}

/** A sparse Jacobian: products with the directions of its plan, one for each colour. */
export function sparseJacobian(
  f: AnyFunction,
  make: MakePlan,
  leafIndex: LeafIndex,
): (inputs: readonly unknown[]) => CsrMatrix {
  const planned = planner(f, make, leafIndex);
  const at = ({ inputs, leaves }: Call): number => leafIndex(inputs, leaves);
  const push = staged(
    f,
    (call) => {
      const { traced, leaves, extra } = call;
      const index = at(call);
      const direction = reshape(extra[0]!, leaves[index]!.shape);
      return pushForward(
        traced.graph,
        leaves,
        leaves.map((_, i) => (i === index ? direction : undefined)),
      ).tangents;
    },
    ([result]) => toFloat64Array(result!),
  );
  const pull = staged(
    f,
    (call) => {
      const { traced, leaves, extra } = call;
      const { outputs, pullback } = pullBack(traced.graph, leaves);
      return [pullback([reshape(extra[0]!, outputs[0]!.shape)])[at(call)]!];
    },
    ([result]) => toFloat64Array(result!),
  );
  return (inputs) => {
    const plan = planned(inputs);
    const product = plan.structure.mode === 'forward' ? push : pull;
    return recovered(
      plan,
      plan.directions.map((direction) => product(inputs, [direction])),
    );
  };
}

/** A sparse Hessian: Hessian products with the directions of its plan. */
export function sparseHessian(
  f: AnyFunction,
  make: MakePlan,
  leafIndex: LeafIndex,
): (inputs: readonly unknown[]) => CsrMatrix {
  const planned = planner(f, make, leafIndex);
  const product = staged(
    f,
    ({ traced, leaves, inputs, extra }) => {
      checkScalar(traced.graph);
      const index = leafIndex(inputs, leaves);
      const direction = reshape(extra[0]!, leaves[index]!.shape);
      return [
        hessianProduct(
          traced.graph,
          leaves,
          leaves.map((_, i) => (i === index ? direction : undefined)),
        )[index]!,
      ];
    },
    ([result]) => toFloat64Array(result!),
  );
  return (inputs) => {
    const plan = planned(inputs);
    return recovered(
      plan,
      plan.directions.map((direction) => product(inputs, [direction])),
    );
  };
}
