import { type ConvexSet, frankWolfe, iterations, l1Ball, minimize, simplex, zerothOrderFrankWolfe } from 'zeroth';
import { evaluateEach, type Oracle, type Values } from 'zeroth/query';
import { type Random, random } from 'zeroth/random';
import { fixed } from './format.js';
import { type Curve, linePlot } from './line-plot.js';
import type { Check, Findings, Scale, Script } from './reproduction.js';
import { slopeOf } from './statistics.js';

const dimension = 20;
const terms = 60;
/** Independent repetitions whose mean the slopes are fitted to: the theorems bound expectations. */
const repeats = 6;

/** Frank-Wolfe from noisy values on the l1 ball and the simplex: the rates of its two theorems, and feasibility. */
export const row19: Script = {
  row: 19,
  title: 'Towards Gradient Free and Projection Free Stochastic Optimization',
  async run({ seed, full }: Scale): Promise<Findings> {
    const shortest = full ? 1000 : 200;
    const marks = [1, 2, 4, 8, 16, 32].map((times) => times * shortest);
    // The mean gap of a run falls once the step, T^(−3/4), has had the time to leave the start.
    const horizons = marks.map((T) => 5 * T);
    const sets: readonly (readonly [name: string, over: ConvexSet, violation: (x: Float64Array) => number])[] = [
      ['l1 ball', l1Ball(1), (x) => x.reduce((sum, v) => sum + Math.abs(v), -1)],
      ['simplex', simplex(), (x) => Math.max(Math.abs(x.reduce((sum, v) => sum + v, -1)), ...x.map((v) => -v))],
    ];
    const checks: Check[] = [];
    const curves: Curve[] = [];
    let worst = 0;
    for (const [name, over, violation] of sets) {
      for (const directions of ['coordinates', 1, 5] as const) {
        const gaps = meanOver(seed, (draws, k) => {
          const problem = leastSquares(draws);
          const least = minimize(problem.whole, new Float64Array(dimension), {
            method: frankWolfe({ over }),
            tolerance: 1e-9,
            stop: iterations(5000),
          }).value;
          return valuesAt(
            problem,
            marks,
            (x) => {
              worst = Math.max(worst, violation(x));
              return problem.whole(x) - least;
            },
            zerothOrderFrankWolfe({ over, directions, terms, reportEvery: shortest }),
            seed + k,
          );
        });
        const estimate =
          directions === 'coordinates' ? 'n differences' : `${directions} direction${directions === 1 ? '' : 's'}`;
        checks.push(slopeCheck(`Primal gap over the ${name}, convex, ${estimate}`, marks, gaps, -1 / 3 + 0.05));
        if (directions !== 5) curves.push(curveOf(`${name}, ${estimate}`, marks, gaps));
      }
      const gaps = nonConvexGaps(seed, horizons, over, (x) => {
        worst = Math.max(worst, violation(x));
      });
      checks.push(
        slopeCheck(`Frank-Wolfe gap over the ${name}, not convex, 1 direction`, horizons, gaps, -1 / 4 + 0.05),
      );
      curves.push(curveOf(`${name}, not convex`, horizons, gaps));
    }
    checks.push({
      claim: 'Every iterate is feasible',
      expected: `within ${horizons[horizons.length - 1]} roundings of the set`,
      measured: `outside by at most ${worst.toExponential(1)}`,
      pass: worst <= horizons[horizons.length - 1]! * Number.EPSILON,
    });
    const title = 'Frank-Wolfe from noisy values';
    return { checks, svg: linePlot({ title, xLabel: 'iterations T, log10', yLabel: 'mean gap, log10', curves }) };
  },
};

interface Problem {
  readonly oracle: Oracle<Values>;
  readonly whole: (x: Float64Array) => number;
  readonly gradient: (x: Float64Array) => Float64Array;
}

/** The mean of ½ (a·x − b)², or of 1 − exp(−½ (a·x − b)²), which is not convex, over terms; a sample sees some of them. */
function leastSquares(draws: Random, convex = true): Problem {
  const rows = Array.from({ length: terms }, () => draws.fillNormal(new Float64Array(dimension)));
  const truth = Float64Array.from({ length: dimension }, (_, i) => (i < 4 ? 0.25 : 0));
  const dot = (a: Float64Array, x: Float64Array): number => a.reduce((sum, v, i) => sum + v * x[i]!, 0);
  const b = rows.map((a) => dot(a, truth) + 0.2 * draws.normal());
  const residual = (i: number, x: Float64Array): number => dot(rows[i]!, x) - b[i]!;
  const loss = (r: number): number => (convex ? 0.5 * r * r : 1 - Math.exp(-0.5 * r * r));
  const slope = (r: number): number => (convex ? r : r * Math.exp(-0.5 * r * r));
  const all = rows.map((_, i) => i);
  const mean = (x: Float64Array, sample: readonly number[]): number =>
    sample.reduce((sum, i) => sum + loss(residual(i, x)), 0) / sample.length;
  return {
    oracle: {
      values: ({ points, sample }) => evaluateEach(points, (x) => mean(x, Array.isArray(sample) ? sample : all)),
    },
    whole: (x) => mean(x, all),
    gradient: (x) => {
      const gradient = new Float64Array(dimension);
      rows.forEach((a, k) => {
        const s = slope(residual(k, x)) / terms;
        for (let i = 0; i < dimension; i++) gradient[i] = gradient[i]! + s * a[i]!;
      });
      return gradient;
    },
  };
}

function meanOver(seed: number, measure: (draws: Random, k: number) => readonly number[]): readonly number[] {
  const all = Array.from({ length: repeats }, (_, k) => measure(random(seed).split(k), k));
  return all[0]!.map((_, i) => all.reduce((sum, values) => sum + values[i]! / repeats, 0));
}

/** A measure of the iterates of these numbers, multiples of the first, in one run that reports at those. */
function valuesAt(
  { oracle }: Problem,
  marks: readonly number[],
  measure: (x: Float64Array) => number,
  method: ReturnType<typeof zerothOrderFrankWolfe>,
  seed: number,
): readonly number[] {
  const measured: number[] = [];
  let k = 0;
  minimize(oracle, new Float64Array(dimension), {
    method,
    seed,
    stop: iterations(marks[marks.length - 1]! / marks[0]! + 1),
    onProgress: ({ x }) => {
      if (marks.includes(marks[0]! * k++)) measured.push(measure(x));
    },
  });
  return measured;
}

/** The theorem is on the mean gap max_v ∇f(x)·(x − v) over the iterates of a run whose step is made for its length. */
function nonConvexGaps(
  seed: number,
  horizons: readonly number[],
  over: ConvexSet,
  onIterate: (x: Float64Array) => void,
) {
  return meanOver(seed, (draws, k) => {
    const problem = leastSquares(draws, false);
    return horizons.map((horizon) => {
      let [sum, count] = [0, 0];
      minimize(problem.oracle, new Float64Array(dimension), {
        method: zerothOrderFrankWolfe({ over, horizon, terms, reportEvery: Math.ceil(horizon / 200) }),
        seed: seed + k,
        stop: iterations(200),
        onProgress: ({ x }) => {
          onIterate(x);
          const gradient = problem.gradient(x);
          const vertex = over.linearMinimizer(gradient);
          sum += gradient.reduce((total, g, i) => total + g * (x[i]! - vertex[i]!), 0);
          count++;
        },
      });
      return sum / count;
    });
  });
}

function slopeCheck(claim: string, marks: readonly number[], gaps: readonly number[], most: number): Check {
  const slope = slopeOf(marks.map((T, i) => [Math.log(T), Math.log(gaps[i]!)]));
  return {
    claim,
    expected: `slope against T at most ${fixed(most, 3)}, T = ${marks[0]} to ${marks[marks.length - 1]}, mean of ${repeats}`,
    measured: fixed(slope, 3),
    pass: slope <= most,
  };
}

function curveOf(name: string, marks: readonly number[], gaps: readonly number[]): Curve {
  return { name, points: marks.map((T, i) => [Math.log10(T), Math.log10(gaps[i]!)]) };
}
