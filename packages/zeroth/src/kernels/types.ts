/**
 * The laws of the numbers z that perturb weights. All have mean 0 and variance 1.
 *
 * - `rademacher`: −1 or 1, the fastest;
 * - `gaussian`: standard normal by an exact Box-Muller transform in float32, |z| ≤ 6.67;
 * - `nearGaussian`: signed sums of bit counts, more than twice as fast: symmetric, multiples of 0.0178, |z| ≤ 7.4,
 *   excess kurtosis −0.0397. Numbers i, i + 8, i + 16 and i + 24 of an aligned 32 are uncorrelated but not independent:
 *   E x² y² is 1 − 0.0397 and E x y u v is −0.0397. All others are independent.
 */
export type PerturbationLaw = 'rademacher' | 'gaussian' | 'nearGaussian';

/** A float32 tensor in the memory and the seeded numbers z that go with its elements. */
export interface SeededWeights {
  readonly law: PerturbationLaw;
  /** Byte address of the first weight. */
  readonly weights: number;
  /** Number of weights. */
  readonly length: number;
  /** Safe integer. */
  readonly seed: number;
  /** Index of the first weight in the parameter vector, a multiple of 512. */
  readonly start: number;
}

/** Operands of {@link Kernels.momentum}. */
export interface MomentumOperands {
  /** Byte address of the momentum m, float32, as many elements as weights. */
  readonly momentum: number;
  /** The derivative g along z. */
  readonly projectedGradient: number;
  readonly beta: number;
  readonly decay: number;
  /** Factor of z that takes the weights back from their perturbed place: +ε after the pass to w − ε z. */
  readonly restore: number;
  readonly step: number;
}

/** Operands of {@link Kernels.adam}. */
export interface AdamOperands {
  /** Byte address of the first moment m, float32, as many elements as weights. */
  readonly firstMoment: number;
  /** Byte address of the second moment v, likewise. */
  readonly secondMoment: number;
  /** The derivative g along z. */
  readonly projectedGradient: number;
  /** 1 for the first step: the bias correction needs it. */
  readonly iteration: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly decay: number;
  readonly restore: number;
  readonly step: number;
}

/** What fixes the perturbation of ZO-AdaMU. The law is normal. */
export interface AdaMuPerturbation extends Omit<SeededWeights, 'law'> {
  /** Byte address of the momentum m, float32, as many elements as weights. */
  readonly momentum: number;
  /** Variance of the first stream, in [0, 1]; the second has the rest. */
  readonly alpha: number;
  /** Weight of the first stream in the perturbation, in [0, 1]. */
  readonly beta1: number;
}

/** Operands of {@link Kernels.adaMuFinish}. */
export interface AdaMuOperands {
  /** Weight of the first stream in the second moment, in [0, 1]. */
  readonly beta2: number;
  readonly decay: number;
  readonly restore: number;
  /** Learning rate times the derivative along m'. */
  readonly step: number;
}

/**
 * Operations on vectors in the memory, by byte addresses (multiples of the element's size) and lengths in
 * elements. All arithmetic and every order of summation is fixed, so results have the same bits everywhere.
 * Sums are float64, also of float32 vectors. They run over blocks of 65536 elements, in order; within a block,
 * of the first 8 ⌊n / 8⌋ terms, term i goes to running sum i mod 8, these are added as
 * ((s0 + s2) + (s4 + s6)) + ((s1 + s3) + (s5 + s7)), and the rest follow one by one.
 */
export interface VectorKernels {
  /** y ← y + a x. The two are the same vector or do not overlap. */
  axpy(length: number, a: number, x: number, y: number): void;
  /** x ← a x. */
  scale(length: number, a: number, x: number): void;
  /** Σ x_i y_i. */
  dot(length: number, x: number, y: number): number;
  /** √Σ x_i²; neither overflows nor underflows unless the norm itself does. */
  norm2(length: number, x: number): number;
  /** Σ x_i. */
  sum(length: number, x: number): number;
  /** max |x_i|, 0 for no elements, NaN when an element is. */
  maxAbs(length: number, x: number): number;
}

/**
 * Compiled operations on one WebAssembly memory.
 *
 * Seeded operations use number z_i = z(seed, start + i) for weight i; they may be split anywhere at multiples
 * of 512 without changing a bit. All rounding is that of float32, operation by operation as written.
 *
 * Every operation throws a ZerothError: `kernel-range` for an address or length that does not fit the memory,
 * `kernel-start` for a start that is no multiple of 512, `kernel-operand` for a number that is not finite in the
 * precision of the vector, `random-seed` for a seed that is no safe integer.
 */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  /** Operations on float32 vectors. */
  readonly float32: VectorKernels;
  /** Operations on float64 vectors. */
  readonly float64: VectorKernels;
  /**
   * w ← decay w + amount z.
   *
   * @param pointer byte address of the first weight
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
  /**
   * As {@link Kernels.perturb} for the weights with |w| ≤ threshold, and marks them for
   * {@link Kernels.perturbMarked}: the choice cannot be told from weights that have moved, and is not stored
   * beside them. It is kept in the lowest bit of every weight, set for those chosen. The cost is that bit: the
   * weights keep 23 of their 24 significant bits, an error of at most one unit in the last place.
   */
  perturbSmall(
    law: PerturbationLaw,
    pointer: number,
    length: number,
    decay: number,
    amount: number,
    seed: number,
    start: number,
    threshold: number,
  ): void;
  /** As {@link Kernels.perturb} for the weights that {@link Kernels.perturbSmall} has marked; keeps the marks. */
  perturbMarked(
    law: PerturbationLaw,
    pointer: number,
    length: number,
    decay: number,
    amount: number,
    seed: number,
    start: number,
  ): void;
  /**
   * Σ z_i² of the `gaussian` law, for a perturbation on the sphere. Float64; blocks of 65536 elements in order;
   * within a block, term i goes to running sum i mod 4, and these are added as (s0 + s1) + (s2 + s3).
   */
  gaussianSquaredNorm(length: number, seed: number, start: number): number;
  /** m ← beta m + g z; w ← (decay w + restore z) − step m. */
  momentum(weights: SeededWeights, operands: MomentumOperands): void;
  /**
   * m ← beta1 m + ((1 − beta1) g) z; v ← beta2 v + ((1 − beta2) g²) z²;
   * w ← (decay w + restore z) − (step' m) / (√(c v) + epsilon), where step' = step / (1 − beta1^iteration) and
   * c = 1 / (1 − beta2^iteration).
   *
   * @source Kingma, Ba: Adam: a method for stochastic optimization (2015)
   */
  adam(weights: SeededWeights, operands: AdamOperands): void;
  /**
   * w ← w + amount m', where m' = beta1 z1 + (1 − beta1) z2, z1 = √alpha n1, z2 = m + √(1 − alpha) n2, and n1, n2
   * are two normal streams of the seed (n1 that of the `gaussian` law). The momentum m is only read, so m' can be
   * made again.
   *
   * @source Jiang, Chen, Pan, Xiang, Lin, Wu, Liu, Song: ZO-AdaMU optimizer: adapting perturbation by the momentum
   *   and uncertainty in zeroth-order optimization (2024)
   */
  adaMuMove(perturbation: AdaMuPerturbation, amount: number): void;
  /**
   * w ← (decay w + restore m') − (step m') / √(v + 1e-8), where v = beta2 z1² + (1 − beta2) z2², then m ← m'.
   */
  adaMuFinish(perturbation: AdaMuPerturbation, operands: AdaMuOperands): void;
}
