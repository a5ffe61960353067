import { minimize, modelBuilding } from 'zeroth';
import { type Random, random } from 'zeroth/random';
import { iterations } from 'zeroth/run';
import { adamUpdate, constant, sgdUpdate } from 'zeroth/updates';
import { linePlot } from './line-plot.js';
import type { Findings, Scale, Script } from './reproduction.js';
import { smallNet } from './small-net.js';
import { sum } from './statistics.js';
import { logisticTask, type TrainingTask, taskOracle, train } from './training-task.js';

const [epochs, batch] = [50, 50];
/** Step sizes that are tried, of SGD and, a hundredth as large, of Adam. */
const rates = Array.from({ length: 10 }, (_, i) => 2 ** (i - 6));
/** SMB's own step, its default. */
const alpha = 0.5;
const length = 8;

/**
 * SMB with its default settings against tuned SGD and Adam; and on quadratics without samples.
 *
 * No step of SMB is longer than its trial, so that it lags where the best step of SGD is several times its α: on the net
 * that classifies, where that is 2 to 8, the claim fails. Adapting α by the share of refused trials, as the authors'
 * program offers, makes it worse on all three problems, whose noise does not vanish at the minimum.
 */
export const row48: Script = {
  row: 48,
  title: 'Bolstering Stochastic Gradient Descent with Model Building',
  async run({ seed, full }: Scale): Promise<Findings> {
    const draws = random(seed);
    const tasks = [logisticTask(draws), smallNet(draws, 'regression'), smallNet(draws, 'classification')];
    const seeds = Array.from({ length: full ? 20 : 5 }, () => draws.integer(2 ** 31));
    const results = tasks.map((task) => compare(task, seeds));
    const count = full ? 200 : 40;
    // The model of a group knows the curvature along its trial step only, and bounds its own step by the trial's length.
    // Where that is many times too long, other directions are overshot: at α L = 50 one group rises in every step. For
    // groups of one parameter there are no other directions, and no limit.
    const whole = sum(Array.from({ length: count }, () => rises(draws, 5, [{ shape: [length] }])));
    const single = new Array(length).fill({ shape: [1] });
    const apart = sum(Array.from({ length: count }, () => rises(draws, 500, single)));
    return {
      checks: [
        ...results.map(({ name, ours, best, settings }) => ({
          claim: `Default settings are as good as SGD and Adam, each with the best of ${rates.length} steps: ${name}`,
          expected: `training loss after ${epochs} epochs at most 1.1 times theirs`,
          measured: `${(ours / best).toFixed(3)} times (${settings})`,
          pass: ours <= 1.1 * best,
        })),
        {
          claim:
            'On quadratics without samples the loss never rises, one group, trials up to 2.5 times the stable step',
          expected: `no rise in ${count} runs of 100 steps, α L at most 5`,
          measured: `${whole} rises`,
          pass: whole === 0,
        },
        {
          claim: 'Nor with any step where each parameter is a group and the quadratic is separable',
          expected: `no rise in ${count} runs of 100 steps, α L at most 500`,
          measured: `${apart} rises`,
          pass: apart === 0,
        },
      ],
      svg: linePlot({
        title: `Training loss: ${results[1]!.name}`,
        xLabel: 'epochs',
        yLabel: 'loss, log10',
        curves: results[1]!.curves,
      }),
    };
  },
};

function compare(task: TrainingTask, seeds: readonly number[]) {
  const perEpoch = Math.ceil(task.terms / batch);
  const looks = Array.from({ length: epochs }, (_, k) => (k + 1) * perEpoch);
  const mean = (runs: readonly (readonly number[])[]) =>
    looks.map((_, k) => sum(runs.map((losses) => losses[k]!)) / runs.length);
  const model = mean(seeds.map((seed) => withModels(task, seed)));
  const tuned = [
    { name: 'SGD', rule: sgdUpdate(), scale: 1 },
    { name: 'Adam', rule: adamUpdate(), scale: 0.01 },
  ].map(({ name, rule, scale }) => {
    const tried = rates.map((rate) => ({
      name,
      rate: rate * scale,
      losses: mean(
        seeds.map((seed) =>
          train(task, { rule, rate: constant(rate * scale), steps: looks.at(-1)!, batch, looks, seed }),
        ),
      ),
    }));
    return tried.reduce((a, b) => (b.losses.at(-1)! < a.losses.at(-1)! ? b : a));
  });
  const curve = (name: string, losses: readonly number[]) => ({
    name,
    points: losses.map((loss, k) => [k + 1, Math.log10(loss)] as const),
  });
  return {
    name: task.name,
    ours: model.at(-1)!,
    best: Math.min(...tuned.map(({ losses }) => losses.at(-1)!)),
    settings: tuned.map(({ name, rate }) => `${name} ${rate}`).join(', '),
    curves: [
      curve('SMB, default settings', model),
      ...tuned.map(({ name, losses }) => curve(`${name}, tuned`, losses)),
    ],
  };
}

/** The losses after each epoch of SMB, each tensor a group. */
function withModels(task: TrainingTask, seed: number): readonly number[] {
  const losses: number[] = [];
  minimize(taskOracle(task), task.start, {
    method: modelBuilding({ terms: task.terms, batch, shapes: task.shapes }),
    seed,
    tolerance: 0,
    stop: iterations(epochs + 1),
    onProgress: ({ value }) => losses.push(value),
  });
  return losses.slice(1);
}

/** In how many steps SMB raises a separable quadratic, of random condition up to 1000 and α L up to the limit. */
function rises(draws: Random, limit: number, shapes: readonly { readonly shape: readonly number[] }[]): number {
  const largest = (limit / alpha) * 10 ** (-2 * draws.uniform());
  const condition = 1000 ** draws.uniform();
  const curvatures = Float64Array.from({ length }, (_, i) => largest * condition ** (i / (length - 1) - 1));
  const solution = draws.fillNormal(new Float64Array(length));
  const values: number[] = [];
  const f = (x: Float64Array) => {
    const gradient = x.map((v, i) => curvatures[i]! * (v - solution[i]!));
    return { value: sum(Array.from(gradient, (g, i) => (g * (x[i]! - solution[i]!)) / 2)), gradient };
  };
  minimize({ gradients: ({ points }) => points.map(f) }, new Float64Array(length), {
    method: modelBuilding({ terms: 1, step: alpha, shapes }),
    tolerance: 0,
    stop: iterations(101),
    onProgress: ({ value }) => values.push(value),
  });
  // Below a part of 10^24 of the first value it is rounding that rises.
  return values.filter((value, k) => k > 0 && value > values[k - 1]! * (1 + 1e-12) && value > 1e-24 * values[0]!)
    .length;
}
