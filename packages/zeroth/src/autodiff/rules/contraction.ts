import { add, bindOne, type NDArray } from '../../array/index.js';
import type { ContractionParams } from '../../array/primitives/contraction.js';
import * as p from '../../array/primitives/index.js';
import { permuted } from './operations.js';
import { type Change, type RuleEntry, rule } from './rule.js';

const range = (from: number, count: number): readonly number[] => Array.from({ length: count }, (_, i) => from + i);

function freeAxes(rank: number, taken: readonly number[]): readonly number[] {
  return range(0, rank).filter((axis) => !taken.includes(axis));
}

/** The change of one factor of a contraction: that of the product, contracted with the other factor. */
function factorChange(
  change: NDArray,
  factor: NDArray,
  other: NDArray,
  side: 0 | 1,
  { contract, batch }: ContractionParams,
): NDArray {
  const [mine, theirs] = side === 0 ? [0, 1] : [1, 0];
  const batches = batch[mine]!;
  const contracted = contract[mine]!;
  const theirBatches = batch[theirs]!;
  const theirContracted = contract[theirs]!;
  const free = freeAxes(factor.ndim, [...batches, ...contracted]);
  const theirFree = freeAxes(other.ndim, [...theirBatches, ...theirContracted]);
  // In the product, the free axes of the first factor stand before those of the second.
  const start = batches.length + (side === 0 ? free.length : 0);
  const product = bindOne(p.dotGeneralPrimitive, [change, other], {
    batch: [range(0, batches.length), theirBatches],
    contract: [range(start, theirFree.length), theirFree],
  });
  // Its axes: the batch axes, the factor's free ones, and the contracted ones in the order of the other factor.
  const ordered = theirContracted.map((axis, i) => ({ axis, own: contracted[i]! })).sort((a, b) => a.axis - b.axis);
  const owners = [...batches, ...free, ...ordered.map(({ own }) => own)];
  return permuted(
    product,
    range(0, factor.ndim).map((axis) => owners.indexOf(axis)),
  );
}

/** The rule of sums of products. */
export const contractionRules: readonly RuleEntry[] = [
  rule(p.dotGeneralPrimitive, {
    form: 'bilinear',
    jvp: ({ inputs: [x, y], params }, [dx, dy]) => {
      const left: Change = dx === undefined ? undefined : bindOne(p.dotGeneralPrimitive, [dx, y!], params);
      const right: Change = dy === undefined ? undefined : bindOne(p.dotGeneralPrimitive, [x!, dy], params);
      return [left === undefined ? right : right === undefined ? left : add(left, right)];
    },
    vjp: ({ inputs: [x, y], params }, [cotangent], wanted) => [
      wanted[0] ? factorChange(cotangent!, x!, y!, 0, params) : undefined,
      wanted[1] ? factorChange(cotangent!, y!, x!, 1, params) : undefined,
    ],
  }),
];
