import { type Random, random } from 'zeroth/random';
import { constant, linear, type Schedule, scheduleFreeSgdUpdate, sgdUpdate, type UpdateRule } from 'zeroth/updates';
import { linePlot } from './line-plot.js';
import type { Check, Findings, Scale, Script } from './reproduction.js';
import { smallNet } from './small-net.js';
import { sum } from './statistics.js';
import { leastLoss, logisticTask, type TrainingTask, train } from './training-task.js';

const horizons = [1000, 2000, 4000] as const;
/** Step sizes that are tried, for every method. */
const rates = Array.from({ length: 9 }, (_, i) => 2 ** (i - 5));
const interpolations = [0.25, 0.5, 0.75, 0.9];
/** A twentieth of the shortest horizon. */
const rise = 50;

/**
 * Schedule-free SGD, a single run with one step size and one β, read off at three horizons, against linear decay tuned for
 * each horizon and a constant step tuned for each.
 */
export const row145: Script = {
  row: 145,
  title: 'The Road Less Scheduled',
  async run({ seed, full }: Scale): Promise<Findings> {
    const draws = random(seed);
    const runs = full ? 20 : 5;
    const tasks = [logisticTask(draws), smallNet(draws, 'regression'), smallNet(draws, 'classification')];
    const results = tasks.map((task) => compare(task, runs, draws));
    const checks = results.flatMap(({ name, free, setting, decaying, steady }): readonly Check[] => [
      {
        claim: `One schedule-free run is as good at any time as linear decay tuned for that time: ${name}`,
        expected: `gap at most 1.3 times linear decay's at ${horizons.join(', ')} steps`,
        measured: `${horizons.map((_, h) => (free[h]! / decaying[h]!).toFixed(2)).join(', ')} (${setting})`,
        pass: horizons.every((_, h) => free[h]! <= 1.3 * decaying[h]!),
      },
      {
        claim: `It is below the best constant step: ${name}`,
        expected: 'gap below that of a constant step, tuned for each horizon',
        measured: horizons.map((_, h) => (free[h]! / steady[h]!).toFixed(2)).join(', '),
        pass: horizons.every((_, h) => free[h]! < steady[h]!),
      },
    ]);
    const first = results[0]!;
    const points = (values: readonly number[]) => horizons.map((h, i) => [h, Math.log10(values[i]!)] as const);
    return {
      checks,
      svg: linePlot({
        title: `Schedule-free SGD on ${first.name}`,
        xLabel: 'steps',
        yLabel: 'gap, log10',
        curves: [
          { name: 'schedule-free, one run', points: points(first.free) },
          { name: 'linear decay, tuned for each horizon', points: points(first.decaying) },
          { name: 'constant step, tuned for each horizon', points: points(first.steady) },
        ],
      }),
    };
  },
};

function compare(task: TrainingTask, runs: number, draws: Random) {
  const seeds = Array.from({ length: runs }, () => draws.integer(2 ** 31));
  const least = leastLoss(task);
  const gaps = (rule: UpdateRule, rate: Schedule, looks: readonly number[]): readonly number[] => {
    const losses = seeds.map((seed) => train(task, { rule, rate, steps: looks.at(-1)!, batch: 8, looks, seed }));
    return looks.map((_, h) => sum(losses.map((loss) => loss[h]!)) / runs - least);
  };
  const tried = interpolations.flatMap((interpolation) =>
    rates.map((rate) => ({
      setting: `step ${rate}, β ${interpolation}`,
      free: gaps(scheduleFreeSgdUpdate({ interpolation, warmup: rise }), constant(rate), horizons),
    })),
  );
  // One setting for all horizons: that of the least geometric mean of the gaps there.
  const logarithms = (values: readonly number[]) => sum(values.map((gap) => Math.log(gap)));
  const best = tried.reduce((a, b) => (logarithms(b.free) < logarithms(a.free) ? b : a));
  const decaying = horizons.map((length) =>
    Math.min(...rates.map((rate) => gaps(sgdUpdate(), linear(rate, 0, length), [length])[0]!)),
  );
  const constants = rates.map((rate) => gaps(sgdUpdate(), constant(rate), horizons));
  const steady = horizons.map((_, h) => Math.min(...constants.map((values) => values[h]!)));
  return { name: task.name, ...best, decaying, steady };
}
