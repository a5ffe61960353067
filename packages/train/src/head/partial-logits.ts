import type { Features } from './features.js';

/** Features whose products are summed at once. */
const blockSize = 8;

/**
 * The sums Σ_j w_j x_ij for one class, kept as a tree of partial sums over j, so that a change of one weight costs
 * O(n log d) and the sums are still a function of the weights alone: they are added in the same order whatever was
 * asked before, to the last bit.
 */
export interface PartialLogits {
  /** The sums for these weights, length n; they are lent until the next call. */
  at(weights: Float64Array): Float64Array;
  /** Whether the sums of the last call may differ from those of the call before. */
  readonly moved: boolean;
}

export function partialLogits({ count, width, columns }: Features): PartialLogits {
  const blocks = Math.ceil(width / blockSize);
  // Node k adds nodes 2k and 2k + 1; the blocks are nodes `blocks` to 2 · blocks − 1; node 1 adds up to all.
  const nodes = Array.from({ length: 2 * blocks }, () => new Float64Array(count));
  const changed = new Uint8Array(2 * blocks);
  // All sums are 0, as for these weights.
  const current = new Float64Array(width);

  function refreshBlock(block: number): void {
    const start = block * blockSize;
    const sums = nodes[blocks + block]!;
    if (start + blockSize <= width) sumEight(columns, count, start, current, sums);
    else {
      sums.fill(0);
      for (let j = start; j < width; j++) addColumn(columns, count, j, current[j]!, sums);
    }
  }

  let moved = false;
  return {
    get moved() {
      return moved;
    },
    at(weights) {
      moved = false;
      for (let block = 0; block < blocks; block++) {
        const end = Math.min(width, (block + 1) * blockSize);
        let different = 0;
        for (let j = block * blockSize; j < end; j++) {
          if (current[j] === weights[j]) continue;
          current[j] = weights[j]!;
          different = 1;
        }
        changed[blocks + block] = different;
        if (different) {
          moved = true;
          refreshBlock(block);
        }
      }
      for (let k = moved ? blocks - 1 : 0; k >= 1; k--) {
        const stale = changed[2 * k]! | changed[2 * k + 1]!;
        changed[k] = stale;
        if (stale) add(nodes[2 * k]!, nodes[2 * k + 1]!, nodes[k]!);
      }
      return nodes[1]!;
    },
  };
}

function sumEight(columns: Float64Array, n: number, j: number, weights: Float64Array, sums: Float64Array): void {
  const w0 = weights[j]!;
  const w1 = weights[j + 1]!;
  const w2 = weights[j + 2]!;
  const w3 = weights[j + 3]!;
  const w4 = weights[j + 4]!;
  const w5 = weights[j + 5]!;
  const w6 = weights[j + 6]!;
  const w7 = weights[j + 7]!;
  for (let i = 0, at = j * n; i < n; i++, at++) {
    const low = w0 * columns[at]! + w1 * columns[at + n]! + (w2 * columns[at + 2 * n]! + w3 * columns[at + 3 * n]!);
    const high =
      w4 * columns[at + 4 * n]! + w5 * columns[at + 5 * n]! + (w6 * columns[at + 6 * n]! + w7 * columns[at + 7 * n]!);
    sums[i] = low + high;
  }
}

function addColumn(columns: Float64Array, n: number, j: number, weight: number, sums: Float64Array): void {
  for (let i = 0, at = j * n; i < n; i++, at++) sums[i]! += weight * columns[at]!;
}

function add(a: Float64Array, b: Float64Array, sum: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = a[i]! + b[i]!;
}
