import { absoluteSum, fractionalCoordinateDescent, largestSum, type PiecewiseLinear } from 'zeroth';
import type { Gradients, Oracle, Vector } from 'zeroth/query';
import { type Random, random } from 'zeroth/random';
import { iterations, run } from 'zeroth/run';
import { inner, normalRows } from './convex-problems.js';
import { percent } from './format.js';
import { linePlot } from './line-plot.js';
import { largestEigenvalue } from './matrices.js';
import type { Findings, Scale, Script } from './reproduction.js';

const runs = 50;
const sweeps = 60;
/** Full gradients of the other methods: many more than sweeps, so that they have ended. */
const fullSteps = 600;
/** Values that differ by less are equal. */
const equal = 1e-6;

interface Ratio {
  /** ½ ‖A x − b‖² + constant */
  readonly rows: readonly Vector[];
  readonly targets: Vector;
  readonly constant: number;
  readonly weight: number;
  readonly denominator: PiecewiseLinear;
  /** Which variable moves: near 0 the first to move decide which are chosen, and the best of all has to be. */
  readonly order: 'cyclic' | 'greedy';
  /** A subgradient of it. */
  subgradient(x: Vector): Vector;
  readonly x0: Vector;
}

/**
 * Ratios with a convex denominator from the same starts by three methods: one variable at a time with its ratio solved
 * globally, Dinkelbach's method with proximal gradient steps for each ratio, and one proximal step with the gradients of all
 * for each update of the ratio. The last two linearise the denominator. Every method ends in some local minimum, and a point
 * that no single variable can leave for a better one is not always below another method's.
 */
export const row192: Script = {
  row: 192,
  title: 'Coordinate Descent Methods for Fractional Minimization',
  async run({ seed, full }: Scale): Promise<Findings> {
    const count = full ? 4 * runs : runs;
    const families = [
      { name: 'sparse recovery', make: sparseRecovery },
      { name: 'principal component in ℓ₁', make: absoluteComponent },
    ].map(({ name, make }, f) => ({
      name,
      results: Array.from({ length: count }, (_, i) => compare(make(random(seed).split(2 * i + f)))),
    }));
    return {
      checks: families.flatMap(({ name, results }) => {
        const rises = results.reduce((total, { rises: own }) => total + own, 0);
        const mean = (method: 'ours' | 'dinkelbach' | 'gradient') =>
          results.reduce((total, result) => total + result[method], 0) / count;
        const lowest = (...theirs: readonly ('dinkelbach' | 'gradient')[]) =>
          results.filter((result) => theirs.every((method) => result.ours <= result[method] * (1 + equal))).length /
          count;
        const both = lowest('dinkelbach', 'gradient');
        return [
          {
            claim: `${name}: the objective never rises`,
            expected: `0 rises in ${count} runs`,
            measured: String(rises),
            pass: rises === 0,
          },
          {
            claim: `${name}: the final value is no more than that of Dinkelbach's proximal method, nor than that of full gradients`,
            expected: 'in 90% of the runs or more',
            measured: `${percent(both, 0)} (${percent(lowest('dinkelbach'), 0)} and ${percent(lowest('gradient'), 0)}), means ${mean('ours').toPrecision(4)} against ${mean('dinkelbach').toPrecision(4)} and ${mean('gradient').toPrecision(4)}`,
            pass: both >= 0.9,
          },
        ];
      }),
      svg: linePlot({
        title: 'Ratios: final values of full gradients over those of coordinates',
        xLabel: 'runs, sorted',
        yLabel: 'log10 of the ratio',
        curves: families.flatMap(({ name, results }) =>
          (['dinkelbach', 'gradient'] as const).map((method) => ({
            name: `${name}, ${method}`,
            points: results
              .map((result) => Math.log10(result[method] / result.ours))
              .sort((a, b) => a - b)
              .map((value, i) => [i + 1, value] as const),
          })),
        ),
      }),
    };
  },
};

function compare(problem: Ratio) {
  const { rows, x0, weight, denominator, order } = problem;
  const oracle: Oracle<Gradients> = {
    gradients: ({ points }) => points.map((x) => ({ value: smooth(problem, x), gradient: slope(problem, x) })),
  };
  const values: number[] = [];
  const smoothness = x0.map((_, i) => rows.reduce((sum, row) => sum + row[i]! ** 2, 0));
  run(
    fractionalCoordinateDescent({ denominator, smoothness, weight, order }).start({
      x0,
      bounds: undefined,
      tolerance: { gradient: 0, step: 1e-10, value: 0 },
      seed: 0,
    }),
    oracle,
    { stop: iterations(sweeps), onProgress: ({ value }) => values.push(value) },
  );
  return {
    ours: values.at(-1)!,
    rises: values.slice(1).filter((value, k) => value > values[k]! * (1 + 1e-12)).length,
    dinkelbach: proximalSteps(problem, 30),
    gradient: proximalSteps(problem, 1),
  };
}

/** x ← prox of h / L at x − (∇f(x) − ratio ∂g(x)) / L, the ratio being set anew each `every` steps; the least F seen. */
function proximalSteps(problem: Ratio, every: number): number {
  const { rows, weight, denominator, subgradient } = problem;
  const lipschitz = largestEigenvalue(rows);
  let x = problem.x0.slice();
  let ratio = ratioAt(problem, x);
  let least = ratio;
  for (let k = 0; k < fullSteps; k++) {
    const gradient = slope(problem, x);
    const down = subgradient(x);
    x = x.map((v, i) => {
      const moved = v - (gradient[i]! - ratio * down[i]!) / lipschitz;
      return Math.sign(moved) * Math.max(0, Math.abs(moved) - weight / lipschitz);
    });
    if (!(denominator.value(x) > 0)) break;
    if ((k + 1) % every === 0) ratio = ratioAt(problem, x);
    least = Math.min(least, ratioAt(problem, x));
  }
  return least;
}

function residuals({ rows, targets }: Ratio, x: Vector): Vector {
  return targets.map((b, r) => inner(rows[r]!, x) - b);
}

function smooth(problem: Ratio, x: Vector): number {
  const rest = residuals(problem, x);
  return problem.constant + 0.5 * inner(rest, rest);
}

function slope(problem: Ratio, x: Vector): Vector {
  const rest = residuals(problem, x);
  const sum = new Float64Array(x.length);
  for (const [r, row] of problem.rows.entries()) for (let i = 0; i < sum.length; i++) sum[i]! += row[i]! * rest[r]!;
  return sum;
}

function ratioAt(problem: Ratio, x: Vector): number {
  const size = x.reduce((sum, v) => sum + Math.abs(v), 0);
  return (smooth(problem, x) + problem.weight * size) / problem.denominator.value(x);
}

/** (½ ‖A x − b‖² + λ ‖x‖₁) / the sum of the k largest |xᵢ|: what is not among k is to be 0. */
function sparseRecovery(draws: Random): Ratio {
  const [size, count, kept] = [30, 60, 5];
  const rows = normalRows(draws, count, size).map((row) => row.map((v) => v / Math.sqrt(count)));
  const truth = new Float64Array(size);
  for (const i of draws.choice(size, kept)) truth[i] = 3 * draws.normal();
  return {
    rows,
    targets: Float64Array.from(rows, (row) => inner(row, truth) + 0.05 * draws.normal()),
    constant: 0,
    weight: 0.1,
    denominator: largestSum(kept),
    order: 'greedy',
    subgradient(x) {
      const limit = Array.from(x, Math.abs).sort((a, b) => b - a)[kept - 1]!;
      return x.map((v) => (Math.abs(v) >= limit ? Math.sign(v) : 0));
    },
    // Near 0, where nothing is chosen yet.
    x0: draws.fillNormal(new Float64Array(size)).map((v) => 0.01 * v),
  };
}

/**
 * (½ ‖x‖² + ½) / ‖G x‖₁, least along the direction in which data are spread most by absolute values. Components are taken
 * in ℓ₁ rather than ℓ₂ for the sake of outliers, so that the data have some: 2% of the numbers are 100 times as large.
 */
function absoluteComponent(draws: Random): Ratio {
  const [size, count] = [20, 80];
  const data = normalRows(draws, count, size);
  for (const at of draws.choice(count * size, Math.round(0.02 * count * size)))
    data[Math.floor(at / size)]![at % size]! *= 100;
  const unit = Array.from({ length: size }, (_, i) => new Float64Array(size).fill(1, i, i + 1));
  return {
    rows: unit,
    targets: new Float64Array(size),
    constant: 0.5,
    weight: 0,
    order: 'cyclic',
    denominator: absoluteSum(Float64Array.from(data.flatMap((row) => [...row]))),
    subgradient(x) {
      const sum = new Float64Array(size);
      for (const row of data) {
        const sign = Math.sign(inner(row, x));
        for (let i = 0; i < size; i++) sum[i]! += sign * row[i]!;
      }
      return sum;
    },
    x0: draws.fillNormal(new Float64Array(size)),
  };
}
