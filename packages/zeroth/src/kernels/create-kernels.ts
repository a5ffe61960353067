import { rangeCheckOf } from './checks.js';
import { exportsOf, kernelBytes } from './instance.js';
import { seededKernels } from './seeded.js';
import type { Kernels } from './types.js';
import { float32Kernels, float64Kernels } from './vectors.js';

/**
 * Compiles the kernels for a memory, at once. The main thread of a browser may refuse to: see
 * {@link loadKernels}.
 *
 * @param memory holds the vectors; it may grow, and may not be shared. Default a new one of 64 KiB.
 */
export function createKernels(memory = new WebAssembly.Memory({ initial: 1 })): Kernels {
  return kernelsOf(memory, new WebAssembly.Instance(new WebAssembly.Module(kernelBytes()), { env: { memory } }));
}

/** As {@link createKernels}, compiled in the background. */
export async function loadKernels(memory = new WebAssembly.Memory({ initial: 1 })): Promise<Kernels> {
  const { instance } = await WebAssembly.instantiate(kernelBytes(), { env: { memory } });
  return kernelsOf(memory, instance);
}

function kernelsOf(memory: WebAssembly.Memory, instance: WebAssembly.Instance): Kernels {
  const module = exportsOf(instance);
  const check = rangeCheckOf(memory);
  return {
    memory,
    float32: float32Kernels(module, check),
    float64: float64Kernels(module, check),
    ...seededKernels(module, check),
  };
}
