import { ZerothError } from '../errors.js';
import { computeIn, PAGE, workBytes } from './compute.js';
import { exportsOf, type KernelExports, kernelBytes } from './instance.js';
import { forSharedMemory } from './shared-memory.js';

/** 4 GiB, which is all that can be addressed; only what is used is taken from the system. */
const MOST_PAGES = 65536;

/** What a thread that helps is given; a worker can be sent it. */
export interface TeamSeat {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Byte address of its work space. */
  readonly work: number;
  /** Byte address of the words that the team speaks through. */
  readonly words: number;
}

/** Threads that share the products of large matrices. */
export interface Team {
  /** One for each thread that helps. */
  readonly seats: readonly TeamSeat[];
  /**
   * From now on products of this thread are shared with all of the seats, at each of which a thread must be in
   * {@link serveTeam}: what they take is waited for. Where one of them fails, the product and those shared after it
   * throw ZerothError `thread-lost` until the team is closed.
   */
  begin(): void;
  /** This thread computes alone again, and {@link serveTeam} returns at all seats. */
  close(): void;
}

/**
 * Prepares a memory in which the products of large float64 and float32 matrices, and with them LU, Cholesky and QR, are
 * computed by several threads. The bits of results are those of one thread. This thread waits for the others, so it must be
 * one that may: not the main thread of a browser.
 *
 * @param helpers threads besides this one, at least 1
 * @throws ZerothError `out-of-memory` where the system gives no shared memory
 */
export function createTeam(helpers: number): Team {
  const memory = sharedMemory();
  const module = new WebAssembly.Module(forSharedMemory(kernelBytes(), MOST_PAGES));
  // The first page belongs to the module, the second one to the words.
  const words = PAGE;
  const kernels = guardedKernels(instantiate(module, memory), words);
  const own = words + PAGE;
  const bytes = workBytes(kernels);
  const base = own + (helpers + 1) * bytes;
  memory.grow(base / PAGE - 1);
  kernels.setGemmWork(own);
  let end = (): void => {};
  return {
    seats: Array.from({ length: helpers }, (_, i) => ({ module, memory, work: own + (i + 1) * bytes, words })),
    begin() {
      kernels.setTeam(words, helpers);
      end = computeIn({ memory, module: kernels, base });
    },
    close() {
      end();
      kernels.closeTeam(words);
    },
  };
}

/** Helps until the team is closed; the thread does nothing else meanwhile. */
export function serveTeam({ module, memory, work, words }: TeamSeat): void {
  const kernels = exportsOf(instantiate(module, memory));
  kernels.setGemmWork(work);
  try {
    kernels.serve(words);
  } catch (error) {
    kernels.giveUp(words);
    throw error;
  }
}

/** Kernels of which a trap says so where it comes from a helper that failed. */
function guardedKernels({ exports }: WebAssembly.Instance, words: number): KernelExports {
  const { lostPieces } = exportsOf({ exports });
  const guarded = Object.entries(exports).map(([name, kernel]) => {
    if (typeof kernel !== 'function') return [name, kernel] as const;
    const call = (...operands: readonly number[]): unknown => {
      try {
        return kernel(...operands);
      } catch (cause) {
        if (lostPieces(words) === 0) throw cause;
        throw new ZerothError(
          'thread-lost',
          'A thread that helps with products of matrices has failed: close the threads and open them again.',
          undefined,
          { cause },
        );
      }
    };
    return [name, call] as const;
  });
  return exportsOf({ exports: Object.fromEntries(guarded) });
}

function sharedMemory(): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
  } catch (cause) {
    throw new ZerothError(
      'out-of-memory',
      'The system gives no memory that threads can share: compute with one thread.',
      undefined,
      { cause },
    );
  }
}

function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): WebAssembly.Instance {
  return new WebAssembly.Instance(module, { env: { memory } });
}
