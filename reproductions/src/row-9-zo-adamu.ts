import {
  type ForwardOnlyResult,
  type ForwardOnlyYield,
  mezo,
  objective,
  parameterProblem,
  type TunedModel,
  zoAdaMU,
} from '@zeroth/train';
import type { Method } from 'zeroth/query';
import { encodeTask, writeStart } from './encoded-task.js';
import { fixed } from './format.js';
import { type Curve, linePlot } from './line-plot.js';
import { quadraticModel } from './quadratic-model.js';
import type { Check, Findings, Scale, Script } from './reproduction.js';
import { changeVariance, countBelow, median, stepsTo, sum } from './statistics.js';
import { tune } from './tune.js';

/** What a run of either method needs; MeZO's directions are Gaussian, as in both papers. */
interface Run {
  readonly steps: number;
  readonly learningRate: number;
  readonly radius: number;
  readonly examples: number;
  readonly seed: number;
}
type Start = (run: Run) => Method<ForwardOnlyYield, ForwardOnlyResult>;

const everyStep = ({ examples, steps }: Run) => ({ batch: examples, evaluateEvery: steps });
const plain: Start = (run) => mezo({ ...run, ...everyStep(run), law: 'gaussian' });
/** With the paper's schedule: plain until step 1024, annealed until step 16000. */
const adapted: Start = (run) => zoAdaMU({ ...run, ...everyStep(run), annealFrom: 1024, annealTo: 16_000 });
const annealed: Start = (run) => zoAdaMU({ ...run, ...everyStep(run), annealFrom: 0, annealTo: 0 });

const dimension = 1000;
/** ZO-AdaMU moves by g·sign(z) before annealing; E[|z|] of a normal z is what this loses of MeZO's descent. */
const shortening = Math.sqrt(2 / Math.PI);
const tolerance = 0.1;

/**
 * ZO-AdaMU: a perturbation that adapts, on two quadratics of 1000 variables and on the last dense layer and head of the
 * Universal Sentence Encoder Lite (263,000 parameters) with 64 mails of two tasks. All of them are in every batch, so
 * that the loss changes from one step to the next by the method's doing only.
 *
 * Where it departs from the catalogue's claims, and why. With the paper's constants nothing is annealed for 1024 steps;
 * until then the perturbation is z ~ N(0, I) and √v = |z|, so that the step is η g sign(z) where MeZO's is η g z, with
 * the same g = ∇f·z. Where the gradient spreads over many coordinates,
 *
 * - the mean of the loss's change is √(2/π) = 0.80 times MeZO's and its variance (1 + 2/π) / 2 = 0.82 times: "less variance
 *   at the same step size" holds, and "no more forward passes" does not: it takes √(π/2) = 1.25 times as many;
 * - with the step size that makes up for it, passes are equal and the variance is (1 + π/2) / 2 = 1.29 times MeZO's.
 *
 * The language model is of this kind. A change of its loss goes as χ²₁, whose variance 120 steps tell to √(14 / 120) = 34%
 * only: too little to find 0.82 in 8 of 10 runs. It was found in 6 to 9 of them, at seeds 0, 7 and 11. By default the ten
 * runs are therefore taken together; with `full`, runs of 1000 steps are counted as the catalogue asks.
 *
 * Where one coordinate is much steeper than all others, MeZO's step there varies as z², and this one's as |z|: at the
 * largest step size at which MeZO's expected loss does not grow, ZO-AdaMU is there first, in half the passes, but its
 * variance is then not the lower one, for it descends faster. Of 1, 2, 3, 5, 8 and 12 equally steep coordinates, no
 * number had both claims in 8 of 10 seeds.
 */
export const row9: Script = {
  row: 9,
  title: 'ZO-AdaMU Optimizer: Adapting Perturbation by the Momentum and Uncertainty in Zeroth-order Optimization',
  async run(scale: Scale): Promise<Findings> {
    const spread = await spreadQuadratic(scale);
    const steep = await steepQuadratic(scale);
    const spam = await fewShot('spam-assassin', 32, scale);
    const lists = await fewShot('mailing-lists', 9, scale);
    return {
      checks: [...spread, steep, ...spam.checks, ...lists.checks],
      svg: linePlot({
        title: 'ZO-AdaMU and MeZO at the same step size, medians of 10 runs',
        xLabel: 'step',
        yLabel: "cross-entropy, in units of the start's",
        curves: [...spam.curves, ...lists.curves],
      }),
    };
  },
};

/** The losses of runs that differ in their seed, each from the model's start. */
async function losses(
  model: TunedModel & { reset(): void | Promise<void> },
  start: Start,
  run: Run,
  count: number,
): Promise<readonly (readonly number[])[]> {
  const all: (readonly number[])[] = [];
  for (let i = 0; i < count; i++) {
    await model.reset();
    all.push((await tune(start({ ...run, seed: 100 * run.seed + i }), model)).losses);
  }
  return all;
}

/** Steps of each run to a fraction of its first loss. */
function stepsOf(runs: readonly (readonly number[])[], fraction: number): readonly number[] {
  return runs.map((run) => stepsTo(fraction * run[0]!, run));
}

/** λᵢ from 1 down to 10⁻³ by equal factors: the gradient is spread over many coordinates. */
async function spreadQuadratic({ seed, full }: Scale): Promise<readonly Check[]> {
  const curvatures = Float64Array.from({ length: dimension }, (_, i) => 10 ** ((-3 * i) / (dimension - 1)));
  const model = quadraticModel(curvatures);
  const learningRate = 0.1 / sum([...curvatures]);
  const run = { steps: 300, learningRate, radius: 0.01, examples: 1, seed };
  const count = full ? 100 : 40;
  const target = 0.9;
  const by = {
    mezo: await losses(model, plain, run, count),
    same: await losses(model, adapted, run, count),
    longer: await losses(model, adapted, { ...run, learningRate: learningRate / shortening }, count),
    annealed: await losses(model, annealed, run, 10),
  };
  const variances = (runs: readonly (readonly number[])[]) => runs.map(changeVariance);
  const varianceRatio = (runs: readonly (readonly number[])[]) =>
    median(variances(runs)) / median(variances(by.mezo.slice(0, runs.length)));
  const passes = (runs: readonly (readonly number[])[]) => sum(stepsOf(runs, target)) / sum(stepsOf(by.mezo, target));
  const below = countBelow(variances(by.same), variances(by.mezo));
  const above = countBelow(variances(by.mezo.slice(0, 10)), variances(by.annealed));
  const [same, longer] = [passes(by.same), passes(by.longer)];
  const name = 'quadratic, condition 10³';
  return [
    {
      claim: `${name}: the step-to-step variance of the loss is below MeZO's at the same step size`,
      expected: `in 8 of 10 seeds: ${0.8 * count} of ${count}; ${fixed((1 + 2 / Math.PI) / 2, 2)} times by theory`,
      measured: `${below} of ${count}, ${fixed(varianceRatio(by.same), 2)} times`,
      pass: below >= 0.8 * count,
    },
    {
      claim: `${name}: at that step size the target (90% of the first loss) takes more forward passes than MeZO's, not fewer as claimed: the step is shorter`,
      expected: `${fixed(1 / shortening, 2)} times by theory, within ${100 * tolerance}%`,
      measured: `${fixed(same, 2)} times`,
      pass: Math.abs(same * shortening - 1) <= tolerance,
    },
    {
      claim: `${name}: with the step size that makes up for it, it takes as many passes and has more variance: the gain was a shorter step's`,
      expected: `1 time the passes within ${100 * tolerance}%, variance above MeZO's (${fixed((1 + Math.PI / 2) / 2, 2)} times by theory)`,
      measured: `${fixed(longer, 2)} times the passes, ${fixed(varianceRatio(by.longer), 2)} times the variance`,
      pass: Math.abs(longer - 1) <= tolerance && varianceRatio(by.longer) > 1,
    },
    {
      claim: `${name}: once annealed (α ½, β₁ 0.9, β₂ 0.01) the variance is above MeZO's at the same step size, for the step is divided by a normal number`,
      expected: 'in 8 of 10 seeds',
      measured: `${above} of 10, ${fixed(varianceRatio(by.annealed), 2)} times`,
      pass: above >= 8,
    },
  ];
}

/** λ₁ = 1 and 10⁻⁹ for all others. */
export async function steepQuadratic({ seed }: Scale): Promise<Check> {
  const curvatures = new Float64Array(dimension).fill(1e-9);
  curvatures[0] = 1;
  const model = quadraticModel(curvatures);
  // E[(1 − η z²)²] = 1 at η = 2 / (tr H + 2 λ₁).
  const run = { steps: 100, learningRate: 2 / 3, radius: 1e-4, examples: 1, seed };
  const count = 40;
  const ours = stepsOf(await losses(model, adapted, run, count), 1e-4);
  const theirs = stepsOf(await losses(model, plain, run, count), 1e-4);
  const noMore = countBelow(ours, theirs, true);
  return {
    claim:
      "quadratic, one steep coordinate (condition 10⁹): at the largest step size at which MeZO's expected loss does not grow, 1e-4 of the first loss takes no more forward passes than MeZO's",
    expected: `in 8 of 10 seeds: ${0.8 * count} of ${count}`,
    measured: `${noMore} of ${count}; median ${2 * median(ours)} passes against ${2 * median(theirs)}`,
    pass: noMore >= 0.8 * count,
  };
}

/** The last dense layer and the head of the encoder, from the class means of a few mails, which are all in every batch. */
async function fewShot(
  name: string,
  shots: number,
  { seed, full }: Scale,
): Promise<{ readonly checks: readonly Check[]; readonly curves: readonly Curve[] }> {
  const task = await encodeTask(name, { seed, maxTokens: 32, embedded: ['train'], shots });
  const { classifier, tokens } = task;
  const texts = { ...tokens, validation: tokens.train };
  const problem = await parameterProblem(classifier, ['dense', 'head'], texts, await objective('crossEntropy'));
  const model = { ...problem, reset: () => writeStart(task) };
  const examples = tokens.train.labels.length;
  // A radius so small that the probes' own changes of the loss do not hide those from step to step.
  const run = { steps: full ? 1000 : 120, learningRate: 0.1, radius: 0.003, examples, seed };
  const ours = await losses(model, adapted, run, 10);
  const theirs = await losses(model, plain, run, 10);
  await problem.close();
  await classifier.model.close();
  const [variance, mezoVariance] = [ours.map(changeVariance), theirs.map(changeVariance)];
  const below = countBelow(variance, mezoVariance);
  const together = sum(variance) / sum(mezoVariance);
  // What the slowest of all runs reached, so that every run has a count.
  const target = Math.max(...[...ours, ...theirs].map((series) => Math.min(...series) / series[0]!));
  const [steps, mezoSteps] = [stepsOf(ours, target), stepsOf(theirs, target)];
  const ratio = sum(steps) / sum(mezoSteps);
  const most = (1 + tolerance) / shortening;
  const curve = (method: string, runs: readonly (readonly number[])[]): Curve => ({
    name: `${name}: ${method}`,
    points: runs[0]!.map((_, k) => [k + 1, median(runs.map((series) => series[k]! / series[0]!))] as const),
  });
  return {
    curves: [curve('MeZO', theirs), curve('ZO-AdaMU', ours)],
    checks: [
      {
        claim: `${name}, dense layer and head: the step-to-step variance of the loss is below MeZO's at the same step size`,
        expected: full ? 'in 8 of 10 seeds' : 'over the 10 seeds together, below 1 time',
        measured: `${below} of 10, ${fixed(together, 2)} times together`,
        pass: full ? below >= 8 : together < 1,
      },
      {
        claim: `${name}, dense layer and head: at that step size the target (${fixed(100 * target, 1)}% of the first loss) takes more forward passes than MeZO's, not fewer as claimed, by no more than the shorter step explains`,
        expected: `above 1 and at most ${fixed(1 / shortening, 2)} times, within ${100 * tolerance}%`,
        measured: `${fixed(ratio, 2)} times; no more than MeZO's in ${countBelow(steps, mezoSteps, true)} of 10 seeds`,
        pass: ratio > 1 && ratio <= most,
      },
    ],
  };
}
