import { checkDecay, checkNotNegative } from '../../array/checks.js';
import { type AdamStepOperands, adamStepRoom, adamStep as kernelStep } from '../../kernels/adam-step.js';
import { type MomentHomes, momentHomes } from './moments.js';
import { type Numbers, type UpdateRule, type UpdateState, zerosLike } from './update.js';

/** Options of {@link adamUpdate} and its kin. */
export interface AdamUpdateOptions {
  /** Decay β₁ in [0, 1) of the mean of gradients. Default 0.9. */
  readonly meanDecay?: number;
  /** Decay β₂ in [0, 1) of the mean of their squares. Default 0.999. */
  readonly squareDecay?: number;
  /** ε ≥ 0, which keeps the denominator from zero. Default 1e-8. */
  readonly epsilon?: number;
  /** λ ≥ 0. Default 0, and 0.01 where it is decoupled. */
  readonly weightDecay?: number;
}

/** What Adam remembers: means, not corrected for their start at zero. */
export interface AdamState extends UpdateState {
  readonly mean: Numbers[];
  readonly square: Numbers[];
  /** AMSGrad's largest mean of squares so far; empty for the others. */
  readonly largest: Numbers[];
}

/**
 * Adam: x ← x − η m̂ / (√v̂ + ε), with exponential averages m of gradients and v of their squares by coordinate, both
 * corrected for their start at zero. The weight decay is added to the gradient.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Kingma, Ba: Adam: a method for stochastic optimization (2015), algorithm 1
 */
export function adamUpdate(options: AdamUpdateOptions = {}): UpdateRule<AdamState> {
  return adamLike('adam', options, { weightDecay: 0, decoupled: false, maximal: false });
}

/**
 * Adam whose weight decay is apart from the gradient: x ← (1 − η λ) x before the step, λ by default 0.01.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Loshchilov, Hutter: Decoupled weight decay regularization (2019), algorithm 2
 */
export function adamWUpdate(options: AdamUpdateOptions = {}): UpdateRule<AdamState> {
  return adamLike('adamW', options, { weightDecay: 0.01, decoupled: true, maximal: false });
}

/**
 * Adam that divides by the largest mean of squares so far, so that the rate of a coordinate never rises again.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Reddi, Kale, Kumar: On the convergence of Adam and beyond (2018), algorithm 2, with Adam's corrections
 */
export function amsGradUpdate(options: AdamUpdateOptions = {}): UpdateRule<AdamState> {
  return adamLike('amsGrad', options, { weightDecay: 0, decoupled: false, maximal: true });
}

interface Kind {
  readonly weightDecay: number;
  readonly decoupled: boolean;
  readonly maximal: boolean;
}

/** The options with defaults. Throws `option-out-of-range`. */
export function checkedAdam(
  { meanDecay = 0.9, squareDecay = 0.999, epsilon = 1e-8, weightDecay }: AdamUpdateOptions,
  defaultDecay = 0,
): Required<AdamUpdateOptions> {
  const decay = weightDecay ?? defaultDecay;
  checkDecay('meanDecay', meanDecay);
  checkDecay('squareDecay', squareDecay);
  checkNotNegative('epsilon', epsilon);
  checkNotNegative('weightDecay', decay);
  return { meanDecay, squareDecay, epsilon, weightDecay: decay };
}

function adamLike(name: string, options: AdamUpdateOptions, kind: Kind): UpdateRule<AdamState> {
  const { meanDecay, squareDecay, epsilon, weightDecay } = checkedAdam(options, kind.weightDecay);
  const homes = momentHomes((length) => !kind.maximal && length >= kernelFrom, adamStepRoom);
  return {
    name,
    rate: 1e-3,
    begin: (tensors) => ({
      step: 0,
      ...homes.begin(tensors),
      largest: kind.maximal ? zerosLike(tensors) : [],
    }),
    step(tensors, gradients, state, rate) {
      const k = ++state.step;
      const operands: AdamStepOperands = {
        meanDecay,
        squareDecay,
        epsilon,
        keep: kind.decoupled ? 1 - rate * weightDecay : 1,
        coupledDecay: kind.decoupled ? 0 : weightDecay,
        rate: rate / (1 - meanDecay ** k),
        correction: 1 / Math.sqrt(1 - squareDecay ** k),
      };
      tensors.forEach(({ values: x }, t) => {
        const g = gradients[t]!;
        const largest = state.largest[t];
        if (largest !== undefined) amsGradStep(x, g, state.mean[t]!, state.square[t]!, largest, operands);
        else if (!kernelTakes(x, g, state, t, operands, homes))
          adamStep(x, g, state.mean[t]!, state.square[t]!, operands);
      });
    },
  };
}

/** Tensors of float32 from this length on are stepped by a kernel, which rounds to float32 at each operation. */
const kernelFrom = 4096;

/** Takes the step of tensor t by a kernel, if it is one for it. */
function kernelTakes(
  x: Numbers,
  gradient: Numbers,
  state: AdamState,
  t: number,
  operands: AdamStepOperands,
  homes: MomentHomes,
): boolean {
  if (!(x instanceof Float32Array && gradient instanceof Float32Array && x.length >= kernelFrom)) return false;
  const home = homes.homeOf(state, t);
  const [mean, square] = [state.mean[t], state.square[t]];
  if (!(mean instanceof Float32Array && square instanceof Float32Array)) return false;
  kernelStep(x, gradient, mean, square, operands, home);
  return true;
}

function adamStep(x: Numbers, gradient: Numbers, mean: Numbers, square: Numbers, operands: AdamStepOperands): void {
  const { meanDecay, squareDecay, epsilon, keep, coupledDecay, rate, correction } = operands;
  for (let i = 0; i < x.length; i++) {
    const g = gradient[i]! + coupledDecay * x[i]!;
    const m = meanDecay * mean[i]! + (1 - meanDecay) * g;
    const v = squareDecay * square[i]! + (1 - squareDecay) * g * g;
    mean[i] = m;
    square[i] = v;
    const denominator = Math.sqrt(v) * correction + epsilon;
    // 0 / 0, where ε is zero and the gradient always was, is no step.
    x[i] = keep * x[i]! - (denominator > 0 ? (rate * m) / denominator : 0);
  }
}

function amsGradStep(
  x: Numbers,
  gradient: Numbers,
  mean: Numbers,
  square: Numbers,
  largest: Numbers,
  { meanDecay, squareDecay, epsilon, keep, coupledDecay, rate, correction }: AdamStepOperands,
): void {
  for (let i = 0; i < x.length; i++) {
    const g = gradient[i]! + coupledDecay * x[i]!;
    mean[i] = meanDecay * mean[i]! + (1 - meanDecay) * g;
    square[i] = squareDecay * square[i]! + (1 - squareDecay) * g * g;
    largest[i] = Math.max(largest[i]!, square[i]!);
    const denominator = Math.sqrt(largest[i]!) * correction + epsilon;
    x[i] = keep * x[i]! - (denominator > 0 ? (rate * mean[i]!) / denominator : 0);
  }
}
