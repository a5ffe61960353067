import { type CertifiedBound, iterations, minimize } from 'zeroth';
import { random } from 'zeroth/random';
import { fixed } from './format.js';
import { linePlot } from './line-plot.js';
import type { Check, Findings, Scale, Script } from './reproduction.js';
import { type Instance, pairs } from './row-175/pairs.js';

const instances = 20;
const steps = { deterministic: 100, stochastic: 40 };

/** Theorems of convergence against runs: each bound at every iterate, on random problems whose constants are exact. */
export const row175: Script = {
  row: 175,
  title: 'Handbook of Convergence Theorems for (Stochastic) Gradient Methods',
  async run({ seed, full }: Scale): Promise<Findings> {
    const draws = full ? 1000 : 200;
    const checks: Check[] = pairs.map(({ name, theorem, make }, k) => {
      const worst = { inMean: false, broken: 0, compared: 0, ratio: 0, errors: Number.NEGATIVE_INFINITY };
      for (let i = 0; i < instances; i++) {
        const instance = make(random(seed).split(1000 * k + i));
        const first = certified(instance, theorem, 1000 * seed + i);
        worst.inMean = first.inMean;
        if (first.inMean) compareMeans(worst, instance, theorem, first, draws);
        else {
          worst.broken += first.violations.length;
          worst.compared += first.bounds.length;
          first.measured.forEach((value, at) => {
            if (at > 0) worst.ratio = Math.max(worst.ratio, value / first.bounds[at]!);
          });
        }
      }
      return {
        claim: `${name}: ${theorem}`,
        expected: worst.inMean
          ? `mean of ${draws} runs no more than 3 standard errors above the bound, at every iterate of ${instances} problems`
          : `never above the bound, at every iterate of ${instances} problems`,
        measured: worst.inMean
          ? `broken ${worst.broken} times in ${worst.compared}, at most ${fixed(worst.errors, 1)} standard errors above`
          : `broken ${worst.broken} times in ${worst.compared}, at most ${fixed(worst.ratio)} of the bound`,
        pass: worst.broken === 0,
      };
    });
    return { checks, svg: picture(seed) };
  },
};

/** The bound of one theorem over one run. */
function certified({ f, x0, method, constants }: Instance, theorem: string, seed: number): CertifiedBound {
  const { certificate = [] } = minimize(f, x0, {
    method,
    constants,
    seed,
    certify: true,
    tolerance: { gradient: 0, step: 0, value: 0 },
    stop: iterations(method.name === 'sgd' ? steps.stochastic : steps.deterministic),
  });
  return certificate.find(({ name }) => name.startsWith(theorem))!;
}

function compareMeans(
  worst: { broken: number; compared: number; errors: number },
  instance: Instance,
  theorem: string,
  { bounds, measured }: CertifiedBound,
  draws: number,
): void {
  const sums = new Float64Array(bounds.length);
  const squares = new Float64Array(bounds.length);
  for (let run = 0; run < draws; run++) {
    const values = run === 0 ? measured : certified(instance, theorem, 1e6 + run).measured;
    values.forEach((value, k) => {
      sums[k] = sums[k]! + value;
      squares[k] = squares[k]! + value * value;
    });
  }
  // At k = 0 all runs are equal, and nothing is claimed of a mean over no iterate.
  for (let k = 1; k < bounds.length; k++) {
    const mean = sums[k]! / draws;
    const error = Math.sqrt(Math.max(0, squares[k]! / draws - mean * mean) / (draws - 1));
    worst.compared++;
    if (mean > bounds[k]! + 3 * error + 1e-12 * bounds[k]!) worst.broken++;
    if (error > 0) worst.errors = Math.max(worst.errors, (mean - bounds[k]!) / error);
  }
}

function picture(seed: number): string {
  const shown = ['gradient descent, strongly convex', "Nesterov's method, convex", 'subgradients'];
  const curves = pairs
    .filter(({ name }) => shown.includes(name))
    .flatMap(({ name, theorem, make }) => {
      const { bounds, measured } = certified(make(random(seed)), theorem, seed);
      const pointsOf = (values: Float64Array) =>
        Array.from(values, (value, k) => [k, Math.log10(value)] as const).filter(([, y]) => y > -12 && y < 12);
      return [
        { name, points: pointsOf(measured) },
        { name: 'its bound', points: pointsOf(bounds) },
      ];
    });
  return linePlot({
    title: 'Runs and the bounds of theorems',
    xLabel: 'iterations',
    yLabel: 'what is bounded, log10',
    curves,
  });
}
