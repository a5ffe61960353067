import { ZerothError } from '../errors.js';
import type { RangeCheck } from './checks.js';
import { eachChunk, sumChunks } from './chunks.js';
import type { KernelExports } from './instance.js';
import type { VectorKernels } from './types.js';

/** Sums of squares in between are accurate as they are: nothing that counts has overflowed or underflowed. */
const SMALLEST_SAFE_SQUARE = 2 ** -900;
/** Brings the squares of float64 numbers outside that range into it; a power of two, so exact. */
const RESCALE = 2 ** 700;

function checkFactor(a: number): void {
  if (Number.isNaN(a)) throw new ZerothError('kernel-operand', 'The factor of a vector must be a number.', a);
}

/** The operations on float32 vectors. */
export function float32Kernels(module: KernelExports, check: RangeCheck): VectorKernels {
  const dot = (length: number, x: number, y: number) => {
    check(length, 4, x, y);
    return sumChunks(length, (i, count) => module.dotF32(count, x + 4 * i, y + 4 * i));
  };
  return {
    axpy(length, a, x, y) {
      check(length, 4, x, y);
      checkFactor(a);
      eachChunk(length, (i, count) => module.axpyF32(count, a, x + 4 * i, y + 4 * i));
    },
    scale(length, a, x) {
      check(length, 4, x);
      checkFactor(a);
      eachChunk(length, (i, count) => module.scaleF32(count, a, x + 4 * i));
    },
    dot,
    // Squares of float32 numbers are far from the limits of float64.
    norm2: (length, x) => Math.sqrt(dot(length, x, x)),
    sum(length, x) {
      check(length, 4, x);
      return sumChunks(length, (i, count) => module.sumF32(count, x + 4 * i));
    },
    maxAbs(length, x) {
      check(length, 4, x);
      let largest = 0;
      eachChunk(length, (i, count) => {
        largest = Math.max(largest, module.maxAbsF32(count, x + 4 * i));
      });
      return largest;
    },
  };
}

/** The operations on float64 vectors. */
export function float64Kernels(module: KernelExports, check: RangeCheck): VectorKernels {
  const squares = (length: number, factor: number, x: number) =>
    sumChunks(length, (i, count) => module.squaresF64(count, factor, x + 8 * i));
  return {
    axpy(length, a, x, y) {
      check(length, 8, x, y);
      checkFactor(a);
      eachChunk(length, (i, count) => module.axpyF64(count, a, x + 8 * i, y + 8 * i));
    },
    scale(length, a, x) {
      check(length, 8, x);
      checkFactor(a);
      eachChunk(length, (i, count) => module.scaleF64(count, a, x + 8 * i));
    },
    dot(length, x, y) {
      check(length, 8, x, y);
      return sumChunks(length, (i, count) => module.dotF64(count, x + 8 * i, y + 8 * i));
    },
    norm2(length, x) {
      check(length, 8, x);
      const square = squares(length, 1, x);
      if (square >= SMALLEST_SAFE_SQUARE && square < Infinity) return Math.sqrt(square);
      if (Number.isNaN(square)) return square;
      const factor = square < 1 ? RESCALE : 1 / RESCALE;
      return Math.sqrt(squares(length, factor, x)) / factor;
    },
    sum(length, x) {
      check(length, 8, x);
      return sumChunks(length, (i, count) => module.sumF64(count, x + 8 * i));
    },
    maxAbs(length, x) {
      check(length, 8, x);
      let largest = 0;
      eachChunk(length, (i, count) => {
        largest = Math.max(largest, module.maxAbsF64(count, x + 8 * i));
      });
      return largest;
    },
  };
}
