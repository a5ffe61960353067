import type { Compute } from '../../kernels/compute.js';
import { fitHome, vectorHome } from '../../kernels/vector-home.js';
import { type Numbers, type Tensor, zerosLike } from './update.js';

/** Means of gradients and of their squares, one a tensor. */
export interface Moments {
  readonly mean: Numbers[];
  readonly square: Numbers[];
}

/** Where a kernel finds the moments of the tensors that it steps. */
export interface MomentHomes {
  /** Moments that are zero. Those that a kernel steps are in memories of their own, which it need not copy them to. */
  begin(tensors: readonly Tensor[]): Moments;
  /**
   * The memory that the moments of tensor t are in, undefined where none could be had. Moments that come from a
   * checkpoint are in none yet: all that a kernel steps are moved, once.
   */
  homeOf(moments: Moments, t: number): Compute | undefined;
}

type Pair = readonly [mean: Float32Array, square: Float32Array];

/**
 * @param isStepped whether a kernel steps moments of this length
 * @param operands bytes of a memory that the kernel needs for operands of other places
 */
export function momentHomes(isStepped: (length: number) => boolean, operands: number): MomentHomes {
  /** By the buffer of the moments, which a state holds: a memory goes when its state does. */
  const homes = new WeakMap<ArrayBufferLike, Compute | undefined>();

  /** Zeros of these lengths in one memory, or in none where the system gives none. */
  function pairsTogether(lengths: readonly number[]): readonly Pair[] {
    try {
      const { home, vectors } = vectorHome([...lengths, ...lengths], operands);
      homes.set(home.memory.buffer, home);
      return lengths.map((_, i) => [vectors[i]!, vectors[lengths.length + i]!]);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return lengths.map((length) => {
        const mean = new Float32Array(length);
        homes.set(mean.buffer, undefined);
        return [mean, new Float32Array(length)];
      });
    }
  }

  /** Zeros of these lengths, in as few memories as hold them. */
  function pairs(lengths: readonly number[]): readonly Pair[] {
    const found: Pair[] = [];
    let together: number[] = [];
    for (const length of lengths) {
      const more = [...together, length];
      if (together.length > 0 && !fitHome([...more, ...more], operands)) {
        found.push(...pairsTogether(together));
        together = [];
      }
      together.push(length);
    }
    return together.length > 0 ? [...found, ...pairsTogether(together)] : found;
  }

  return {
    begin(tensors) {
      const stepped = tensors.filter(({ values }) => values instanceof Float32Array && isStepped(values.length));
      const own = pairs(stepped.map(({ values }) => values.length));
      const mean = tensors.map((tensor) => own[stepped.indexOf(tensor)]?.[0] ?? zerosLike([tensor])[0]!);
      const square = tensors.map((tensor) => own[stepped.indexOf(tensor)]?.[1] ?? zerosLike([tensor])[0]!);
      return { mean, square };
    },
    homeOf({ mean, square }, t) {
      if (!homes.has(mean[t]!.buffer)) {
        const stepped = [...mean.keys()].filter((i) => mean[i] instanceof Float32Array && isStepped(mean[i]!.length));
        const own = pairs(stepped.map((i) => mean[i]!.length));
        for (const [k, i] of stepped.entries()) {
          const [ownMean, ownSquare] = own[k]!;
          ownMean.set(mean[i]!);
          ownSquare.set(square[i]!);
          [mean[i], square[i]] = [ownMean, ownSquare];
        }
      }
      return homes.get(mean[t]!.buffer);
    },
  };
}
