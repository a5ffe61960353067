import { computeWith } from '../../kernels/compute.js';
import type { KernelExports } from '../../kernels/instance.js';

/** Numbers in the kernels' memory. */
export interface Block {
  /** Byte address of the first, a multiple of 64. */
  readonly address: number;
  readonly data: Float64Array;
}

/** Memory of the kernels for one decomposition, given out block by block. */
export interface Arena {
  readonly module: KernelExports;
  /** A block of so many numbers. What they are is not known. */
  block(length: number): Block;
}

/**
 * Memory for blocks of these lengths in all. It is lost as soon as anything else computes with the kernels: no arena
 * lives on after the function that made it, and none is made while another is in use.
 */
export function createArena(lengths: readonly number[]): Arena {
  let total = 0;
  for (const length of lengths) total += aligned(8 * length);
  const { memory, module, base } = computeWith(total);
  let free = base;
  return {
    module,
    block(length) {
      const address = free;
      free += aligned(8 * length);
      return { address, data: new Float64Array(memory.buffer, address, length) };
    },
  };
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
