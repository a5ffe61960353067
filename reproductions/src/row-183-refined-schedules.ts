import { type Random, random } from 'zeroth/random';
import {
  constant,
  cosine,
  inverseSquareRoot,
  linear,
  refinedSchedule,
  type Schedule,
  sgdUpdate,
  stepDecay,
} from 'zeroth/updates';
import { linePlot } from './line-plot.js';
import type { Findings, Scale, Script } from './reproduction.js';
import { smallNet } from './small-net.js';
import { sum } from './statistics.js';
import { absoluteTask, logisticTask, type TrainingTask, train } from './training-task.js';
import { worstBoundRatio } from './weighted-bound.js';

const steps = 1000;
const rates = Array.from({ length: 8 }, (_, i) => 2 ** (i - 5));

/** The usual schedules, by the largest step size. */
const schedules: Readonly<Record<string, (rate: number) => Schedule>> = {
  linear: (rate) => linear(rate, 0, steps),
  constant,
  cosine: (rate) => cosine(rate, steps),
  step: (rate) => stepDecay(rate, Math.ceil(steps / 3), 0.1),
  'inverse root': inverseSquareRoot,
};

/**
 * Linear decay against the usual schedules, each with its best step size, on convex problems and small nets; and the
 * schedule that is refined from the gradients of the run with linear decay.
 */
export const row183: Script = {
  row: 183,
  title: 'When, Why and How Much? Adaptive Learning Rate Scheduling by Refinement',
  async run({ seed, full }: Scale): Promise<Findings> {
    const draws = random(seed);
    const convex = [0, 0.5].flatMap((decay) =>
      [0.5, 2].flatMap((noise) => [logisticTask(draws, { decay, noise }), absoluteTask(draws, { decay, noise })]),
    );
    const tasks = [...convex, smallNet(draws, 'regression'), smallNet(draws, 'classification')];
    const results = tasks.map((task) => compare(task, full ? 30 : 8, draws));
    const linearFirst = results.filter(({ isLowest }) => isLowest).length;
    const refinedTies = results.filter(({ ties }) => ties).length;
    const bound = worstBoundRatio(convex, draws);
    return {
      checks: [
        {
          claim: 'Linear decay is the best of the usual schedules, or within noise of it',
          expected: `on all ${tasks.length} problems, at most three standard errors above the lowest`,
          measured: `on ${linearFirst}; worst ${Math.max(...results.map(({ above }) => above)).toFixed(1)} standard errors`,
          pass: linearFirst === tasks.length,
        },
        {
          claim: 'The refined schedule betters linear decay or ties with it',
          expected: `at most three standard errors above it on at least 70% of ${tasks.length} problems`,
          measured: `on ${refinedTies}; lower on ${results.filter(({ change }) => change < 0).length}`,
          pass: refinedTies >= 0.7 * tasks.length,
        },
        {
          claim: 'The last iterate keeps the bound of the theorem, for every record of weights',
          expected: `gap at most (D² + Σ w² ‖g‖²) / (2 Σ w), ${bound.runs} runs without samples`,
          measured: `at most ${bound.worst.toFixed(3)} of it`,
          pass: bound.worst <= 1,
        },
      ],
      svg: linePlot({
        title: 'Refined schedules, from the gradients of a run with linear decay',
        xLabel: 'step',
        yLabel: 'step size, in parts of the largest',
        curves: [0, 1, 4, 8, 9].map((t) => ({
          name: `${tasks[t]!.name}${t === 4 ? ', ill-conditioned' : ''}`,
          points: Array.from({ length: 101 }, (_, i) => [i * 10, results[t]!.shape(i * 10)] as const),
        })),
      }),
    };
  },
};

function compare(task: TrainingTask, runs: number, draws: Random) {
  const seeds = Array.from({ length: runs }, () => draws.integer(2 ** 31));
  const losses = (rate: Schedule, onGradient?: (gradient: Float64Array) => void) =>
    seeds.map(
      (seed) => train(task, { rule: sgdUpdate(), rate, steps, batch: 4, looks: [steps], seed, onGradient })[0]!,
    );
  const best = (scheduleOf: (rate: number) => Schedule) =>
    rates
      .map((rate) => ({ rate, losses: losses(scheduleOf(rate)) }))
      .reduce((a, b) => (sum(b.losses) < sum(a.losses) ? b : a));
  const found = Object.values(schedules).map(best);
  const decaying = found[0]!;
  const lowest = found.reduce((a, b) => (sum(b.losses) < sum(a.losses) ? b : a));
  // The root of the mean square over the runs, step by step.
  const squares = new Float64Array(steps);
  let k = 0;
  losses(linear(decaying.rate, 0, steps), (gradient) => {
    squares[k++ % steps]! += gradient.reduce((total, g) => total + g * g, 0) / runs;
  });
  const norms = squares.map(Math.sqrt);
  const refined = best((peak) => refinedSchedule(norms, { peak }));
  const change = errorsAbove(refined.losses, decaying.losses);
  const above = errorsAbove(decaying.losses, lowest.losses);
  return { above, isLowest: above <= 3, change, ties: change <= 3, shape: refinedSchedule(norms, { peak: 1 }) };
}

/** How many standard errors the mean of the first is above that of the second, run by run with the same samples. */
function errorsAbove(ours: readonly number[], theirs: readonly number[]): number {
  const differences = ours.map((value, i) => value - theirs[i]!);
  const n = differences.length;
  const mean = sum(differences) / n;
  if (mean === 0) return 0;
  return mean / Math.sqrt(sum(differences.map((d) => (d - mean) ** 2)) / (n * (n - 1)));
}
