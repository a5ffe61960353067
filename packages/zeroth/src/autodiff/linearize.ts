import { type ArrayLike, type NDArray, zerosLike } from '../array/index.js';
import { checkDirections } from './directions.js';
import { inTwoParts } from './in-two-parts.js';
import { pushForward } from './jvp.js';
import { type AnyFunction, type Call, explained, resultsOf } from './staged.js';
import { flattenArguments } from './tree.js';
import type { ArrayFunction, Value } from './types.js';

/**
 * The linear map v ↦ J(x) v at a point, with the value there: `jvp` may be called any number of times, with one
 * direction for each argument. What does not depend on the direction is computed once.
 */
export function linearize(
  f: ArrayFunction,
  ...primals: ArrayLike[]
): { value: Value; jvp: (...tangents: ArrayLike[]) => Value };
export function linearize(
  f: AnyFunction,
  ...primals: readonly unknown[]
): { value: unknown; jvp: (...tangents: never[]) => unknown } {
  const { call, map } = pushedForward(f, primals);
  return {
    value: resultsOf(map.outputs, call),
    jvp: (...tangents) => {
      const directions = flattenArguments(tangents).leaves;
      checkDirections(call.leaves, directions);
      return resultsOf(map.apply(directions), call);
    },
  };
}

const pushedForward = inTwoParts({
  changes: (_, leaves) => leaves.map((leaf) => zerosLike(leaf)),
  derive: pushed,
  // Each direction is pushed through the whole function.
  recorded(f, call) {
    const n = call.traced.graph.outputs.length;
    const along = (extra: readonly NDArray[]) => explained(f, { ...call, extra }, pushed);
    return { outputs: along(call.extra).slice(0, n), apply: (directions) => along(directions).slice(n) };
  },
});

/** Outputs and tangents of a call whose directions are what it was given besides. */
function pushed({ traced, leaves, extra }: Call): readonly NDArray[] {
  const { outputs, tangents } = pushForward(traced.graph, leaves, extra);
  return [...outputs, ...tangents];
}
