import { consensusBased, evaluations, iterations, minimize } from 'zeroth';
import { random } from 'zeroth/random';
import { fixed, percent } from './format.js';
import { linePlot } from './line-plot.js';
import type { Findings, Scale, Script } from './reproduction.js';
import { sum } from './statistics.js';

const dimension = 10;
const runs = 50;
const budget = 150_000;
/** A run has succeeded when each coordinate is this near that of the minimum, in whose basin it then is. */
const near = 0.25;
/** A swarm that jumps to its consensus at each step, and is drawn anew about it: drift times step is 1. */
const hopping = { particles: 2000, drift: 10, noise: 0.8 * Math.sqrt(10), timeStep: 0.1 };
const weights = [0.1, 1, 10, 100, 1000];
const large = 100;

/** Consensus-based optimisation: on a function of 10¹⁰ minima, and how far its consensus moves as gradient steps do. */
export const row41: Script = {
  row: 41,
  title: 'Gradient is All You Need?',
  async run({ seed, full }: Scale): Promise<Findings> {
    const [successes, histories] = rastriginRuns(seed);
    const cosines = weights.map((weight) => meanCosine(weight, seed, full ? 50 : 10));
    const atLarge = cosines[weights.indexOf(large)]!;
    return {
      checks: [
        {
          claim: `Rastrigin's function in ${dimension} dimensions, by values alone, the start moved off the minimum at random`,
          expected: `at least 90% of ${runs} runs end within ${near} of the minimum in every coordinate, by ${budget} values`,
          measured: percent(successes / runs),
          pass: successes >= 0.9 * runs,
        },
        {
          claim: 'On a smooth convex function the consensus moves along −∇f, where the weight is large',
          expected: `mean cosine above 0.8 at α = ${large}, for a swarm that is drawn anew about its consensus each step`,
          measured: `${fixed(atLarge)} (${weights.map((weight, k) => `${fixed(cosines[k]!, 2)} at ${weight}`).join(', ')})`,
          pass: atLarge > 0.8,
        },
      ],
      svg: linePlot({
        title: `Consensus on Rastrigin's function, ${dimension} dimensions`,
        xLabel: 'values, thousands',
        yLabel: 'best value, log10',
        curves: histories.map((points, k) => ({ name: `run ${k + 1}`, points })),
      }),
    };
  },
};

function rastrigin(x: Float64Array): number {
  return x.reduce((total, v) => total + v * v - 10 * Math.cos(2 * Math.PI * v) + 10, 0);
}

function rastriginRuns(seed: number) {
  const histories: (readonly [number, number])[][] = [];
  let successes = 0;
  for (let k = 0; k < runs; k++) {
    // Not at 0, where the mean of a symmetric swarm is already.
    const minimum = random(seed)
      .split(k)
      .fillUniform(new Float64Array(dimension))
      .map((u) => 4 * u - 2);
    const points: [number, number][] = [];
    let values = 0;
    const { x } = minimize((at) => rastrigin(at.map((v, i) => v - minimum[i]!)), new Float64Array(dimension), {
      method: consensusBased({ particles: 300, noise: 3.5, spread: 3 }),
      seed: 1000 * seed + k,
      stop: evaluations(budget),
      onProgress: ({ value }) => {
        values += 300;
        if (k < 4) points.push([values / 1000, Math.log10(value)]);
      },
    });
    if (x.every((v, i) => Math.abs(v - minimum[i]!) < near)) successes++;
    if (k < 4) histories.push(points);
  }
  return [successes, histories] as const;
}

/** The mean over steps and runs of the cosine between the consensus' motion and −∇f, on a quadratic of condition 3. */
function meanCosine(weight: number, seed: number, repeats: number): number {
  const curvature = [1, 1.5, 2, 2.5, 3];
  const f = (x: Float64Array): number => x.reduce((total, v, i) => total + 0.5 * curvature[i]! * v * v, 0);
  const cosines: number[] = [];
  for (let k = 0; k < repeats; k++) {
    const path: Float64Array[] = [];
    const start = random(seed)
      .split(1000 + k)
      .fillNormal(new Float64Array(5));
    minimize(
      f,
      start.map((v) => 3 * v),
      {
        method: consensusBased({ ...hopping, weight }),
        seed: 1000 * seed + k,
        stop: iterations(12),
        onProgress: ({ consensus }) => path.push(consensus.slice()),
      },
    );
    path.slice(1).forEach((next, t) => {
      const from = path[t]!;
      const move = next.map((v, i) => v - from[i]!);
      const descent = from.map((v, i) => -curvature[i]! * v);
      const product = sum(Array.from(move, (v, i) => v * descent[i]!));
      cosines.push(product / (Math.hypot(...move) * Math.hypot(...descent)));
    });
  }
  return sum(cosines) / cosines.length;
}
