import type { Kept } from '../query/through.js';
import type { Random } from '../random/index.js';

/** Keeps where a stream of draws is in checkpoints. */
export function keptPosition(source: Random): Kept {
  return {
    save: () => source.position,
    load: (position) => {
      source.position = Number(position);
    },
  };
}
