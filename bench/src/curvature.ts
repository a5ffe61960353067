import { fosi, lazyNewton, type Minimizer, training } from 'zeroth';
import type { Gradients, Hessian, HessianVectorProducts, Oracle, Vector } from 'zeroth/query';
import { type Random, random } from 'zeroth/random';
import { gradientNorm, run, target } from 'zeroth/run';
import { sgdUpdate } from 'zeroth/updates';
import type { Measurement } from './measure.js';

const size = 100;
const rowsCount = 400;
const ridge = 1e-3;
/** Condition number of the quadratic, and its eigenvalues that lie apart, half at each end. */
const condition = 1e4;
const extremes = 10;

/** Work of methods that use curvature, counted in questions and not in time. */
export function benchCurvature(): readonly Measurement[] {
  const draws = random(7);
  const { oracle, lipschitz } = logistic(draws);
  const work = (every: number) => {
    const { counts } = run(
      lazyNewton({ regularization: lipschitz, every }).start(endless(new Float64Array(size))),
      oracle,
      {
        stop: gradientNorm(1e-10),
      },
    );
    return (counts.gradients ?? 0) + size * (counts.hessian ?? 0);
  };
  const quadratic = quadraticOracle();
  const x0 = draws.fillNormal(new Float64Array(size));
  const steps = (method: Minimizer<Gradients | HessianVectorProducts>) => {
    return run(method.start(endless(x0)), quadratic, { stop: target(1e-6) }).counts.gradients ?? 0;
  };
  const [slow, quick] = [polyak(1, condition), polyak(100, 300)];
  const base = training(sgdUpdate({ momentum: slow.momentum }), { rate: slow.step });
  const options = { rate: quick.step, largest: extremes / 2, smallest: extremes / 2, every: 100_000 };
  return [
    {
      name: 'lazy Newton, work to a gradient of 1e-10, logistic d = 100, a Hessian every 100 steps',
      ours: work(size),
      peer: work(1),
      peerVersion: 'a Hessian every step',
      limit: 0.2,
      unit: 'gradients',
    },
    {
      name: 'FOSI with heavy-ball, iterations to 1e-6, quadratic of condition 1e4',
      ours: steps(fosi(sgdUpdate({ momentum: quick.momentum }), options)),
      peer: steps(base),
      peerVersion: 'heavy-ball',
      limit: 0.33,
      unit: 'iterations',
    },
  ];
}

/** Polyak's step and momentum for a quadratic with this spectrum. */
function polyak(least: number, largest: number) {
  const [low, high] = [Math.sqrt(least), Math.sqrt(largest)];
  return { step: 4 / (low + high) ** 2, momentum: ((high - low) / (high + low)) ** 2 };
}

/** Five eigenvalues from 1 to 3, five from 3000 to 10,000, the others from 100 to 300; diagonal, which none of them sees. */
function quadraticOracle(): Oracle<Gradients | HessianVectorProducts> {
  const half = extremes / 2;
  const spectrum = Float64Array.from({ length: size }, (_, i) => {
    if (i < half) return 1 + (2 * i) / (half - 1);
    if (i < extremes) return condition * (0.3 + (0.7 * (i - half)) / (half - 1));
    return 100 + (200 * (i - extremes)) / (size - extremes - 1);
  });
  return {
    gradients: ({ points }) =>
      points.map((x) => ({
        value: x.reduce((sum, v, i) => sum + 0.5 * spectrum[i]! * v * v, 0),
        gradient: x.map((v, i) => spectrum[i]! * v),
      })),
    hessianVectorProducts: ({ directions }) => directions.map((d) => d.map((v, i) => spectrum[i]! * v)),
  };
}

/** Ridge logistic loss of labels that a noisy linear model gives, with a bound of its Hessian's Lipschitz constant. */
function logistic(draws: Random): { readonly oracle: Oracle<Gradients | Hessian>; readonly lipschitz: number } {
  const truth = draws.fillNormal(new Float64Array(size));
  const rows = Array.from({ length: rowsCount }, () => {
    const row = draws.fillNormal(new Float64Array(size)).map((v) => v / Math.sqrt(size));
    const label = Math.sign(inner(row, truth) + 0.5 * draws.normal()) || 1;
    return row.map((v) => -label * v);
  });
  const sigmoid = (t: number) => 1 / (1 + Math.exp(-t));
  const longest = Math.max(...rows.map((row) => inner(row, row)));
  return {
    // |σ″| ≤ 1/(6√3), and (1/N) Σ (aᵢ·h)³ ≤ max ‖aᵢ‖³ for unit h.
    lipschitz: longest ** 1.5 / (6 * Math.sqrt(3)),
    oracle: {
      gradients: ({ points }) =>
        points.map((x) => {
          const gradient = x.map((v) => ridge * v);
          let value = (ridge / 2) * inner(x, x);
          for (const row of rows) {
            const t = inner(row, x);
            value += (Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t)))) / rowsCount;
            const factor = sigmoid(t) / rowsCount;
            for (let i = 0; i < size; i++) gradient[i]! += factor * row[i]!;
          }
          return { value, gradient };
        }),
      hessian: ({ point }) => {
        const matrix = new Float64Array(size * size);
        for (const row of rows) {
          const t = inner(row, point);
          const weight = (sigmoid(t) * sigmoid(-t)) / rowsCount;
          for (let i = 0; i < size; i++)
            for (let j = 0; j < size; j++) matrix[i * size + j]! += weight * row[i]! * row[j]!;
        }
        for (let i = 0; i < size; i++) matrix[i * size + i]! += ridge;
        return matrix;
      },
    },
  };
}

function inner(a: Vector, b: Vector): number {
  return a.reduce((sum, v, i) => sum + v * b[i]!, 0);
}

/** A problem whose tolerances never end a method. */
function endless(x0: Vector): Parameters<Minimizer['start']>[0] {
  return { x0, bounds: undefined, tolerance: { gradient: 0, step: 0, value: 0 }, seed: 0 };
}
