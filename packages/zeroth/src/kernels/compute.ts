import { ZerothError } from '../errors.js';
import { exportsOf, type KernelExports, kernelBytes } from './instance.js';

/** A WebAssembly instance whose memory only holds what is being computed with. */
export interface Compute {
  readonly memory: WebAssembly.Memory;
  readonly module: KernelExports;
  /** Byte address of the first byte that is free for operands, a multiple of 64. */
  readonly base: number;
}

/** Bytes of a page of WebAssembly memory. */
export const PAGE = 65536;

/** Made by the first large matrix: programs without one do not pay for it. */
let instance: Compute | undefined;

function createCompute(): Compute {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = exportsOf(new WebAssembly.Instance(new WebAssembly.Module(kernelBytes()), { env: { memory } }));
  // The first page belongs to the module.
  module.setGemmWork(PAGE);
  return { memory, module, base: PAGE + workBytes(module) };
}

/** Bytes of work space of an instance, in whole pages. */
export function workBytes(module: KernelExports): number {
  return Math.ceil(module.gemmWorkBytes() / PAGE) * PAGE;
}

/**
 * Computes in another instance from now on.
 *
 * @returns a function that goes back to an instance of this thread's own, unless another one has come meanwhile
 */
export function computeIn(other: Compute): () => void {
  instance = other;
  return () => {
    if (instance === other) instance = undefined;
  };
}

/**
 * The instance that large matrices are copied to, computed in and copied from, with room for operands of `bytes` bytes
 * from its base on. What an earlier computation left there is gone; the memory grows and never shrinks.
 *
 * @throws `out-of-memory` where WebAssembly cannot hold that much (4 GiB at most)
 */
export function computeWith(bytes: number): Compute {
  instance ??= createCompute();
  const { memory, base } = instance;
  const missing = base + bytes - memory.buffer.byteLength;
  if (missing > 0) {
    try {
      memory.grow(Math.ceil(missing / PAGE));
    } catch (cause) {
      throw new ZerothError(
        'out-of-memory',
        `A computation on dense matrices needs ${bytes} bytes of WebAssembly memory, which cannot be had: use smaller matrices, or blocks of them.`,
        bytes,
        { cause },
      );
    }
  }
  return instance;
}

/** Addresses, multiples of 64, for operands of these numbers of bytes, one after another from the base on. */
export function computeFor<const Sizes extends readonly number[]>(
  sizes: Sizes,
): Compute & { readonly at: { readonly [I in keyof Sizes]: number } } {
  let bytes = 0;
  for (const size of sizes) bytes += Math.ceil(size / 64) * 64;
  const { memory, module, base } = computeWith(bytes);
  let next = base;
  const at = sizes.map((size) => {
    const address = next;
    next += Math.ceil(size / 64) * 64;
    return address;
  });
  return { memory, module, base, at: at as { readonly [I in keyof Sizes]: number } };
}
