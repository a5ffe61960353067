import { computeFor } from './compute.js';

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

/** Elements that are copied in, computed with and copied out at a time: all four vectors stay in a core's own cache. */
const block = 8192;

/** A step of Adam in one pass over float32 vectors of equal lengths: x, m and v are written, g is read. */
export function adamStep(
  x: Float32Array,
  g: Float32Array,
  m: Float32Array,
  v: Float32Array,
  { meanDecay, squareDecay, epsilon, keep, coupledDecay, rate, correction }: AdamStepOperands,
): void {
  const { memory, module, at } = computeFor([4 * block, 4 * block, 4 * block, 4 * block]);
  const inMemory = at.map((address) => new Float32Array(memory.buffer, address, block));
  const outside = [x, g, m, v];
  const [toX, toG, toM, toV] = at;
  const [meanShare, squareShare] = [1 - meanDecay, 1 - squareDecay];
  const decays = [meanDecay, meanShare, squareDecay, squareShare, keep, coupledDecay] as const;
  const shared: SharedOperands = [...decays, rate, correction, epsilon];
  for (let begin = 0; begin < x.length; begin += block) {
    const count = Math.min(block, x.length - begin);
    outside.forEach((vector, t) => {
      inMemory[t]!.set(vector.subarray(begin, begin + count));
    });
    module.adamStep(count, toX, toG, toM, toV, ...shared);
    outside.forEach((vector, t) => {
      if (vector !== g) vector.set(inMemory[t]!.subarray(0, count), begin);
    });
  }
}
