import { checkFinite, checkInteger, checkNotNegative, checkPositive } from '../../array/checks.js';
import { norm2 } from '../../array/vector.js';
import { type Gradients, gradientsAt, type Method, type Progress, progress, type Vector } from '../../query/index.js';
import type { GradientReport, MinimizationProblem, Minimizer, MinimizerEnd } from '../minimizer.js';
import { reasonAt } from '../pieces/descent.js';
import { end, fallsForever } from '../pieces/endings.js';
import { gradientPrediction, type Sighting } from '../pieces/gradient-prediction.js';
import { type Schedule, toSchedule } from '../pieces/schedules.js';
import type { Trial } from '../pieces/trial.js';
import { tensorsIn, type UpdateRule, type UpdateState } from '../updates/update.js';

/** Options of {@link optEx}. */
export interface OptExOptions {
  /** Step size of the rule, positive, or one for each step. Default: the rule's own. */
  readonly rate?: number | Schedule;
  /** N, how many gradients are asked side by side. Default 4. */
  readonly workers?: number;
  /** T₀, how many gradients predictions are made from. Default 40. */
  readonly history?: number;
  /** Length of the kernel, in largest distances between the points of the history. Default 4. */
  readonly lengthScale?: number;
  /** Variance of the gradients' noise relative to their own, at least 0. Default 0. */
  readonly noise?: number;
}

/** What {@link optEx} reports. */
export interface OptExReport extends GradientReport {
  /** ‖predicted − ∇f‖ / ‖∇f‖, the mean of the points that were reached by predictions; 0 where there was none. */
  readonly predictionError: number;
}

/**
 * OptEx: runs a first-order rule N steps ahead on predicted gradients, asks the true ones at all N points at once, and goes
 * on from the one with the least value by a step with its true gradient. Predictions are kernel regressions of the last
 * gradients, all components with one kernel.
 *
 * Asks: gradients (order 1) at N points in one question: a round. With exact predictions a round is worth N steps; the
 * theory's gain in rounds is √N.
 *
 * @param rule the rule, as sgdUpdate or adamUpdate; what it averages for use is not read
 * @throws ZerothError `option-out-of-range`
 * @source Shu, Fang, He, Yu: OptEx, expediting first-order optimization with approximately parallelized iterations (2024), algorithm 1
 */
export function optEx<S extends UpdateState>(
  rule: UpdateRule<S>,
  { rate = rule.rate, workers = 4, history = 40, lengthScale = 4, noise = 0 }: OptExOptions = {},
): Minimizer<Gradients, OptExReport> {
  if (typeof rate === 'number') checkPositive('rate', rate);
  checkInteger('workers', workers, 1);
  checkInteger('history', history, 1);
  checkPositive('lengthScale', lengthScale);
  checkNotNegative('noise', noise);
  const plan = { rate: toSchedule(rate), workers, history, lengthScale, noise };
  return {
    name: `optEx-${rule.name}`,
    asks: ['gradients'],
    bounds: false,
    start: (problem) => rounds(problem, rule, plan),
  };
}

interface Plan {
  readonly rate: Schedule;
  readonly workers: number;
  readonly history: number;
  readonly lengthScale: number;
  readonly noise: number;
}

/** Where a rule is: a point, its state there, and the steps it has made. */
interface Position<S> {
  readonly x: Vector;
  readonly state: S;
  readonly steps: number;
}

function* rounds<S extends UpdateState>(
  problem: MinimizationProblem,
  rule: UpdateRule<S>,
  { rate, workers, history, lengthScale, noise }: Plan,
): Method<Gradients | Progress<OptExReport>, MinimizerEnd> {
  checkFinite('x0', problem.x0);
  const stepFrom = ({ x, state, steps }: Position<S>, gradient: Vector): Position<S> => {
    const [moved, after] = [x.slice(), structuredClone(state)];
    rule.step(tensorsIn(moved), [gradient], after, rate(steps));
    return { x: moved, state: after, steps: steps + 1 };
  };
  let from: Position<S> = {
    x: problem.x0.slice(),
    state: rule.begin(tensorsIn(problem.x0.slice())),
    steps: 0,
  };
  let seen: readonly Sighting[] = [];
  let isUnbounded: ((now: Trial) => boolean) | undefined;
  for (;;) {
    const ahead = [from];
    const predictions: Vector[] = [];
    if (seen.length > 0) {
      const predict = gradientPrediction(seen, lengthScale, noise);
      while (ahead.length < workers) {
        const last = ahead[ahead.length - 1]!;
        predictions.push(predict(last.x));
        const next = stepFrom(last, predictions[predictions.length - 1]!);
        if (!next.x.every(Number.isFinite)) break;
        ahead.push(next);
      }
    }
    const answers = yield* gradientsAt(ahead.map(({ x }) => x.slice()));
    const best = answers.reduce((least, { value }, i) => (value < answers[least]!.value ? i : least), 0);
    const now: Trial = { x: ahead[best]!.x, ...answers[best]! };
    isUnbounded ??= fallsForever(now);
    const errors = predictions.slice(0, answers.length).map((predicted, i) => errorOf(predicted, answers[i]!.gradient));
    const predictionError = errors.length === 0 ? 0 : errors.reduce((sum, error) => sum + error, 0) / errors.length;
    if (yield* progress({ ...now, predictionError })) return end(undefined);
    const reason = reasonAt(now, problem, isUnbounded);
    if (reason !== undefined) return end(reason);
    seen = [...seen, ...answers.map(({ gradient }, i) => ({ x: ahead[i]!.x, gradient: gradient.slice() }))].slice(
      -history,
    );
    from = stepFrom(ahead[best]!, now.gradient);
  }
}

function errorOf(predicted: Vector, gradient: Vector): number {
  const length = norm2(gradient);
  return length > 0 ? norm2(predicted.map((v, i) => v - gradient[i]!)) / length : 0;
}
