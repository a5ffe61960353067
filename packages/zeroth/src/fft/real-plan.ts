import type { ComplexPlan } from './complex-plan.js';
import { rootsOfUnity } from './roots-of-unity.js';
import { makeTable, type Table, type Workspace } from './workspace.js';

/** The steps between n real numbers and the first ⌊n/2⌋ + 1 complex ones of their transform. */
export interface RealPlan {
  readonly length: number;
  /** Complex numbers of room at x that {@link RealPlan.forward} and inverse need; at least ⌊n/2⌋ + 1. */
  readonly room: number;
  /** Complex numbers of work space. */
  readonly work: number;
  readonly tables: readonly Table[];
  /**
   * Transforms `length` real numbers at byte address x.
   *
   * @returns where the ⌊n/2⌋ + 1 complex results are: x or work; the other is overwritten
   */
  forward(space: Workspace, x: number, work: number): number;
  /**
   * Inverse of `forward`, times n. The imaginary parts of the first number and, for even n, the last are taken as 0.
   *
   * @returns where the `length` real results are: x or work
   */
  inverse(space: Workspace, x: number, work: number): number;
}

/** Plans the real transform of length n ≥ 1: even lengths by a complex one of half the length, odd ones by a whole. */
export function planReal(n: number, complex: (n: number) => ComplexPlan): RealPlan {
  return n % 2 === 0 ? planEven(n, complex(n / 2)) : planOdd(n, complex(n));
}

function planEven(n: number, inner: ComplexPlan): RealPlan {
  const half = n / 2;
  const write = rootsOfUnity(n);
  const roots = new Float64Array(2 * (Math.floor(half / 2) + 1));
  for (let k = 0; 2 * k < roots.length; k++) write(k, roots, 2 * k);
  const table = makeTable(roots);
  return {
    length: n,
    room: half + 1,
    work: Math.max(inner.work, half + 1),
    tables: [...inner.tables, table],
    forward(space, x, work) {
      const result = inner.transform(space, x, work);
      space.kernels.fftUntangle(half, result, table.address);
      return result;
    },
    inverse(space, x, work) {
      space.kernels.fftTangle(half, x, table.address);
      const result = inner.transform(space, x, work);
      space.kernels.fftReverse(half, 1, result);
      return result;
    },
  };
}

function planOdd(n: number, inner: ComplexPlan): RealPlan {
  return {
    length: n,
    room: n,
    work: inner.work,
    tables: inner.tables,
    forward(space, x, work) {
      const numbers = space.numbers();
      const at = x / 8;
      // From the end, for the complex numbers lie where the real ones do.
      for (let k = n - 1; k >= 0; k--) {
        numbers[at + 2 * k] = numbers[at + k]!;
        numbers[at + 2 * k + 1] = 0;
      }
      const result = inner.transform(space, x, work);
      numbers[result / 8 + 1] = 0;
      return result;
    },
    inverse(space, x, work) {
      const numbers = space.numbers();
      const at = x / 8;
      numbers[at + 1] = 0;
      // The conjugate's forward transform is the conjugate of the inverse; the result is real.
      for (let k = 1; 2 * k < n; k++) {
        const re = numbers[at + 2 * k]!;
        const im = numbers[at + 2 * k + 1]!;
        numbers[at + 2 * k + 1] = -im;
        numbers[at + 2 * (n - k)] = re;
        numbers[at + 2 * (n - k) + 1] = im;
      }
      const result = inner.transform(space, x, work);
      for (let k = 0; k < n; k++) numbers[result / 8 + k] = numbers[result / 8 + 2 * k]!;
      return result;
    },
  };
}
