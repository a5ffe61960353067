import type { Pattern } from './pattern.js';

/** A colour, from 0, for each column, and how many there are. */
export interface Coloring {
  readonly colors: Int32Array;
  readonly count: number;
}

/** The same dependences by inputs: for each, the elements that depend on it, in ascending order. */
export function transposedPattern({ pointers, indices }: Pattern, inputs: number): Pattern {
  const starts = new Int32Array(inputs + 1);
  for (const index of indices) starts[index + 1]!++;
  for (let i = 0; i < inputs; i++) starts[i + 1]! += starts[i]!;
  const next = starts.slice(0, inputs);
  const elements = new Int32Array(indices.length);
  for (let k = 0; k + 1 < pointers.length; k++)
    for (let p = pointers[k]!; p < pointers[k + 1]!; p++) elements[next[indices[p]!]!++] = k;
  return { pointers: starts, indices: elements };
}

export function largestRow({ pointers }: Pattern): number {
  let largest = 0;
  for (let k = 0; k + 1 < pointers.length; k++) largest = Math.max(largest, pointers[k + 1]! - pointers[k]!);
  return largest;
}

/** Vertices from the one with the largest weight to the one with the smallest; ties stay in their order. */
export function heaviestFirst(weights: Float64Array): Int32Array {
  return Int32Array.from(weights.keys()).sort((a, b) => weights[b]! - weights[a]! || a - b);
}

/**
 * Colours for columns such that no row has two of one colour, so that a product with the sum of the columns' unit
 * vectors shows each entry by itself: greedy, in the order of the columns and by how many others they meet, the better
 * of the two.
 *
 * @source Gebremedhin, Manne, Pothen: What color is your Jacobian? Graph coloring for computing derivatives (2005), section 4
 */
export function columnColoring(rows: Pattern, columns: Pattern): Coloring {
  const n = columns.pointers.length - 1;
  const natural = greedy(
    rows,
    columns,
    Int32Array.from({ length: n }, (_, j) => j),
  );
  if (natural.count <= largestRow(rows)) return natural;
  const weights = new Float64Array(n);
  for (let j = 0; j < n; j++)
    for (let p = columns.pointers[j]!; p < columns.pointers[j + 1]!; p++) {
      const row = columns.indices[p]!;
      weights[j]! += rows.pointers[row + 1]! - rows.pointers[row]!;
    }
  const largestFirst = greedy(rows, columns, heaviestFirst(weights));
  return largestFirst.count < natural.count ? largestFirst : natural;
}

function greedy(rows: Pattern, columns: Pattern, order: Int32Array): Coloring {
  const colors = new Int32Array(order.length).fill(-1);
  const forbidden = new Int32Array(order.length + 1).fill(-1);
  let count = 0;
  for (const j of order) {
    for (let p = columns.pointers[j]!; p < columns.pointers[j + 1]!; p++) {
      const row = columns.indices[p]!;
      for (let q = rows.pointers[row]!; q < rows.pointers[row + 1]!; q++) {
        const color = colors[rows.indices[q]!]!;
        if (color >= 0) forbidden[color] = j;
      }
    }
    let color = 0;
    while (forbidden[color] === j) color++;
    colors[j] = color;
    count = Math.max(count, color + 1);
  }
  return { colors, count };
}
