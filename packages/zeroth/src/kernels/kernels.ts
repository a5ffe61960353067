import { ZerothError } from '../errors.js';
import { domains, highWord, lastWord, lowWord } from '../random/counter.js';
import { exportsOf, type KernelExports, kernelBytes } from './instance.js';

/** Elements that share a counter: a tensor may be split anywhere at multiples of this. */
export const SHARD = 512;
/** Elements a call hands to the module: the engine can change to optimised code only between calls. */
const CHUNK = 2 ** 16;

/** The laws of the numbers z that perturb weights: mean 0, variance 1, independent. */
export type PerturbationLaw = 'rademacher' | 'gaussian' | 'nearGaussian';

/** Vector operations on a memory, by byte pointers and lengths in elements. */
export interface VectorKernels {
  /** y ← y + a x. */
  axpy(length: number, a: number, x: number, y: number): void;
}

/** Compiled operations on one WebAssembly memory. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  /** Operations on float32 vectors. */
  readonly float32: VectorKernels;
  /** Operations on float64 vectors. */
  readonly float64: VectorKernels;
  /**
   * w ← decay w + amount z in place, for float32 weights; z is number `start` and on of the seed.
   *
   * @param pointer byte address of the first weight, a multiple of 16
   * @param length number of weights
   * @param seed a safe integer
   * @param start index of the first weight in the parameter vector, a multiple of 512
   */
  perturb(
    law: PerturbationLaw,
    pointer: number,
    length: number,
    decay: number,
    amount: number,
    seed: number,
    start: number,
  ): void;
}

/**
 * Compiles the kernels for a memory, at once. Main threads of browsers may refuse: see {@link loadKernels}.
 *
 * @param memory holds the vectors; it may not be shared. Default a new one of 64 KiB, which can grow.
 */
export function createKernels(memory = new WebAssembly.Memory({ initial: 1 })): Kernels {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(kernelBytes()), { env: { memory } });
  return kernelsOf(memory, exportsOf(instance));
}

/** As {@link createKernels}, compiled in the background. */
export async function loadKernels(memory = new WebAssembly.Memory({ initial: 1 })): Promise<Kernels> {
  const { instance } = await WebAssembly.instantiate(kernelBytes(), { env: { memory } });
  return kernelsOf(memory, exportsOf(instance));
}

function kernelsOf(memory: WebAssembly.Memory, module: KernelExports): Kernels {
  const moves = {
    rademacher: module.rademacherMove,
    gaussian: module.gaussianMove,
    nearGaussian: module.nearGaussianMove,
  };
  return {
    memory,
    float32: {
      axpy(length, a, x, y) {
        for (let i = 0; i < length; i += CHUNK) module.axpyF32(Math.min(CHUNK, length - i), a, x + 4 * i, y + 4 * i);
      },
    },
    float64: {
      axpy(length, a, x, y) {
        for (let i = 0; i < length; i += CHUNK) module.axpyF64(Math.min(CHUNK, length - i), a, x + 8 * i, y + 8 * i);
      },
    },
    perturb(law, pointer, length, decay, amount, seed, start) {
      if (start % SHARD !== 0)
        throw new ZerothError('kernel-start', 'The start of a perturbation must be a multiple of 512.', start);
      const move = moves[law];
      for (let i = 0; i < length; i += CHUNK) {
        const shard = (start + i) / SHARD;
        move(
          pointer + 4 * i,
          Math.min(CHUNK, length - i),
          lowWord(seed),
          highWord(seed),
          lowWord(shard),
          lastWord(domains[law], shard, 0),
          decay,
          amount,
        );
      }
    },
  };
}
