import { ZerothError } from '../../errors.js';
import type { Compressed } from './compressed.js';
import { grown } from './graph.js';

/** Factors by columns, and where each row went. */
export interface LeftLookingLu {
  /** row i of A is row `rowPlaces[i]` of L and U */
  readonly rowPlaces: Int32Array;
  /** without its diagonal of ones */
  readonly lower: Compressed;
  /** the diagonal last in each column */
  readonly upper: Compressed;
}

/**
 * Column k of L and U solves L x = column `order[k]` of A. Which unknowns are not zero is found first, by a search in
 * the graph of L from the entries of that column, in an order in which each is known before it is used.
 */
export function leftLookingLu(n: number, a: Compressed, order: Int32Array, threshold: number): LeftLookingLu {
  const rowPlaces = new Int32Array(n).fill(-1);
  const lower = growing(n, a.values.length);
  const upper = growing(n, a.values.length + n);
  const x = new Float64Array(n);
  const seen = new Int32Array(n).fill(-1);
  const reached = new Int32Array(n);
  const stack = new Int32Array(n);
  const resume = new Int32Array(n);
  for (let k = 0; k < n; k++) {
    const column = order[k]!;
    let top = n;
    for (let p = a.pointers[column]!; p < a.pointers[column + 1]!; p++)
      if (seen[a.indices[p]!] !== k)
        top = search(a.indices[p]!, k, top, lower, rowPlaces, seen, reached, stack, resume);
    for (let p = a.pointers[column]!; p < a.pointers[column + 1]!; p++) x[a.indices[p]!] = a.values[p]!;

    lower.reserve(n - top);
    upper.reserve(n - top + 1);
    let largest = 0;
    let pivotRow = -1;
    for (let t = top; t < n; t++) {
      const i = reached[t]!;
      const place = rowPlaces[i]!;
      const value = x[i]!;
      if (place < 0) {
        if (Math.abs(value) > largest) {
          largest = Math.abs(value);
          pivotRow = i;
        }
        continue;
      }
      upper.indices[upper.size] = place;
      upper.values[upper.size++] = value;
      if (value === 0) continue;
      const { indices, values, pointers } = lower;
      for (let p = pointers[place]!, end = pointers[place + 1]!; p < end; p++) x[indices[p]!]! -= values[p]! * value;
    }
    if (pivotRow < 0 || !Number.isFinite(largest)) throw singular(column, largest);
    // The diagonal keeps a symmetric pattern's fill small.
    if (seen[column] === k && rowPlaces[column] === -1 && Math.abs(x[column]!) >= threshold * largest)
      pivotRow = column;
    const pivot = x[pivotRow]!;
    upper.indices[upper.size] = k;
    upper.values[upper.size++] = pivot;
    rowPlaces[pivotRow] = k;
    for (let t = top; t < n; t++) {
      const i = reached[t]!;
      if (rowPlaces[i] === -1 && x[i] !== 0) {
        lower.indices[lower.size] = i;
        lower.values[lower.size++] = x[i]! / pivot;
      }
      x[i] = 0;
    }
    lower.pointers[k + 1] = lower.size;
    upper.pointers[k + 1] = upper.size;
  }
  for (let p = 0; p < lower.size; p++) lower.indices[p] = rowPlaces[lower.indices[p]!]!;
  return { rowPlaces, lower: lower.finish(), upper: upper.finish() };
}

/** Depth first from one row; what is finished goes before what was. */
function search(
  from: number,
  mark: number,
  top: number,
  lower: Growing,
  rowPlaces: Int32Array,
  seen: Int32Array,
  reached: Int32Array,
  stack: Int32Array,
  resume: Int32Array,
): number {
  const { pointers, indices } = lower;
  let to = top;
  let depth = 0;
  stack[0] = from;
  seen[from] = mark;
  resume[0] = rowPlaces[from]! < 0 ? 0 : pointers[rowPlaces[from]!]!;
  while (depth >= 0) {
    const i = stack[depth]!;
    const place = rowPlaces[i]!;
    const end = place < 0 ? 0 : pointers[place + 1]!;
    let p = resume[depth]!;
    while (p < end && seen[indices[p]!] === mark) p++;
    if (p < end) {
      const next = indices[p]!;
      resume[depth] = p + 1;
      depth++;
      stack[depth] = next;
      seen[next] = mark;
      resume[depth] = rowPlaces[next]! < 0 ? 0 : pointers[rowPlaces[next]!]!;
    } else {
      reached[--to] = i;
      depth--;
    }
  }
  return to;
}

interface Growing {
  readonly pointers: Int32Array;
  indices: Int32Array;
  values: Float64Array;
  size: number;
  reserve(more: number): void;
  finish(): Compressed;
}

function growing(n: number, expected: number): Growing {
  const list: Growing = {
    pointers: new Int32Array(n + 1),
    indices: new Int32Array(2 * expected),
    values: new Float64Array(2 * expected),
    size: 0,
    reserve(more) {
      if (list.size + more <= list.values.length) return;
      const length = Math.ceil(1.5 * (list.size + more));
      const longer = new Float64Array(length);
      longer.set(list.values);
      list.values = longer;
      list.indices = grown(list.indices, length);
    },
    finish: () => ({
      pointers: list.pointers,
      indices: list.indices.slice(0, list.size),
      values: list.values.slice(0, list.size),
    }),
  };
  return list;
}

function singular(column: number, largest: number): ZerothError {
  return new ZerothError(
    'singular-matrix',
    largest === 0
      ? `No pivot is left in column ${column}: the matrix is singular.`
      : `Elimination overflowed in column ${column}: scale the rows and columns of the matrix.`,
    column,
  );
}
