import { minimize } from 'zeroth';
import type { Gradients, Oracle } from 'zeroth/query';
import { type Random, random } from 'zeroth/random';
import { type Schedule, tensorsIn, type UpdateRule } from 'zeroth/updates';
import { logisticLoss, logisticSlope } from './small-net.js';

/** An objective that is the mean of terms. */
export interface TrainingTask {
  readonly name: string;
  /** How many terms there are. */
  readonly terms: number;
  /** The tensors in x, one after another. */
  readonly shapes: readonly { readonly shape: readonly number[] }[];
  readonly start: Float64Array;
  /** Where else its least loss is sought. */
  readonly others: readonly Float64Array[];
  /** The mean of some terms; its gradient is written. */
  loss(x: Float64Array, sample: ArrayLike<number>, gradient: Float64Array): number;
}

interface PlaneSizes {
  readonly terms: number;
  readonly features: number;
  /** Deviation of the noise in what is learnt. */
  readonly noise: number;
  /** Feature j, from 1, has the deviation j^−decay. */
  readonly decay: number;
}

/** Logistic regression of labels that follow a plane and noise; Gaussian features. */
export function logisticTask(draws: Random, sizes: Partial<PlaneSizes> = {}): TrainingTask {
  return planeTask('logistic regression', draws, sizes, Math.sign, (y, label) => ({
    loss: logisticLoss(label * y),
    slope: label * logisticSlope(label * y),
  }));
}

/** Regression by absolute deviations, whose loss has kinks; Gaussian features. */
export function absoluteTask(draws: Random, sizes: Partial<PlaneSizes> = {}): TrainingTask {
  const itself = (y: number) => y;
  return planeTask('absolute deviations', draws, sizes, itself, (y, target) => ({
    loss: Math.abs(y - target),
    slope: Math.sign(y - target),
  }));
}

/** The mean of losses of a linear output. */
function planeTask(
  name: string,
  draws: Random,
  sizes: Partial<PlaneSizes>,
  observed: (y: number) => number,
  lossOf: (y: number, target: number) => { readonly loss: number; readonly slope: number },
): TrainingTask {
  const { terms, features, noise, decay } = { terms: 400, features: 20, noise: 2, decay: 0, ...sizes };
  const rows = Array.from({ length: terms }, () =>
    draws.fillNormal(new Float64Array(features)).map((v, j) => v * (j + 1) ** -decay),
  );
  const truth = draws.fillNormal(new Float64Array(features));
  const dot = (a: Float64Array, b: Float64Array) => {
    let sum = 0;
    for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
    return sum;
  };
  const targets = rows.map((row) => observed(dot(row, truth) + noise * draws.normal()));
  return {
    name,
    terms,
    shapes: [{ shape: [features] }],
    start: new Float64Array(features),
    others: [],
    loss(x, sample, gradient) {
      gradient.fill(0);
      let value = 0;
      for (let s = 0; s < sample.length; s++) {
        const row = rows[sample[s]!]!;
        const { loss, slope } = lossOf(dot(row, x), targets[sample[s]!]!);
        value += loss;
        for (let j = 0; j < features; j++) gradient[j]! += (slope / sample.length) * row[j]!;
      }
      return value / sample.length;
    },
  };
}

/** All terms of a task. */
export function allTerms({ terms }: TrainingTask): readonly number[] {
  return Array.from({ length: terms }, (_, i) => i);
}

/** Answers the gradients of samples of a task, and of all its terms. */
export function taskOracle(task: TrainingTask): Oracle<Gradients> {
  const all = allTerms(task);
  return {
    gradients: ({ points, sample }) =>
      points.map((x) => {
        const gradient = new Float64Array(x.length);
        return { value: task.loss(x, Array.isArray(sample) ? sample : all, gradient), gradient };
      }),
  };
}

/** The least loss that L-BFGS finds from the task's start and the other places. */
export function leastLoss(task: TrainingTask): number {
  const oracle = taskOracle(task);
  return Math.min(...[task.start, ...task.others].map((x0) => minimize(oracle, x0).value));
}

/** How a rule is followed by {@link train}. */
export interface Training {
  readonly rule: UpdateRule;
  readonly rate: Schedule;
  readonly steps: number;
  /** Terms of a sample, drawn with replacement. */
  readonly batch: number;
  /** Steps after which the loss of all terms is taken, ascending. */
  readonly looks: readonly number[];
  readonly seed: number;
  /** Sees each sample's gradient before the step. */
  readonly onGradient?: ((gradient: Float64Array) => void) | undefined;
}

/** The losses of all terms at the looks, where the rule's parameters are to be used; Infinity where it diverged. */
export function train(task: TrainingTask, { rule, rate, steps, batch, looks, seed, onGradient }: Training): number[] {
  const draws = random(seed);
  const x = task.start.slice();
  const [gradient, used] = [new Float64Array(x.length), new Float64Array(x.length)];
  const tensors = tensorsIn(x, task.shapes);
  const gradients = tensorsIn(gradient, task.shapes).map(({ values }) => values);
  const averages = tensorsIn(used, task.shapes).map(({ values }) => values);
  const state = rule.begin(tensors);
  const all = allTerms(task);
  const sample = new Int32Array(batch);
  const losses: number[] = [];
  for (let k = 0; k < steps; k++) {
    for (let i = 0; i < batch; i++) sample[i] = draws.integer(task.terms);
    task.loss(x, sample, gradient);
    onGradient?.(gradient);
    rule.step(tensors, gradients, state, rate(k));
    if (looks[losses.length] !== k + 1) continue;
    if (rule.average === undefined) used.set(x);
    else rule.average(tensors, state, averages);
    const loss = task.loss(used, all, new Float64Array(x.length));
    losses.push(Number.isFinite(loss) ? loss : Infinity);
  }
  return losses;
}
