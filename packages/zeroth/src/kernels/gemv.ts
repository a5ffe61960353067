import { computeFor } from './compute.js';

/** Below this many elements, a loop is faster than copying them to the kernels' memory. */
const smallest = 2 ** 13;

/** Elements that are copied and used at a time: they are still in a core's own cache when the kernel reads them. */
const block = 2 ** 15;

/** The longest part of a line in a block, a multiple of the runs that rows are summed in. */
const widest = 2 ** 13;

/** Shorter lines with gaps of at least their length between them are not worth a copy each. */
const shortest = 2 ** 8;

/** What the compiled kernels export for products of a matrix and a vector; see kernels/gemv.ts. */
export interface GemvExports {
  readonly gemvRowsF64: Gemv;
  readonly gemvRowsF32: Gemv;
  readonly gemvColumnsF64: Gemv;
  readonly gemvColumnsF32: Gemv;
}

type Gemv = (m: number, k: number, a: number, bytesBetween: number, x: number, out: number) => void;

/** A matrix that is kept line by line: rows or columns, whose elements are neighbours. */
export interface Lines {
  readonly data: Float64Array | Float32Array;
  /** Index of the first element. */
  readonly start: number;
  readonly count: number;
  readonly length: number;
  /** Elements from one line to the next, at least `length`. */
  readonly stride: number;
}

/**
 * sums ← A x, A being given by its rows or its columns, x and sums in float64: block after block goes through the kernels'
 * memory, which costs less than the loop it saves. The bits are those of the loops in array/matrix-vector.ts.
 *
 * @returns false, with nothing done, where that would not pay
 */
export function gemv(lines: Lines, rows: boolean, x: Float64Array, sums: Float64Array): boolean {
  const { data, start, count, length, stride } = lines;
  const dense = stride < 2 * length;
  if (count * length < smallest || (!dense && length < shortest)) return false;
  const single = data instanceof Float32Array;
  const bytes = single ? 4 : 8;
  const width = Math.min(length, widest);
  // Rows and columns go in fours: whole groups keep the order of summation.
  const group = Math.min(count, 4 * Math.max(1, Math.floor(block / (4 * width))));
  const together = dense && width === length;
  const between = together ? stride : width;
  const { memory, module, at } = computeFor([8 * x.length, 8 * sums.length, bytes * group * between]);
  const [toX, toSums, toBlock] = at;
  const result = new Float64Array(memory.buffer, toSums, sums.length);
  new Float64Array(memory.buffer, toX, x.length).set(x);
  result.fill(0);
  const room = single
    ? new Float32Array(memory.buffer, toBlock, group * between)
    : new Float64Array(memory.buffer, toBlock, group * between);
  const byRows = single ? module.gemvRowsF32 : module.gemvRowsF64;
  const byColumns = single ? module.gemvColumnsF32 : module.gemvColumnsF64;
  for (let line = 0; line < count; line += group) {
    const now = Math.min(group, count - line);
    for (let from = 0; from < length; from += width) {
      const part = Math.min(width, length - from);
      const begin = start + line * stride + from;
      if (together) room.set(data.subarray(begin, begin + (now - 1) * stride + part));
      else
        for (let i = 0; i < now; i++)
          room.set(data.subarray(begin + i * stride, begin + i * stride + part), i * between);
      if (rows) byRows(now, part, toBlock, bytes * between, toX + 8 * from, toSums + 8 * line);
      else byColumns(part, now, toBlock, bytes * between, toX + 8 * line, toSums + 8 * from);
    }
  }
  sums.set(result);
  return true;
}
