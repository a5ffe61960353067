import { bayesian, evaluations, minimize } from 'zeroth';
import { type Measurement, median } from './measure.js';
import { type PythonPeer, withPython } from './python-peer.js';

interface Problem {
  readonly name: string;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly least: number;
  readonly f: (x: Float64Array) => number;
}

/** What a side found with one seed: the best value above the least one, and milliseconds a suggestion. */
interface Search {
  readonly regret: number;
  readonly milliseconds: number;
}

const budget = 60;
const seeds = Array.from({ length: 5 }, (_, seed) => seed);

/** Hartmann's −Σ αₖ exp(−Σ aₖᵢ (xᵢ − pₖᵢ)²) on the unit cube. */
const hartmann = (a: readonly (readonly number[])[], p: readonly (readonly number[])[]) => (x: Float64Array) =>
  -[1, 1.2, 3, 3.2].reduce(
    (sum, alpha, k) => sum + alpha * Math.exp(-x.reduce((s, xi, i) => s + a[k]![i]! * (xi - p[k]![i]!) ** 2, 0)),
    0,
  );

const problems: readonly Problem[] = [
  {
    name: 'Branin',
    lower: [-5, 0],
    upper: [10, 15],
    least: 0.397887357729739,
    f: (x) =>
      (x[1]! - (5.1 / (4 * Math.PI ** 2)) * x[0]! ** 2 + (5 / Math.PI) * x[0]! - 6) ** 2 +
      10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x[0]!) +
      10,
  },
  {
    name: 'Hartmann 3',
    lower: [0, 0, 0],
    upper: [1, 1, 1],
    least: -3.86277978733,
    f: hartmann(
      [
        [3, 10, 30],
        [0.1, 10, 35],
        [3, 10, 30],
        [0.1, 10, 35],
      ],
      [
        [0.3689, 0.117, 0.2673],
        [0.4699, 0.4387, 0.747],
        [0.1091, 0.8732, 0.5547],
        [0.0381, 0.5743, 0.8828],
      ],
    ),
  },
  {
    name: 'Hartmann 6',
    lower: [0, 0, 0, 0, 0, 0],
    upper: [1, 1, 1, 1, 1, 1],
    least: -3.32236801142,
    f: hartmann(
      [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
      ],
      [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
        [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
        [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
      ],
    ),
  },
];

/**
 * Bayesian optimisation against scikit-learn's Gaussian processes with expected improvement: medians over the seeds of
 * the regret at 60 values, and of the time a suggestion takes. Takes a quarter of an hour, nearly all of it the peer's,
 * so it runs only when it is named.
 */
export async function benchBayesian(say: (line: string) => void): Promise<readonly Measurement[]> {
  try {
    return await withPython('scikit-bayesian.py', compare);
  } catch (error) {
    say(`scikit-learn (apt install python3-sklearn): ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

async function compare(peer: PythonPeer): Promise<readonly Measurement[]> {
  const peerVersion = `scikit-learn ${await peer.next()}`;
  const rows: Measurement[] = [];
  for (const problem of problems) {
    const ours: Search[] = [];
    const theirs: Search[] = [];
    for (const seed of seeds) {
      ours.push(search(problem, seed));
      const { lower, upper } = problem;
      peer.send(JSON.stringify({ lower, upper, values: budget, seed }));
      let best = Number.POSITIVE_INFINITY;
      for (let k = 0; k < budget; k++) {
        const point: readonly number[] = JSON.parse(await peer.next());
        const value = problem.f(Float64Array.from(point));
        best = Math.min(best, value);
        peer.send(String(value));
      }
      theirs.push({ regret: best - problem.least, milliseconds: 1000 * Number(await peer.next()) });
    }
    const regret = ({ regret }: Search) => regret;
    const time = ({ milliseconds }: Search) => milliseconds;
    rows.push(
      {
        name: `${problem.name}: regret at ${budget} values, median of ${seeds.length} seeds`,
        ours: median(ours.map(regret)),
        peer: median(theirs.map(regret)),
        peerVersion,
        limit: 1,
        unit: 'above the least value',
      },
      {
        name: `${problem.name}: time a suggestion`,
        ours: median(ours.map(time)),
        peer: median(theirs.map(time)),
        peerVersion,
        limit: 0.2,
        unit: 'ms',
      },
    );
  }
  return rows;
}

function search({ f, lower, upper, least }: Problem, seed: number): Search {
  const begin = performance.now();
  const middle = lower.map((l, i) => (l + upper[i]!) / 2);
  const options = {
    method: bayesian(),
    bounds: { lower: [...lower], upper: [...upper] },
    seed,
    stop: evaluations(budget),
  };
  const { value } = minimize(f, middle, options);
  const suggestions = budget - (2 * lower.length + 2);
  return { regret: value - least, milliseconds: (performance.now() - begin) / suggestions };
}
