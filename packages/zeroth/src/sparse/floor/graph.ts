import { accumulate } from './compressed.js';

/** An undirected graph without loops: the neighbours of node i are `neighbours[pointers[i]]` and on. */
export interface Graph {
  readonly pointers: Int32Array;
  readonly neighbours: Int32Array;
}

/** The graph of the pattern of A + Aᵀ, the diagonal left out, from compressed square A whose lists are sorted or not. */
export function graphOfSum(n: number, pointers: Int32Array, indices: Int32Array): Graph {
  const counts = new Int32Array(n + 1);
  for (let i = 0; i < n; i++)
    for (let p = pointers[i]!; p < pointers[i + 1]!; p++) {
      const j = indices[p]!;
      if (i === j) continue;
      counts[i + 1]!++;
      counts[j + 1]!++;
    }
  accumulate(counts);
  const next = counts.slice(0, n);
  const both = new Int32Array(counts[n]!);
  for (let i = 0; i < n; i++)
    for (let p = pointers[i]!; p < pointers[i + 1]!; p++) {
      const j = indices[p]!;
      if (i === j) continue;
      both[next[i]!++] = j;
      both[next[j]!++] = i;
    }
  return withoutRepeats(n, counts, both);
}

/**
 * The graph of the pattern of Aᵀ A: nodes are the columns of A, neighbours where some row holds both. Rows of more than
 * `longest` entries, which alone would make it dense, are left out.
 */
export function graphOfNormal(
  columns: number,
  byRow: { readonly pointers: Int32Array; readonly indices: Int32Array },
  byColumn: { readonly pointers: Int32Array; readonly indices: Int32Array },
  longest: number,
): Graph {
  const lengthOf = (row: number) => byRow.pointers[row + 1]! - byRow.pointers[row]!;
  const seen = new Int32Array(columns).fill(-1);
  const pointers = new Int32Array(columns + 1);
  let neighbours = new Int32Array(4 * byRow.indices.length + 16);
  let total = 0;
  for (let j = 0; j < columns; j++) {
    seen[j] = j;
    for (let p = byColumn.pointers[j]!; p < byColumn.pointers[j + 1]!; p++) {
      const row = byColumn.indices[p]!;
      if (lengthOf(row) > longest) continue;
      for (let q = byRow.pointers[row]!; q < byRow.pointers[row + 1]!; q++) {
        const k = byRow.indices[q]!;
        if (seen[k] === j) continue;
        seen[k] = j;
        if (total === neighbours.length) neighbours = grown(neighbours, 2 * total);
        neighbours[total++] = k;
      }
    }
    pointers[j + 1] = total;
  }
  return { pointers, neighbours: neighbours.subarray(0, total) };
}

/** A longer array that begins with the same integers. */
export function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(length);
  longer.set(array);
  return longer;
}

function withoutRepeats(n: number, pointers: Int32Array, both: Int32Array): Graph {
  const seen = new Int32Array(n).fill(-1);
  const unique = new Int32Array(n + 1);
  let total = 0;
  for (let i = 0; i < n; i++) {
    for (let p = pointers[i]!; p < pointers[i + 1]!; p++) {
      const j = both[p]!;
      if (seen[j] === i) continue;
      seen[j] = i;
      both[total++] = j;
    }
    unique[i + 1] = total;
  }
  return { pointers: unique, neighbours: both.subarray(0, total) };
}
