import type { Circumstances } from '../query/kinds.js';

/** The sample and the fidelity of a question, to be asked on. */
export function circumstancesOf({ sample, fidelity }: Circumstances): Circumstances {
  return {
    ...(sample === undefined ? undefined : { sample }),
    ...(fidelity === undefined ? undefined : { fidelity }),
  };
}
