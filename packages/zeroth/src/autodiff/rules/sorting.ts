import { bindOne, fromData, type NDArray } from '../../array/index.js';
import * as p from '../../array/primitives/index.js';
import { cast, permuted, reshaped } from './operations.js';
import { constant, type RuleEntry, rule } from './rule.js';
import { inversePermutation } from './structure.js';

/** Elements along an axis in the order of positions, each line by its own. */
export function reordered(x: NDArray, positions: NDArray, axis: number): NDArray {
  const rest = x.shape.flatMap((_, i) => (i === axis ? [] : [i]));
  const order = [...rest, axis];
  const lines = permuted(x, order);
  const length = x.shape[axis]!;
  const count = x.size === 0 ? 0 : x.size / length;
  const starts = fromData(
    Int32Array.from({ length: x.size }, (_, i) => (count === 0 ? 0 : Math.floor(i / length) * length)),
  );
  const flat = bindOne(p.addPrimitive, [reshaped(permuted(positions, order), [x.size]), starts], undefined);
  const gathered = bindOne(p.gatherPrimitive, [reshaped(lines, [x.size]), cast(flat, 'int32')], { axis: 0 });
  return permuted(reshaped(gathered, lines.shape), inversePermutation(order));
}

/** Rules of what orders elements: changes move with the elements. At ties the order is that of a stable sort. */
export const sortingRules: readonly RuleEntry[] = [
  rule(p.sortPrimitive, {
    jvp: ({ inputs, params }, [tangent]) => {
      const order = bindOne(p.argsortPrimitive, [inputs[0]!], params);
      return [reordered(tangent!, order, params.axis)];
    },
    vjp: ({ inputs, params }, [cotangent]) => {
      const order = bindOne(p.argsortPrimitive, [inputs[0]!], params);
      const back = bindOne(p.argsortPrimitive, [cast(order, 'float64')], { ...params, descending: false });
      return [reordered(cotangent!, back, params.axis)];
    },
  }),
  constant(p.argsortPrimitive),
  constant(p.searchsortedPrimitive),
];
