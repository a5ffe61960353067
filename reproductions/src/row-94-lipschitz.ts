import { type Random, random } from 'zeroth/random';
import { linePlot } from './line-plot.js';
import type { Check, Findings, Scale, Script } from './reproduction.js';
import { activity } from './row-94/activity.js';
import { type Bracket, maximise, type Objective } from './row-94/branch-and-bound.js';
import { gradientNormBound, type Relaxation, slopeLowerBound } from './row-94/jacobian-bounds.js';
import { regionJacobians } from './row-94/linear-regions.js';
import {
  type Box,
  jacobianAt,
  maximumNorm,
  type Network,
  pointIn,
  randomNetwork,
  withTrend,
} from './row-94/network.js';

/** What "within 5% after branching" allows, and the gap of upper to lower bound at which branching ends. */
const [limit, gap] = [1.05, 1.03];
const budget = 4000;
const rounding = 1e-12;
const tinyWidths = [
  [2, 8, 1],
  [2, 6, 6, 2],
  [2, 5, 5, 5, 1],
] as const;
const largerWidths = [20, 50, 50, 50, 3] as const;
const radii = [0.02, 0.05, 0.1, 0.2] as const;
const [samples, branching] = [500, 16];
const relaxations = ['interval', 'constant', 'linear'] as const;

/**
 * Upper bounds of the local Lipschitz constant of ReLU networks for the maximum norm, by linear bounds of the generalised
 * Jacobian that are propagated through its backward graph, and branch and bound: against all linear regions of tiny
 * networks of two inputs, against weaker relaxations and sampled slopes of larger ones, and to decide monotonicity.
 */
export const row94: Script = {
  row: 94,
  title: 'Efficiently Computing Local Lipschitz Constants of Neural Networks via Bound Propagation',
  async run({ seed, full }: Scale): Promise<Findings> {
    const draws = random(seed);
    const tiny = tinyWidths.flatMap((widths) =>
      Array.from({ length: full ? 20 : 5 }, () => triedTiny(randomNetwork(draws, widths))),
    );
    const larger = Array.from({ length: full ? 10 : 3 }, () =>
      triedLarger(randomNetwork(draws, largerWidths), draws),
    ).flat();
    const verdicts = Array.from({ length: full ? 40 : 10 }, () =>
      triedMonotone(randomNetwork(draws, [2, 6, 6, 1])),
    ).flat();
    const ratios = tiny.map(({ exact, branched }) => branched.upper / exact);
    const wrong = verdicts.filter(({ monotone, proved, refuted }) => proved !== monotone || refuted === monotone);
    const margins = larger.map(({ bounds }) => bounds.linear / bounds.constant);
    const overIntervals = larger.map(({ bounds }) => bounds.constant / bounds.interval);
    const checks: readonly Check[] = [
      {
        claim: `Tiny networks: no bound is below the largest of all linear regions (${tiny.reduce((sum, { regions }) => sum + regions, 0)} in ${tiny.length} networks)`,
        expected: `bound / exact at least 1 (less rounding, ${rounding}), before and after branching`,
        measured: `smallest before ${Math.min(...tiny.map(({ exact, bound }) => bound / exact)).toFixed(3)}, after ${Math.min(...ratios).toFixed(3)}`,
        pass: tiny.every(({ exact, bound, branched }) => Math.min(bound, branched.upper) >= exact * (1 - rounding)),
      },
      {
        claim: 'Tiny networks: branch and bound comes close to the exact constant',
        expected: `within 5% for each, with at most ${budget} nodes`,
        measured: `largest excess ${(100 * (Math.max(...ratios) - 1)).toFixed(1)}%, most nodes ${Math.max(...tiny.map(({ branched }) => branched.nodes))}`,
        pass: ratios.every((ratio) => ratio <= limit),
      },
      {
        claim: `Larger networks (${largerWidths.join('-')}): linear relaxation is below that of RecurJac, and this below intervals`,
        expected: `for each of ${larger.length} boxes of radius ${radii.join(', ')}`,
        measured: `linear / RecurJac-type ${Math.min(...margins).toFixed(3)} to ${Math.max(...margins).toFixed(3)}, RecurJac-type / interval ${Math.min(...overIntervals).toFixed(3)} to ${Math.max(...overIntervals).toFixed(3)}`,
        pass: [...margins, ...overIntervals].every((ratio) => ratio < 1),
      },
      {
        claim: 'Larger networks: the bound is never under a sampled slope',
        expected: `bound / slope at least 1 (less rounding, ${rounding}) in ${larger.length} boxes, ${samples} points each`,
        measured: `smallest ${Math.min(...larger.map(({ bounds, sampled }) => bounds.linear / sampled)).toFixed(3)}`,
        pass: larger.every(({ bounds, sampled }) => bounds.linear >= sampled * (1 - rounding)),
      },
      {
        claim:
          'Monotonicity in an input is proved where the least slope of all regions is above 0, refuted where it is below',
        expected: `all of ${verdicts.length} networks, whose least slope is +5% or −5% of the Lipschitz constant`,
        measured: `${wrong.length} wrong; ${verdicts.filter(({ proved }) => proved).length} proved, ${verdicts.filter(({ refuted }) => refuted).length} refuted`,
        pass: wrong.length === 0,
      },
    ];
    return { checks, svg: plot(larger) };
  },
};

interface Tiny {
  readonly regions: number;
  readonly exact: number;
  readonly bound: number;
  readonly branched: Bracket;
}

const square: Box = { centre: new Float64Array(2), radius: Float64Array.of(1, 1) };

function triedTiny(network: Network): Tiny {
  const regions = regionJacobians(network, square);
  const objective = normOf(network);
  return {
    regions: regions.length,
    exact: Math.max(...regions.map(maximumNorm)),
    bound: lipschitzBound(network, square, 'linear'),
    branched: maximise(network, square, objective, ({ lower, upper }) => upper <= gap * lower, budget),
  };
}

function normOf(network: Network): Objective {
  const outputs = network.at(-1)!.weights;
  return {
    bound: (states) => Math.max(...outputs.map((_, output) => gradientNormBound(network, states, output, 'linear'))),
    value: maximumNorm,
  };
}

/** The largest bound of an output's gradient. */
function lipschitzBound(network: Network, box: Box, relaxation: Relaxation): number {
  const states = activity(network, box) ?? [];
  return Math.max(
    ...network.at(-1)!.weights.map((_, output) => gradientNormBound(network, states, output, relaxation)),
  );
}

interface Larger {
  readonly radius: number;
  readonly bounds: Readonly<Record<Relaxation, number>>;
  readonly branched: number;
  readonly sampled: number;
}

/** Boxes of all radii around one point. */
function triedLarger(network: Network, draws: Random): readonly Larger[] {
  const centre = draws.fillNormal(new Float64Array(largerWidths[0]));
  return radii.map((radius) => {
    const box = { centre, radius: new Float64Array(centre.length).fill(radius) };
    const [interval, constant, linear] = relaxations.map((relaxation) => lipschitzBound(network, box, relaxation));
    const slopes = Array.from({ length: samples }, () => maximumNorm(jacobianAt(network, pointIn(box, draws))));
    return {
      radius,
      bounds: { interval: interval!, constant: constant!, linear: linear! },
      branched: maximise(network, box, normOf(network), () => false, branching).upper,
      sampled: Math.max(...slopes),
    };
  });
}

interface Verdict {
  readonly monotone: boolean;
  readonly proved: boolean;
  readonly refuted: boolean;
}

/** A network with two multiples of its first input added, so that its least slope is a little above and a little below 0. */
function triedMonotone(network: Network): readonly Verdict[] {
  const regions = regionJacobians(network, square);
  const least = Math.min(...regions.map(([gradient]) => gradient![0]!));
  const margin = 0.05 * Math.max(...regions.map(maximumNorm));
  return [margin, -margin].map((target) => {
    const shifted = withTrend(network, target - least);
    const objective: Objective = {
      bound: (states) => -slopeLowerBound(shifted, states, 0, 0),
      value: ([gradient]) => -gradient![0]!,
    };
    const decided = ({ lower, upper }: Bracket) => upper <= 0 || lower > 0;
    const { lower, upper } = maximise(shifted, square, objective, decided, budget);
    return { monotone: target > 0, proved: upper <= 0, refuted: lower > 0 };
  });
}

function plot(larger: readonly Larger[]): string {
  const curve = (name: string, pick: (at: Larger) => number) => ({
    name,
    points: radii.map((radius) => {
      const logs = larger.filter((at) => at.radius === radius).map((at) => Math.log(pick(at)));
      return [radius, Math.exp(logs.reduce((sum, value) => sum + value, 0) / logs.length)] as const;
    }),
  });
  return linePlot({
    title: `Local Lipschitz constants of ${larger.length / radii.length} networks ${largerWidths.join('-')}`,
    xLabel: 'radius of the box',
    xScale: 'logarithmic',
    yScale: 'logarithmic',
    yLabel: 'bound of the ∞-norm of the Jacobian, geometric mean',
    curves: [
      curve('intervals', ({ bounds }) => bounds.interval),
      curve('constant relaxation, as RecurJac', ({ bounds }) => bounds.constant),
      curve('linear relaxation', ({ bounds }) => bounds.linear),
      curve(`with ${branching} nodes of branching`, ({ branched }) => branched),
      curve(`largest of ${samples} sampled slopes`, ({ sampled }) => sampled),
    ],
  });
}
