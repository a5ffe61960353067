import { type Compute, PAGE } from './compute.js';
import { exportsOf, kernelBytes } from './instance.js';

/** Bytes that a memory can have in all. */
const MEMORY_BYTES = 65536 * PAGE;

/** Vectors begin at multiples of this, a line of the cache. */
const LINE = 64;

/** Whether a home can hold float32 vectors of these lengths and room for operands. */
export function fitHome(lengths: readonly number[], operands: number): boolean {
  return homeBytes(lengths, operands) <= MEMORY_BYTES;
}

function homeBytes(lengths: readonly number[], operands: number): number {
  // The first page belongs to the module.
  return PAGE + toLine(operands) + lengths.reduce((sum, length) => sum + toLine(4 * length), 0);
}

function toLine(bytes: number): number {
  return LINE * Math.ceil(bytes / LINE);
}

/**
 * Float32 vectors of zeros in a memory of their own, for kernels that work on the same vectors again and again: those
 * need not be copied there and back. The memory never grows, so that the vectors keep their buffer, and is given back
 * with the last of them.
 *
 * @param operands bytes from the base on that are left for operands of other places
 * @throws RangeError where the system gives no memory of this size, or it would be above 4 GiB
 */
export function vectorHome(
  lengths: readonly number[],
  operands: number,
): { readonly home: Compute; readonly vectors: readonly Float32Array[] } {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(homeBytes(lengths, operands) / PAGE) });
  const module = exportsOf(new WebAssembly.Instance(new WebAssembly.Module(kernelBytes()), { env: { memory } }));
  let at = homeBytes([], operands);
  const vectors = lengths.map((length) => {
    const vector = new Float32Array(memory.buffer, at, length);
    at += toLine(4 * length);
    return vector;
  });
  return { home: { memory, module, base: PAGE }, vectors };
}
