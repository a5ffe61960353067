import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { minimize } from 'zeroth';
import {
  add,
  asArray,
  exp,
  eye,
  matmul,
  matrixTranspose,
  multiply,
  type NDArray,
  square,
  sum,
  tanh,
  toFloat64Array,
  zeros,
} from 'zeroth/array';
import { fixedPointOf, implicit, jvp, minimizerOf, valueAndGrad, vjp } from 'zeroth/autodiff';
import { solve } from 'zeroth/linalg';
import { type Random, random } from 'zeroth/random';
import { linePlot } from './line-plot.js';
import { gaussianMatrix } from './matrices.js';
import type { Check, Findings, Scale, Script } from './reproduction.js';
import { halfSquares, type Problem, problemsOf } from './row-162/problems.js';
import { median } from './statistics.js';

const tolerance = 1e-6;

/**
 * Solutions of optimisation problems as functions that have derivatives, from the conditions that they satisfy and any
 * solver: against differences of the solver's own results, in both modes; what is kept for the derivative as the solver
 * goes on; and hyperparameters found through it.
 */
export const row162: Script = {
  row: 162,
  title: 'Efficient and Modular Implicit Differentiation',
  async run({ seed, full }: Scale): Promise<Findings> {
    const draws = random(seed);
    const found = Array.from({ length: full ? 20 : 3 }, () =>
      problemsOf(draws).map((problem) => ({ name: problem.name, ...errorsOf(problem, draws) })),
    );
    const names = found[0]!.map(({ name }) => name);
    const derivatives = names.map((name, i): Check => {
      const difference = Math.max(...found.map((problems) => problems[i]!.difference));
      const transpose = Math.max(...found.map((problems) => problems[i]!.transpose));
      return {
        claim: `The derivative of ${name}`,
        expected: `within ${tolerance} of differences of the solver (relative), and the same in both modes to 1e-10`,
        measured: `${difference.toExponential(1)}, and ${transpose.toExponential(1)}`,
        pass: difference <= tolerance && transpose <= 1e-10,
      };
    });
    const memory = await memoryByIterations(draws);
    const least = memory[0]!;
    const most = memory.at(-1)!;
    const tuned = tuneRidge(draws);
    const checks: readonly Check[] = [
      ...derivatives,
      {
        claim: `Arrays kept for the derivative do not grow with the solver's iterations, from ${least.iterations} to ${most.iterations}`,
        expected:
          'as many bytes, where unrolled iterations keep more in proportion to their number, or half of that at least',
        measured: `${kilobytes(least.implicit)} to ${kilobytes(most.implicit)}; unrolled ${kilobytes(least.unrolled)} to ${kilobytes(most.unrolled)}`,
        pass:
          most.implicit <= least.implicit &&
          most.unrolled > (0.5 * most.iterations * least.unrolled) / least.iterations,
      },
      {
        claim: 'Bilevel tuning of two penalties of ridge regression by the validation loss converges',
        expected:
          'gradient by the log penalties below 1e-6 of that at the start, and no point of a grid of 41 x 41 better (by more than 1e-9)',
        measured: `${(tuned.gradient / tuned.first).toExponential(1)} after ${tuned.evaluations} evaluations; loss ${tuned.value.toFixed(6)}, best of the grid ${tuned.grid.toFixed(6)}, at the start ${tuned.start.toFixed(6)}`,
        pass: tuned.gradient <= 1e-6 * tuned.first && tuned.value <= tuned.grid + 1e-9,
      },
    ];
    return {
      checks,
      svg: linePlot({
        title: 'Arrays that are kept for the derivative of a fixed point',
        xLabel: 'iterations of the solver',
        yLabel: 'kilobytes',
        xScale: 'logarithmic',
        yScale: 'logarithmic',
        curves: (['implicit', 'unrolled'] as const).map((name) => ({
          name: `${name} differentiation`,
          points: memory.map((each) => [each.iterations, each[name] / 1000] as const),
        })),
      }),
    };
  },
};

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function errorsOf({ parameters, solution }: Problem, draws: Random) {
  const v = draws.fillNormal(new Float64Array(parameters.length));
  const at = (t: number) => toFloat64Array(solution(asArray(parameters.map((value, i) => value + t * v[i]!))));
  const central = (h: number) => {
    const [after, before] = [at(h), at(-h)];
    return after.map((value, i) => (value - before[i]!) / (2 * h));
  };
  // Extrapolated: the error of fourth order is below that of rounding.
  const step = 1e-4;
  const [coarse, fine] = [central(2 * step), central(step)];
  const reference = fine.map((value, i) => value + (value - coarse[i]!) / 3);
  const pushed = toFloat64Array(asArray(jvp(solution, [parameters], [v]).tangent));
  const w = draws.fillNormal(new Float64Array(pushed.length));
  const [pulled] = vjp(solution, parameters).pullback(w);
  const size = Math.hypot(...reference);
  const dot = (x: Float64Array, y: Float64Array) => x.reduce((total, value, i) => total + value * y[i]!, 0);
  return {
    difference: Math.hypot(...pushed.map((value, i) => value - reference[i]!)) / size,
    transpose: Math.abs(dot(w, pushed) - dot(pulled, v)) / (Math.hypot(...w) * size),
  };
}

/** Bytes of arrays that the pullback of a fixed point holds, by iterations of the solver. */
async function memoryByIterations(draws: Random) {
  const n = 40;
  const w = multiply(gaussianMatrix(draws, n, n), 0.4 / Math.sqrt(n));
  const layer = (x: NDArray, theta: NDArray) => tanh(add(matmul(w, x), theta));
  const theta = draws.fillNormal(new Float64Array(n));
  const start = zeros([n]);
  const iterate = (count: number) => (x0: NDArray, bias: NDArray) => {
    let x = x0;
    for (let k = 0; k < count; k++) x = layer(x, bias);
    return x;
  };
  const found: { readonly iterations: number; readonly implicit: number; readonly unrolled: number }[] = [];
  for (const iterations of [10, 100, 1000]) {
    const map = implicit(iterate(iterations), fixedPointOf(layer));
    found.push({
      iterations,
      implicit: await kept(() => vjp((bias: NDArray) => map(start, bias), theta)),
      unrolled: await kept(() => vjp((bias: NDArray) => iterate(iterations)(start, bias), theta)),
    });
  }
  return found;
}

/** Bytes of arrays that are still in use after a function because of what it returns, the median of five. */
async function kept(make: () => unknown): Promise<number> {
  const held: unknown[] = [make()];
  const sizes: number[] = [];
  for (let i = 0; i < 5; i++) {
    const before = await bytesInUse();
    held.push(make());
    sizes.push((await bytesInUse()) - before);
  }
  return held.length === 6 ? median(sizes) : 0;
}

async function bytesInUse(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  // Buffers are given back beside the program, after the collection that finds them unused.
  for (let i = 0; i < 3; i++) {
    if (typeof collect === 'function') collect();
    await setTimeout(10);
  }
  return process.memoryUsage().arrayBuffers;
}

/** Penalties of two groups of coordinates, of which only the first has much to say. */
function tuneRidge(draws: Random) {
  const [m, n, half] = [40, 30, 15];
  const truth = Float64Array.from({ length: n }, (_, i) => (i < half ? 1 : 0.15) * draws.normal());
  const dataset = () => {
    const a = gaussianMatrix(draws, m, n);
    return { a, b: add(matmul(a, truth), multiply(gaussianVector(draws, m), 2)) };
  };
  const [training, validation] = [dataset(), dataset()];
  const weightsOf = (theta: NDArray) =>
    exp(matmul(asArray(Array.from({ length: n }, (_, i) => (i < half ? [1, 0] : [0, 1]))), theta));
  const gram = matmul(matrixTranspose(training.a), training.a);
  const right = matmul(matrixTranspose(training.a), training.b);
  const ridge = implicit(
    (_: NDArray, theta: NDArray) => solve(add(gram, multiply(eye(n), weightsOf(theta))), right),
    minimizerOf((x: NDArray, theta: NDArray) =>
      add(halfSquares(training.a, x, training.b), multiply(0.5, sum(multiply(weightsOf(theta), square(x))))),
    ),
  );
  const loss = (theta: NDArray) => multiply(halfSquares(validation.a, ridge(zeros([n]), theta), validation.b), 1 / m);
  const both = valueAndGrad(loss);
  const start = Float64Array.of(0, 0);
  const found = minimize((theta) => both(theta), start, { tolerance: 1e-12 });
  let grid = Infinity;
  for (let i = 0; i <= 40; i++)
    for (let j = 0; j <= 40; j++) grid = Math.min(grid, loss(asArray([-4 + i / 4, -4 + j / 4])).item());
  const norm = (x: Float64Array) => Math.hypot(...x);
  return {
    value: found.value,
    grid,
    start: both(start).value,
    first: norm(both(start).gradient),
    gradient: norm(both(found.x).gradient),
    evaluations: found.queries.gradients ?? 0,
  };
}

function gaussianVector(draws: Random, n: number): Float64Array {
  return draws.fillNormal(new Float64Array(n));
}
