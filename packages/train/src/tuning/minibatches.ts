import { ZerothError } from 'zeroth';
import { random } from 'zeroth/random';

/** The stream of a run's seed from which batches are drawn. */
const batchStream = 1;

/**
 * Batches of indices below `examples`, the same for the same seed: every epoch is a fresh permutation, and batch k
 * does not depend on which were asked before. An epoch's incomplete last batch is left out.
 *
 * @throws ZerothError `batch-too-large`
 */
export function minibatches(examples: number, size: number, seed: number): (k: number) => readonly number[] {
  if (!(Number.isInteger(size) && size >= 1 && size <= examples)) {
    throw new ZerothError(
      'batch-too-large',
      `a batch of ${size} cannot be drawn from ${examples} training examples: choose a batch of 1 to ${examples}`,
      size,
    );
  }
  const perEpoch = Math.floor(examples / size);
  const epochs = random(seed, batchStream);
  let epoch = -1;
  let order = new Int32Array(0);
  return (k) => {
    const wanted = Math.floor(k / perEpoch);
    if (wanted !== epoch) {
      epoch = wanted;
      order = Int32Array.from(epochs.split(epoch).permutation(examples));
    }
    const first = (k % perEpoch) * size;
    return Array.from(order.subarray(first, first + size));
  };
}
