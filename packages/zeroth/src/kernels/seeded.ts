import { ZerothError } from '../errors.js';
import { checkSeed } from '../random/checks.js';
import { domains, highWord, lastWord, lowWord } from '../random/counter.js';
import { checkFloat32, checkFractions, checkStart, type RangeCheck, SHARD } from './checks.js';
import { eachChunk, sumChunks } from './chunks.js';
import type { KernelExports } from './instance.js';
import { integerPower } from './integer-power.js';
import type { AdaMuPerturbation, Kernels, PerturbationLaw, SeededWeights } from './types.js';

type SeededKernels = Omit<Kernels, 'memory' | 'float32' | 'float64'>;
type CounterWords = readonly [key0: number, key1: number, shard: number, last: number];

/** The operations whose numbers come from a seed. */
export function seededKernels(module: KernelExports, check: RangeCheck): SeededKernels {
  const byLaw = {
    rademacher: {
      move: module.rademacherMove,
      moveBelow: module.rademacherMoveBelow,
      moveMarked: module.rademacherMoveMarked,
      momentum: module.rademacherMomentum,
      adam: module.rademacherAdam,
    },
    gaussian: {
      move: module.gaussianMove,
      moveBelow: module.gaussianMoveBelow,
      moveMarked: module.gaussianMoveMarked,
      momentum: module.gaussianMomentum,
      adam: module.gaussianAdam,
    },
    nearGaussian: {
      move: module.nearGaussianMove,
      moveBelow: module.nearGaussianMoveBelow,
      moveMarked: module.nearGaussianMoveMarked,
      momentum: module.nearGaussianMomentum,
      adam: module.nearGaussianAdam,
    },
  } as const;

  /** Checks a tensor and its buffers, then calls `use` for each chunk. */
  function eachSeeded(
    { law, weights, length, seed, start }: SeededWeights,
    buffers: readonly number[],
    use: (pointer: number, count: number, ...counter: CounterWords) => void,
  ): void {
    check(length, 4, weights, ...buffers);
    checkSeed(seed);
    checkStart(start);
    eachChunk(length, (offset, count) => {
      use(weights + 4 * offset, count, ...counterOf(law, seed, start + offset));
    });
  }

  /** The arguments that both passes of ZO-AdaMU share. */
  function adaMuOperands({ weights, momentum, alpha, beta1 }: AdaMuPerturbation) {
    checkFractions({ alpha, beta1 });
    return [momentum - weights, Math.sqrt(alpha), Math.sqrt(1 - alpha), beta1, 1 - beta1] as const;
  }

  return {
    perturb(law, pointer, length, decay, amount, seed, start) {
      checkFloat32({ decay, amount });
      const { move } = byLaw[law];
      eachSeeded({ law, weights: pointer, length, seed, start }, [], (w, count, key0, key1, shard, last) => {
        move(w, count, key0, key1, shard, last, decay, amount);
      });
    },
    perturbSmall(law, pointer, length, decay, amount, seed, start, threshold) {
      checkFloat32({ decay, amount });
      if (Number.isNaN(threshold))
        throw new ZerothError('kernel-operand', 'The threshold of small weights must be a number.', threshold);
      const { moveBelow } = byLaw[law];
      eachSeeded({ law, weights: pointer, length, seed, start }, [], (w, count, key0, key1, shard, last) => {
        moveBelow(w, count, key0, key1, shard, last, decay, amount, threshold);
      });
    },
    perturbMarked(law, pointer, length, decay, amount, seed, start) {
      checkFloat32({ decay, amount });
      const { moveMarked } = byLaw[law];
      eachSeeded({ law, weights: pointer, length, seed, start }, [], (w, count, key0, key1, shard, last) => {
        moveMarked(w, count, key0, key1, shard, last, decay, amount);
      });
    },
    gaussianSquaredNorm(length, seed, start) {
      check(length, 4);
      checkSeed(seed);
      checkStart(start);
      return sumChunks(length, (offset, count) =>
        module.gaussianSquares(count, ...counterOf('gaussian', seed, start + offset)),
      );
    },
    momentum(tensor, { momentum, projectedGradient, beta, decay, restore, step }) {
      checkFloat32({ projectedGradient, beta, decay, restore, step });
      const kernel = byLaw[tensor.law].momentum;
      const toM = momentum - tensor.weights;
      eachSeeded(tensor, [momentum], (w, count, key0, key1, shard, last) => {
        kernel(w, count, key0, key1, shard, last, decay, restore, toM, beta, projectedGradient, step);
      });
    },
    adam(tensor, operands) {
      const { firstMoment, secondMoment, projectedGradient, iteration, beta1, beta2, epsilon, decay, restore } =
        operands;
      const step = operands.step / (1 - integerPower(beta1, iteration));
      const correction = 1 / (1 - integerPower(beta2, iteration));
      const scale = (1 - beta1) * projectedGradient;
      const scaleV = (1 - beta2) * projectedGradient * projectedGradient;
      checkFractions({ beta1, beta2 });
      checkFloat32({ projectedGradient, epsilon, decay, restore, step, correction, scale, scaleV });
      const kernel = byLaw[tensor.law].adam;
      const toM = firstMoment - tensor.weights;
      const toV = secondMoment - tensor.weights;
      eachSeeded(tensor, [firstMoment, secondMoment], (w, count, key0, key1, shard, last) => {
        kernel(
          ...[w, count, key0, key1, shard, last, decay, restore, toM, beta1, scale, step],
          ...[toV, beta2, scaleV, correction, epsilon],
        );
      });
    },
    adaMuMove(perturbation, amount) {
      checkFloat32({ amount });
      const shared = adaMuOperands(perturbation);
      const tensor = { ...perturbation, law: 'gaussian' } as const;
      eachSeeded(tensor, [perturbation.momentum], (w, count, key0, key1, shard, last) => {
        module.adaMuMove(w, count, key0, key1, shard, last, ...shared, amount);
      });
    },
    adaMuFinish(perturbation, { beta2, decay, restore, step }) {
      checkFractions({ beta2 });
      checkFloat32({ decay, restore, step });
      const shared = adaMuOperands(perturbation);
      const tensor = { ...perturbation, law: 'gaussian' } as const;
      eachSeeded(tensor, [perturbation.momentum], (w, count, key0, key1, shard, last) => {
        module.adaMuFinish(w, count, key0, key1, shard, last, ...shared, beta2, 1 - beta2, decay, restore, step);
      });
    },
  };
}

/** Key and counter of the shard that begins at an element. */
function counterOf(law: PerturbationLaw, seed: number, element: number): CounterWords {
  const shard = element / SHARD;
  return [lowWord(seed), highWord(seed), lowWord(shard), lastWord(domains[law], shard, 0)];
}
