import type { TypedArray } from './dtype.js';
import type { NDArray } from './ndarray.js';
import { rowMajorStrides } from './shape.js';
import { contiguousData, isContiguous } from './storage.js';

/** Gives the elements of an operand as doubles, a block at a time. */
export interface OperandReader {
  /** Where `read` leaves them. */
  readonly buffer: Float64Array;
  /** Whether the buffer holds the whole operand as it stands, so that blocks may be of any length. */
  readonly whole: boolean;
  /** Makes elements start … start + n − 1 (in row-major order) available; returns the index of the first in `buffer`. */
  read(start: number, n: number): number;
}

/** @param block most elements that will be asked for at once */
export function operandReader(x: NDArray, block: number): OperandReader {
  const { data, offset } = x;
  if (isConstant(x)) {
    // One element everywhere: the block is filled once and then stays in the cache.
    const buffer = new Float64Array(block).fill(data[offset] ?? 0);
    return { buffer, whole: false, read: () => 0 };
  }
  if (data instanceof Float64Array)
    return isContiguous(x)
      ? { buffer: data, whole: true, read: (start) => offset + start }
      : stridedReader(x, data, new Float64Array(block));
  const source = isContiguous(x) ? data : contiguousData(x);
  const first = isContiguous(x) ? offset : 0;
  const buffer = new Float64Array(block);
  return {
    buffer,
    whole: false,
    read(start, n) {
      copyToDoubles(source, first + start, buffer, n);
      return 0;
    },
  };
}

function isConstant({ shape, strides }: NDArray): boolean {
  for (let axis = 0; axis < shape.length; axis++) if (strides[axis] !== 0 && shape[axis] !== 1) return false;
  return shape.length > 0;
}

function stridedReader(x: NDArray, data: Float64Array, buffer: Float64Array): OperandReader {
  const { shape, strides } = x;
  const last = shape.length - 1;
  const inner = shape[last]!;
  const step = strides[last]!;
  const counts = rowMajorStrides(shape);
  return {
    buffer,
    whole: false,
    read(start, n) {
      let done = 0;
      while (done < n) {
        let rest = start + done;
        let from = x.offset;
        for (let axis = 0; axis < last; axis++) {
          const index = Math.floor(rest / counts[axis]!);
          rest -= index * counts[axis]!;
          from += index * strides[axis]!;
        }
        const run = Math.min(inner - rest, n - done);
        copyRun(data, from + rest * step, step, buffer, done, run);
        done += run;
      }
      return 0;
    },
  };
}

function copyRun(data: Float64Array, from: number, step: number, out: Float64Array, at: number, n: number): void {
  if (step === 0) out.fill(data[from]!, at, at + n);
  else if (step === 1) for (let i = 0; i < n; i++) out[at + i] = data[from + i]!;
  else for (let i = 0; i < n; i++) out[at + i] = data[from + i * step]!;
}

/*
 * A loop for each type of memory: one loop that has met them all is compiled for none of them.
 */

function copyToDoubles(source: TypedArray, from: number, out: Float64Array, n: number): void {
  if (source instanceof Float32Array) for (let i = 0; i < n; i++) out[i] = source[from + i]!;
  else if (source instanceof Int32Array) for (let i = 0; i < n; i++) out[i] = source[from + i]!;
  else if (source instanceof Uint8Array) for (let i = 0; i < n; i++) out[i] = source[from + i]!;
  else for (let i = 0; i < n; i++) out[i] = source[from + i]!;
}

/** Writes n doubles to out from index `at` on, converted to what it holds. */
export function copyFromDoubles(source: Float64Array, out: TypedArray, at: number, n: number): void {
  if (out instanceof Float32Array) for (let i = 0; i < n; i++) out[at + i] = source[i]!;
  else if (out instanceof Int32Array) for (let i = 0; i < n; i++) out[at + i] = source[i]!;
  else if (out instanceof Uint8Array) for (let i = 0; i < n; i++) out[at + i] = source[i]!;
  else for (let i = 0; i < n; i++) out[at + i] = source[i]!;
}
