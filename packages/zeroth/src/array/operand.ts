import type { NDArray } from './ndarray.js';
import { copyElements, isContiguous } from './storage.js';

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
  if (isContiguous(x)) {
    if (data instanceof Float64Array) return { buffer: data, whole: true, read: (start) => offset + start };
    const buffer = new Float64Array(block);
    return {
      buffer,
      whole: false,
      read(start, n) {
        for (let i = 0; i < n; i++) buffer[i] = data[offset + start + i]!;
        return 0;
      },
    };
  }
  if (x.strides.every((stride, axis) => stride === 0 || x.shape[axis] === 1)) {
    // One element everywhere: the block is filled once and then stays in the cache.
    const buffer = new Float64Array(block).fill(data[offset]!);
    return { buffer, whole: false, read: () => 0 };
  }
  const buffer = new Float64Array(x.size);
  copyElements(x, buffer, 0);
  return { buffer, whole: true, read: (start) => start };
}
