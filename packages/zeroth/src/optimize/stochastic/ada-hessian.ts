import { checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
import { ZerothError } from '../../errors.js';
import {
  type Gradients,
  gradientAt,
  type HessianVectorProducts,
  hessianVectorProductAt,
  type Method,
  type Progress,
  progress,
} from '../../query/index.js';
import { random } from '../../random/index.js';
import type { GradientReport, MinimizationProblem, Minimizer, MinimizerEnd } from '../minimizer.js';
import { reasonAt } from '../pieces/descent.js';
import { end, fallsForever } from '../pieces/endings.js';
import { type Schedule, toSchedule } from '../pieces/schedules.js';
import type { Trial } from '../pieces/trial.js';
import { type AdamUpdateOptions, checkedAdam } from '../updates/adam.js';
import { batches } from './training.js';

/** Options of {@link adaHessian}. */
export interface AdaHessianOptions extends AdamUpdateOptions {
  /** Step size, positive, or one for each step. Default 0.15. */
  readonly rate?: number | Schedule;
  /** k in (0, 1] of the denominator (√v̂)^k + ε. Default 1. */
  readonly hessianPower?: number;
  /** Neighbouring parameters whose curvatures are averaged; the last block may be shorter. Default 1. */
  readonly block?: number;
  /** N, how many terms the objective is the mean of: questions are then of samples. Default: the whole objective. */
  readonly terms?: number;
  /** Terms of a sample. Default 1. */
  readonly batch?: number;
}

/**
 * AdaHessian: Adam with the diagonal of the Hessian in the place of the gradient, in the mean of squares; its estimate is
 * z ∘ H z for random signs z, averaged over blocks of parameters. Weight decay is decoupled.
 *
 * Asks: gradients (order 1) and one Hessian-vector product a step; where `terms` are given of a sample, and the gradient
 * of the whole once an epoch, which is reported.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Yao, Gholami, Shen, Mustafa, Keutzer, Mahoney: ADAHESSIAN, an adaptive second order optimizer (2021), algorithm 1
 */
export function adaHessian(options: AdaHessianOptions = {}): Minimizer<Gradients | HessianVectorProducts> {
  const { rate = 0.15, hessianPower = 1, block = 1, terms, batch = 1 } = options;
  const adam = checkedAdam({ epsilon: 1e-4, ...options });
  if (typeof rate === 'number') checkPositive('rate', rate);
  if (!(hessianPower > 0 && hessianPower <= 1))
    throw new ZerothError('option-out-of-range', `hessianPower must be in (0, 1], not ${hessianPower}.`, hessianPower);
  checkInteger('block', block, 1);
  if (terms !== undefined) {
    checkInteger('terms', terms, 1);
    checkInteger('batch', batch, 1, terms);
  }
  const plan = { ...adam, rate: toSchedule(rate), hessianPower, block, terms, batch };
  return {
    name: 'adaHessian',
    asks: ['gradients', 'hessianVectorProducts'],
    bounds: false,
    start: (problem) => curve(problem, plan),
  };
}

interface Plan extends Required<AdamUpdateOptions> {
  readonly rate: Schedule;
  readonly hessianPower: number;
  readonly block: number;
  readonly terms: number | undefined;
  readonly batch: number;
}

function* curve(
  problem: MinimizationProblem,
  plan: Plan,
): Method<Gradients | HessianVectorProducts | Progress<GradientReport>, MinimizerEnd> {
  const { meanDecay, squareDecay, epsilon, weightDecay, hessianPower, terms, batch } = plan;
  checkFinite('x0', problem.x0);
  const x = problem.x0.slice();
  const n = x.length;
  const draws = random(problem.seed);
  const signs = draws.split(1);
  const samples = terms === undefined ? undefined : batches(draws.split(2), terms, batch);
  const reportEvery = terms === undefined ? 1 : Math.ceil(terms / batch);
  const [gradient, z, product] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const [mean, square] = [new Float64Array(n), new Float64Array(n)];
  let isUnbounded: ((now: Trial) => boolean) | undefined;
  for (let k = 1; ; k++) {
    const sample = samples?.();
    const circumstances = sample === undefined ? undefined : { sample };
    if ((k - 1) % reportEvery === 0) {
      const whole: Trial = { x, ...(yield* gradientAt(x, new Float64Array(n))) };
      isUnbounded ??= fallsForever(whole);
      if (yield* progress(whole)) return end(undefined);
      const reason = reasonAt(whole, problem, isUnbounded);
      if (reason !== undefined) return end(reason);
      gradient.set(whole.gradient);
    }
    signs.fillRademacher(z);
    // Before the gradient of the same sample: an oracle that carries the direction through it has both by then.
    yield* hessianVectorProductAt(x, z, product, circumstances);
    if (circumstances !== undefined) yield* gradientAt(x, gradient, circumstances);
    for (let i = 0; i < n; i++) product[i]! *= z[i]!;
    averageBlocks(product, plan.block);
    const rate = plan.rate(k - 1);
    const [meanCorrection, squareCorrection] = [1 - meanDecay ** k, 1 - squareDecay ** k];
    for (let i = 0; i < n; i++) {
      mean[i] = meanDecay * mean[i]! + (1 - meanDecay) * gradient[i]!;
      square[i] = squareDecay * square[i]! + (1 - squareDecay) * product[i]! * product[i]!;
      const denominator = Math.sqrt(square[i]! / squareCorrection) ** hessianPower + epsilon;
      const step = denominator > 0 ? mean[i]! / meanCorrection / denominator : 0;
      x[i]! -= rate * (step + weightDecay * x[i]!);
    }
  }
}

function averageBlocks(values: Float64Array, block: number): void {
  if (block === 1) return;
  for (let start = 0; start < values.length; start += block) {
    const part = values.subarray(start, start + block);
    part.fill(part.reduce((sum, v) => sum + v, 0) / part.length);
  }
}
