import { heavyBall, type Minimizer, minimize, polyakStep } from 'zeroth';
import type { Gradients } from 'zeroth/query';
import { type Random, random } from 'zeroth/random';
import { iterations } from 'zeroth/run';
import { linePlot } from './line-plot.js';
import type { Findings, Scale, Script } from './reproduction.js';
import { smallNet } from './small-net.js';
import { sum } from './statistics.js';
import { type TrainingTask, taskOracle } from './training-task.js';

const momenta = [0, 0.25, 0.5, 0.75, 0.9, 0.95];
const forms = ['movingAverage', 'heavyBall'] as const;
const names = { movingAverage: 'moving average', heavyBall: 'heavy ball' } as const;
const [length, condition, target, most] = [50, 1000, 1e-6, 20_000];

/**
 * The step size by Polyak's rule with momentum, on ill-conditioned least squares and, of samples, on small nets. Both forms
 * vary less with the momentum than a fixed step, and by more than the factor of 2 that is claimed: without momentum single
 * steps along flat directions are many times as long as a fixed step can be.
 */
export const row151: Script = {
  row: 151,
  title: 'Generalized Polyak Step Size for First Order Optimization with Momentum',
  async run({ seed, full }: Scale): Promise<Findings> {
    const draws = random(seed);
    const problem = leastSquares(draws);
    const solved = forms.map((form) =>
      momenta.map((momentum) => problem.solve(polyakStep({ lowerBound: 0, momentum, form }))),
    );
    const counts = solved.map((runs) => runs.map(({ steps }) => steps));
    // The largest step that is stable without momentum.
    const fixed = momenta.map((momentum) => problem.solve(heavyBall({ step: 1, momentum })));
    const fixedSpread = spread(fixed.map(({ steps }) => steps));
    const [longest, longestFixed] = [solved.map((runs) => runs.at(-1)!), fixed.at(-1)!];
    const nets = Array.from({ length: full ? 20 : 6 }, () =>
      smallNet(draws, 'regression', { terms: 100, hidden: 24, noise: 0 }),
    );
    const [plain, moving, rolling] = [
      { momentum: 0 },
      { momentum: 0.9 },
      { momentum: 0.9, form: 'heavyBall' as const },
    ].map((options) => nets.map((net, i) => stochastic(net, options, seed + i)));
    const geometric = (ours: readonly number[]) =>
      Math.exp(sum(ours.map((loss, i) => Math.log(loss / plain![i]!))) / nets.length);
    return {
      checks: [
        // The factor of 2 is the catalogue's: the paper has none.
        ...forms.map((form, f) => ({
          claim: `The momentum hardly matters: ${names[form]}`,
          expected: `iterations to ${target} of the first value vary by less than 2 times, momentum ${momenta.join(', ')}`,
          measured: `${counts[f]!.join(', ')}: ${spread(counts[f]!).toFixed(1)} times; fixed step ${fixedSpread.toFixed(1)} times`,
          pass: spread(counts[f]!) < 2,
        })),
        ...forms.map((form, f) => ({
          claim: `The oscillation of a fixed step disappears, at momentum ${momenta.at(-1)}: ${names[form]}`,
          expected: 'the distance to the solution rises in no step; with a fixed step it does',
          measured: `rises in ${longest[f]!.rises} of ${longest[f]!.steps} steps; fixed step: in ${longestFixed.rises} of ${longestFixed.steps}`,
          pass: longest[f]!.rises === 0 && longestFixed.rises > 0,
        })),
        {
          claim: 'With samples, momentum betters Polyak steps without it',
          expected: `lower loss of ${nets.length} small nets after 40 epochs, in the geometric mean, either form, each with its best limit of the step`,
          measured: `${geometric(moving!).toFixed(2)} and ${geometric(rolling!).toFixed(2)} of the loss without`,
          pass: geometric(moving!) < 1 && geometric(rolling!) < 1,
        },
      ],
      svg: linePlot({
        title: `Least squares of condition ${condition}, momentum ${momenta.at(-1)}`,
        xLabel: 'iterations',
        yLabel: 'distance to the solution, log10',
        curves: [
          ...forms.map((form, f) => ({ name: `Polyak, ${names[form]}`, points: longest[f]!.curve })),
          { name: 'heavy ball, fixed step', points: longestFixed.curve },
        ],
      }),
    };
  },
};

function spread(counts: readonly number[]): number {
  return Math.max(...counts) / Math.min(...counts);
}

/** ½ Σ λᵢ (xᵢ − cᵢ)², the curvatures spread from 1 / condition to 1 by equal factors. */
function leastSquares(draws: Random) {
  const curvatures = Float64Array.from({ length }, (_, i) => condition ** (i / (length - 1) - 1));
  const solution = draws.fillNormal(new Float64Array(length));
  const gradients = (x: Float64Array) => {
    const gradient = x.map((v, i) => curvatures[i]! * (v - solution[i]!));
    return { value: gradient.reduce((total, g, i) => total + (g * (x[i]! - solution[i]!)) / 2, 0), gradient };
  };
  const start = new Float64Array(length);
  const first = gradients(start).value;
  return {
    solve(method: Minimizer<Gradients>) {
      const distances: number[] = [];
      let steps = 0;
      minimize(gradients, start, {
        method,
        tolerance: 0,
        stop: iterations(most),
        onProgress({ x, value }) {
          distances.push(Math.hypot(...x.map((v, i) => v - solution[i]!)));
          if (value > target * first) steps = distances.length;
        },
      });
      const seen = distances.slice(0, steps);
      // Rounding may lengthen a distance by a few parts in 10^15.
      const rises = seen.filter((d, k) => k > 0 && d > seen[k - 1]! * (1 + 1e-13)).length;
      const every = Math.ceil(Math.min(steps, 1000) / 200);
      const shown = distances.slice(0, 1000).map((d, k) => [k, Math.log10(d)] as const);
      return { steps, rises, curve: shown.filter((_, k) => k % every === 0) };
    },
  };
}

/** The least loss of all terms in 40 epochs of samples, by the best of a few limits of the step. */
function stochastic(
  task: TrainingTask,
  options: { readonly momentum: number; readonly form?: 'heavyBall' },
  seed: number,
): number {
  const losses = [1, 0.3, 0.1, 0.03].map((maxStep) => {
    const method = polyakStep({ lowerBound: 0, terms: task.terms, batch: 10, maxStep, ...options });
    return minimize(taskOracle(task), task.start, { method, seed, tolerance: 0, stop: iterations(40) }).value;
  });
  return Math.min(...losses);
}
