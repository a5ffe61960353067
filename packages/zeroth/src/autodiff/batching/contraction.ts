import { bindOne } from '../../array/index.js';
import * as p from '../../array/primitives/index.js';
import { type BatchingEntry, batching } from './rule.js';
import { toFront } from './structure.js';

const next = (axes: readonly number[]): readonly number[] => axes.map((axis) => axis + 1);

/** Batches of both factors run in step; a batch of one is a free axis of it. */
export const contractionBatching: readonly BatchingEntry[] = [
  batching(p.dotGeneralPrimitive, ({ inputs: [x, y], batched, params: { contract, batch } }) => {
    if (batched[0] && batched[1])
      return [
        bindOne(p.dotGeneralPrimitive, [x!, y!], {
          contract: [next(contract[0]), next(contract[1])],
          batch: [
            [0, ...next(batch[0])],
            [0, ...next(batch[1])],
          ],
        }),
      ];
    if (batched[0]) {
      const product = bindOne(p.dotGeneralPrimitive, [x!, y!], {
        contract: [next(contract[0]), contract[1]],
        batch: [next(batch[0]), batch[1]],
      });
      return [toFront(product, batch[0].length)];
    }
    const product = bindOne(p.dotGeneralPrimitive, [x!, y!], {
      contract: [contract[0], next(contract[1])],
      batch: [batch[0], next(batch[1])],
    });
    // The free axes of the first factor stand before the batch axis, which is the first free axis of the second.
    return [toFront(product, x!.ndim - contract[0].length)];
  }),
];
