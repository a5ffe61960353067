import { fosi, training } from 'zeroth';
import type { Gradients, HessianVectorProducts, Oracle, Vector } from 'zeroth/query';
import { type Random, random } from 'zeroth/random';
import { adamUpdate, sgdUpdate, type UpdateRule } from 'zeroth/updates';
import { inner } from './convex-problems.js';
import { linePlot } from './line-plot.js';
import { orthogonalRows } from './matrices.js';
import { regressionNet } from './regression-net.js';
import type { Findings, Scale, Script } from './reproduction.js';
import { median, stepsTo, sum } from './statistics.js';
import { follow } from './trajectories.js';

const size = 100;
const extremes = 10;
const condition = 1e4;
const accuracy = 1e-6;
const most = 6000;
/** Step sizes for Adam, of which each method gets its best. */
const adamRates = [0.003, 0.01, 0.03, 0.1, 0.3, 1];
const repeats = 5;
const nets = 3;

/**
 * A turned quadratic of condition 10⁴: five eigenvalues from 1 to 3, five from 3000 to 10,000, and a bulk from 100 to 300. Heavy-ball has
 * Polyak's step and momentum for the spectrum that it sees, Adam the best of the same six step sizes with and without FOSI.
 */
export const row66: Script = {
  row: 66,
  title: 'FOSI: Hybrid First and Second Order Optimization',
  async run({ seed }: Scale): Promise<Findings> {
    const { oracle, x0 } = quadratic(random(seed));
    const gapsOf = (rule: UpdateRule, rate: number, hybrid: boolean) => {
      const method = hybrid
        ? fosi(rule, { rate, largest: extremes / 2, smallest: extremes / 2, every: most })
        : training(rule, { rate });
      const { points } = follow(method, oracle, x0, { most, seed, gradient: 1e-7 });
      return points.map(({ value }) => value / points[0]!.value);
    };
    const [slow, quick] = [polyak(1, condition), polyak(100, 300)];
    const heavy = gapsOf(sgdUpdate({ momentum: slow.momentum }), slow.step, false);
    const heavyHybrid = gapsOf(sgdUpdate({ momentum: quick.momentum }), quick.step, true);
    const best = (hybrid: boolean) =>
      adamRates
        .map((rate) => gapsOf(adamUpdate(), rate, hybrid))
        .reduce((a, b) => (stepsTo(accuracy, a) <= stepsTo(accuracy, b) ? a : b));
    const [adam, adamHybrid] = [best(false), best(true)];
    const ratio = (ours: readonly number[], base: readonly number[]) =>
      stepsTo(accuracy, ours) / stepsTo(accuracy, base);
    const net = timeOnNets(seed);
    const curve = (name: string, gaps: readonly number[]) => ({
      name,
      points: gaps.slice(0, 1500).map((gap, k) => [k, Math.log10(Math.max(gap, 1e-12))] as const),
    });
    return {
      checks: [
        {
          claim: `Heavy-ball takes a third of its iterations or fewer with FOSI, to ${accuracy} of the first gap`,
          expected: 'ratio at most 0.333',
          measured: `${stepsTo(accuracy, heavyHybrid)} of ${stepsTo(accuracy, heavy)}: ${ratio(heavyHybrid, heavy).toFixed(3)}`,
          pass: ratio(heavyHybrid, heavy) <= 1 / 3,
        },
        {
          claim: `So does Adam, each at its best of ${adamRates.length} step sizes`,
          expected: 'ratio at most 0.333',
          measured: `${stepsTo(accuracy, adamHybrid)} of ${stepsTo(accuracy, adam)}: ${ratio(adamHybrid, adam).toFixed(3)}`,
          pass: ratio(adamHybrid, adam) <= 1 / 3,
        },
        {
          claim: `On ${nets} small nets the wall time to the loss that heavy-ball has after ${netSteps} steps is below its own`,
          expected: `ratio below 1, of medians of ${repeats}`,
          measured: `${net.ours.toFixed(0)} ms against ${net.base.toFixed(0)} ms: ${(net.ours / net.base).toFixed(2)}, in ${net.steps.join(', ')} steps`,
          pass: net.steps.every(Number.isFinite) && net.ours < net.base,
        },
      ],
      svg: linePlot({
        title: 'FOSI on a quadratic of condition 10⁴',
        xLabel: 'iterations',
        yLabel: 'log10 of the relative gap',
        curves: [
          curve('heavy-ball', heavy),
          curve('heavy-ball with FOSI', heavyHybrid),
          curve('Adam', adam),
          curve('Adam with FOSI', adamHybrid),
        ],
      }),
    };
  },
};

/** Polyak's step and momentum for a quadratic with this spectrum. */
function polyak(least: number, largest: number) {
  const [low, high] = [Math.sqrt(least), Math.sqrt(largest)];
  return { step: 4 / (low + high) ** 2, momentum: ((high - low) / (high + low)) ** 2 };
}

function quadratic(draws: Random): { readonly oracle: Oracle<Gradients | HessianVectorProducts>; readonly x0: Vector } {
  const rows = orthogonalRows(draws, size);
  const half = extremes / 2;
  const spectrum = rows.map((_, i) => {
    if (i < half) return 1 + (2 * i) / (half - 1);
    if (i < extremes) return condition * (0.3 + (0.7 * (i - half)) / (half - 1));
    return 100 + (200 * (i - extremes)) / (size - extremes - 1);
  });
  const times = (x: Vector) => {
    const image = new Float64Array(size);
    for (const [k, row] of rows.entries()) {
      const factor = spectrum[k]! * inner(row, x);
      for (let i = 0; i < size; i++) image[i]! += factor * row[i]!;
    }
    return image;
  };
  return {
    oracle: {
      gradients: ({ points }) =>
        points.map((x) => {
          const gradient = times(x);
          return { value: 0.5 * inner(x, gradient), gradient };
        }),
      hessianVectorProducts: ({ directions }) => directions.map(times),
    },
    x0: draws.fillNormal(new Float64Array(size)),
  };
}

/** Step sizes on a net, times the inverse of the largest curvature at the start: each method has its best. */
const netRates = [0.5, 1, 2, 3, 5];
const netSteps = 300;
const netMomentum = 0.9;

/** Milliseconds, over some nets, to the loss that heavy-ball has after its steps, in turns, with and without FOSI. */
function timeOnNets(seed: number) {
  const each = Array.from({ length: nets }, (_, i) => timeOnNet(nets * seed + i));
  return {
    ours: sum(each.map(({ ours }) => ours)),
    base: sum(each.map(({ base }) => base)),
    steps: each.map(({ steps }) => steps),
  };
}

function timeOnNet(seed: number) {
  const { oracle, x0, curvature } = regressionNet(seed);
  const runOnce = (rate: number, hybrid: boolean, value?: number) => {
    const rule = sgdUpdate({ momentum: netMomentum });
    const method = hybrid
      ? fosi(rule, { rate, largest: extremes, lanczosSteps: 2 * extremes, every: 250 })
      : training(rule, { rate });
    const begun = performance.now();
    const { points } = follow(method, oracle, x0, { most: netSteps, seed, ...(value === undefined ? {} : { value }) });
    return { time: performance.now() - begun, steps: points.length, last: points.at(-1)!.value };
  };
  const rates = netRates.map((rate) => rate / curvature);
  const lasts = rates.map((rate) => runOnce(rate, false).last).map((last) => (Number.isFinite(last) ? last : Infinity));
  const goal = Math.min(...lasts);
  const baseRate = rates[lasts.indexOf(goal)]!;
  const tried = rates
    .map((rate) => runOnce(rate, true, goal))
    .map(({ steps, last }) => (last <= goal ? steps : Infinity));
  const hybridRate = rates[tried.indexOf(Math.min(...tried))]!;
  const base: number[] = [];
  const ours: number[] = [];
  for (let i = 0; i < repeats; i++) {
    base.push(runOnce(baseRate, false, goal).time);
    ours.push(runOnce(hybridRate, true, goal).time);
  }
  return { ours: median(ours), base: median(base), steps: Math.min(...tried) };
}
