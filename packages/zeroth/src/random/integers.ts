import type { Blocks } from './blocks.js';

const POWER_32 = 2 ** 32;
const POWER_53 = 2 ** 53;

/**
 * A uniform integer from 0 to n − 1 from the unread words of a draw, n ≤ 2^53, without bias: values
 * of the last, incomplete run of n are drawn again.
 */
export function integerBelow(n: number, blocks: Blocks): number {
  if (n <= POWER_32) {
    for (;;) {
      const value = blocks.word();
      const rest = value % n;
      if (value - rest <= POWER_32 - n) return rest;
    }
  }
  for (;;) {
    const high = blocks.word() >>> 11;
    const value = high * POWER_32 + blocks.word();
    const rest = value % n;
    if (value - rest <= POWER_53 - n) return rest;
  }
}

/**
 * Puts an array into a uniformly random order, in place.
 *
 * @source Durstenfeld: Algorithm 235, random permutation (1964)
 */
export function shuffleWith(blocks: Blocks, array: { [index: number]: unknown; readonly length: number }): void {
  for (let i = array.length - 1; i > 0; i--) {
    const j = integerBelow(i + 1, blocks);
    const kept = array[i];
    array[i] = array[j];
    array[j] = kept;
  }
}

/**
 * The first k entries of a random permutation of 0, …, n − 1, in O(k) time and memory: of the array
 * being permuted, only the entries that have moved are held.
 */
export function choiceWith(blocks: Blocks, n: number, k: number): Int32Array<ArrayBuffer> {
  const chosen = new Int32Array(k);
  const moved = new Map<number, number>();
  for (let i = 0; i < k; i++) {
    const j = i + integerBelow(n - i, blocks);
    chosen[i] = moved.get(j) ?? j;
    moved.set(j, moved.get(i) ?? i);
    // Entry i is final, nothing will look at it again.
    moved.delete(i);
  }
  return chosen;
}
