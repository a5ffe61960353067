import { type Compute, computeWith } from './compute.js';

/** Numbers that all elements share in a step of Adam. */
export interface AdamStepOperands {
  /** β₁, what the mean of gradients keeps of itself. */
  readonly meanDecay: number;
  /** β₂, what the mean of squares does. */
  readonly squareDecay: number;
  readonly epsilon: number;
  /** What the parameters keep of themselves: 1, less decoupled decay. */
  readonly keep: number;
  /** What of the parameters is added to the gradient. */
  readonly coupledDecay: number;
  /** η / (1 − β₁^k) */
  readonly rate: number;
  /** 1 / √(1 − β₂^k) */
  readonly correction: number;
}

type SharedOperands = readonly [
  meanDecay: number,
  meanShare: number,
  squareDecay: number,
  squareShare: number,
  keep: number,
  coupledDecay: number,
  rate: number,
  correction: number,
  epsilon: number,
];

/** What the compiled kernels export for training; see kernels/training.ts. */
export interface TrainingExports {
  adamStep(...args: [length: number, x: number, g: number, m: number, v: number, ...shared: SharedOperands]): void;
}

/**
 * Elements that a call of the kernel steps, and of what is copied to it: those of two vectors stay in a core's own cache
 * beside what streams through it.
 */
const block = 16384;

/** Room that a step needs for operands which are not in its memory, in bytes. */
export const adamStepRoom = 4 * 4 * block;

/**
 * A step of Adam in one pass over float32 vectors of equal lengths: x, m and v are written, g is read. Vectors in the
 * memory of `home` are used where they are, all others are copied to it and back, block by block.
 */
export function adamStep(
  x: Float32Array,
  g: Float32Array,
  m: Float32Array,
  v: Float32Array,
  { meanDecay, squareDecay, epsilon, keep, coupledDecay, rate, correction }: AdamStepOperands,
  { memory, module, base }: Compute = computeWith(adamStepRoom),
): void {
  const decays = [meanDecay, 1 - meanDecay, squareDecay, 1 - squareDecay, keep, coupledDecay] as const;
  const shared: SharedOperands = [...decays, rate, correction, epsilon];
  const operands = [x, g, m, v].map((vector, t) => {
    const copied = base + 4 * block * t;
    return {
      vector,
      isHome: vector.buffer === memory.buffer,
      copied,
      copy: new Float32Array(memory.buffer, copied, block),
    };
  });
  // The kernel computes with whole groups of four: one that is not whole would reach into the vector behind it.
  const whole = x.length - (x.length % 4);
  for (let begin = 0, end = 0; begin < x.length; begin = end) {
    end = begin < whole ? Math.min(begin + block, whole) : x.length;
    const addresses = operands.map(({ vector, isHome, copied, copy }) => {
      if (isHome && end <= whole) return vector.byteOffset + 4 * begin;
      copy.set(vector.subarray(begin, end));
      return copied;
    });
    module.adamStep(end - begin, addresses[0]!, addresses[1]!, addresses[2]!, addresses[3]!, ...shared);
    for (const { vector, isHome, copy } of operands)
      if (vector !== g && !(isHome && end <= whole)) vector.set(copy.subarray(0, end - begin), begin);
  }
}
