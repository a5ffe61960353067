import { random } from '../random/index.js';
import { createKernels, type Kernels } from './index.js';

/** Lengths around every boundary: of a vector, a group of blocks, an unrolled loop, a shard. */
export const LENGTHS = [
  0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 19, 31, 32, 33, 63, 64, 65, 127, 128, 129, 130, 255, 256, 383, 384, 385, 511,
  512, 513, 514, 527, 528, 543, 640, 1023, 1024, 1025, 1700,
];

/** Where test vectors begin; what is before must never change. */
export const BASE = 1024;

/** Kernels on a memory of at least this many bytes. */
export function kernelsWith(bytes: number): Kernels {
  return createKernels(new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) }));
}

/** A view of float32 numbers in the memory. */
export function view32({ memory }: Kernels, pointer: number, length: number): Float32Array {
  return new Float32Array(memory.buffer, pointer, length);
}

/** Normal numbers in float32. */
export function normals(length: number, seed: number): Float32Array {
  return Float32Array.from(random(seed).fillNormal(new Float64Array(length)));
}

/** The bits of float32 numbers: equal ones are the same number, the sign of zero included. */
export function bitsOf(numbers: Float32Array): Uint32Array {
  return new Uint32Array(numbers.slice().buffer);
}

/** The index of the first number whose bits differ, −1 when all agree: far faster than comparing with toEqual. */
export function firstDifference(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Math.min(actual.length, expected.length);
  const expectedBits = bitsOf(expected);
  return bitsOf(actual).findIndex((bits, i) => bits !== expectedBits[i]);
}
