import { pairwiseDirectSearch, zoRankSgd } from 'zeroth/optimize';
import { evaluateEach, type Method, type Oracle, type Progress, type Ranking } from 'zeroth/query';
import { type Random, random } from 'zeroth/random';
import { iterations, run } from 'zeroth/run';
import { balancedSteps, episodeCost } from './cart-pole.js';
import { percent } from './format.js';
import { type Curve, linePlot } from './line-plot.js';
import type { Check, Findings, Scale, Script } from './reproduction.js';
import { median } from './statistics.js';

const dimension = 20;
const shown = { probes: 15, top: 5 };
/** Iterations of two rankings each: twenty rankings a dimension. */
const budget = 200;
const longestEpisode = 500;
/** Episodes that a policy is ranked by. */
const episodes = 5;

type Search = Method<Ranking | Progress<{ readonly x: Float64Array }>, Float64Array>;

interface Problem {
  readonly name: string;
  readonly f: (x: Float64Array) => number;
  readonly start: (draws: Random) => Float64Array;
}

function rosenbrock(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) sum += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
  return sum;
}

const problems: readonly Problem[] = [
  {
    name: 'a quadratic of condition 5',
    f: (x) => x.reduce((sum, v, i) => sum + (1 + (i % 5)) * v * v, 0),
    start: (draws) => draws.fillNormal(new Float64Array(dimension)),
  },
  {
    // The usual start: one that is drawn may lie on the floor of the valley already.
    name: "Rosenbrock's function",
    f: rosenbrock,
    start: () => Float64Array.from({ length: dimension }, (_, i) => (i % 2 === 0 ? -1.2 : 1)),
  },
];

const transforms: readonly (readonly [name: string, of: (v: number) => number])[] = [
  ['the logarithm', Math.log],
  ['the cube root', Math.cbrt],
  ['3 v + 7', (v) => 3 * v + 7],
];

/** Descent from orders alone: on functions, under transforms that keep the order, and on episodes of a policy. */
export const row15: Script = {
  row: 15,
  title: 'Zeroth-Order Optimization Meets Human Feedback: Provable Learning via Ranking Oracles',
  async run({ seed, full }: Scale): Promise<Findings> {
    const draws = random(seed);
    const repeats = full ? 50 : 11;
    const checks: Check[] = [];
    const curves: Curve[] = [];
    for (const { name, f, start } of problems) {
      const starts = Array.from({ length: repeats }, () => start(draws));
      const runs = starts.map((start, k) =>
        errors(f, start, budget, (x) => zoRankSgd(x, { ...shown, seed: 1000 * seed + k })),
      );
      const left = runs.map((run) => run[run.length - 1]!.error);
      checks.push({
        claim: `Rankings alone (best 5 of 15) lead ${name} in ${dimension} dimensions down`,
        expected: `error falls by at least 99% in each of ${repeats} runs, within ${2 * budget} rankings`,
        measured: `by ${percent(1 - Math.max(...left), 3)} at least, ${percent(1 - median(left), 4)} in the median`,
        pass: left.every((error) => error <= 0.01),
      });
      const pairs = errors(f, starts[0]!, 2 * budget, (x) => pairwiseDirectSearch(x, { seed }));
      curves.push(
        { name: `${name}, best 5 of 15`, points: plotted(runs[0]!) },
        { name: `${name}, the better of two`, points: plotted(pairs) },
      );
    }
    const policy = policySearch(seed, draws);
    checks.push(invariance(draws, seed), {
      claim: 'Rankings of episodes alone find a policy that balances a pole on a cart',
      expected: `a linear policy that keeps the pole up for ${longestEpisode} steps in 20 fresh episodes, from one that drops it`,
      measured: `${policy.before} steps before, ${policy.after} after ${policy.rankings} rankings (least of 20 episodes)`,
      pass: policy.after === longestEpisode && policy.before < longestEpisode,
    });
    return {
      checks,
      svg: linePlot({
        title: 'Descent by rankings alone',
        xLabel: 'rankings',
        yLabel: 'error relative to the start, log10',
        curves,
      }),
    };
  },
};

function rankingOf(f: (x: Float64Array) => number, onAsked: () => void = () => {}): Oracle<Ranking> {
  return {
    ranking: ({ points, top }) => {
      onAsked();
      const values = evaluateEach(points, f);
      const order = points.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
      return order.slice(0, top);
    },
  };
}

interface Progressed {
  readonly rankings: number;
  readonly error: number;
}

/** f(x) / f(x0) at each report; both functions have the minimum 0. */
function errors(
  f: (x: Float64Array) => number,
  start: Float64Array,
  count: number,
  begin: (x: Float64Array) => Search,
): readonly Progressed[] {
  let rankings = 0;
  const seen: Progressed[] = [];
  const oracle = rankingOf(f, () => {
    rankings++;
  });
  run(begin(start), oracle, {
    stop: iterations(count + 1),
    onProgress: ({ x }) => seen.push({ rankings, error: f(x) / f(start) }),
  });
  return seen;
}

function plotted(errors: readonly Progressed[]): Curve['points'] {
  return errors.filter(({ rankings }) => rankings <= 2 * budget).map((e) => [e.rankings, Math.log10(e.error)]);
}

function invariance(draws: Random, seed: number): Check {
  const start = draws.fillNormal(new Float64Array(dimension));
  const trajectory = (g: (x: Float64Array) => number): readonly Float64Array[] => {
    const points: Float64Array[] = [];
    run(zoRankSgd(start, { ...shown, seed }), rankingOf(g), {
      stop: iterations(budget),
      onProgress: ({ x }) => points.push(x.slice()),
    });
    return points;
  };
  const plain = trajectory(rosenbrock);
  const same = transforms.filter(([, of]) => {
    const other = trajectory((x) => of(rosenbrock(x)));
    return other.every((x, k) => x.every((v, i) => Object.is(v, plain[k]![i])));
  });
  return {
    claim: 'The trajectory depends on the order of values alone',
    expected: `bit-identical for ${transforms.map(([name]) => name).join(', ')} of Rosenbrock's function, over ${budget} iterations`,
    measured: `identical for ${same.length} of ${transforms.length}`,
    pass: same.length === transforms.length,
  };
}

/** A policy is ranked by a few episodes. All policies of a ranking have the same ones; the next has others: it is noisy. */
function policySearch(seed: number, draws: Random) {
  let rankings = 0;
  const start = new Float64Array(4);
  const oracle: Oracle<Ranking> = {
    ranking: ({ points, top }) => {
      const episode = draws.split(rankings++);
      const costs = evaluateEach(points, (policy) => {
        let cost = 0;
        for (let k = 0; k < episodes; k++) cost += episodeCost(policy, episode.split(k), longestEpisode);
        return cost;
      });
      const order = points.map((_, i) => i).sort((i, j) => costs[i]! - costs[j]!);
      return order.slice(0, top);
    },
  };
  const outcome = run(zoRankSgd(start, { ...shown, smoothing: 1, seed }), oracle, { stop: iterations(60) });
  const policy = outcome.best?.report.x ?? start;
  const least = (of: Float64Array): number =>
    Math.min(...Array.from({ length: 20 }, (_, k) => balancedSteps(of, draws.split(1e6 + k), longestEpisode)));
  return {
    before: least(start),
    after: least(outcome.status === 'stopped' ? (outcome.result ?? policy) : policy),
    rankings,
  };
}
