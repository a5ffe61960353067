import { checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
import { multiply, normInfinity } from '../../array/vector.js';
import { ascending, type Method, type Progress, progress, type Values, type Vector } from '../../query/index.js';
import { exp, log, random } from '../../random/index.js';
import {
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  type MinimizerReport,
  unboundedLevel,
} from '../minimizer.js';
import { boxTransform } from '../pieces/box-transform.js';
import { candidateAt, candidatesAt } from '../pieces/candidates.js';
import { identity, matrixExponential, product } from '../pieces/matrix-exponential.js';

/** Options of {@link xnes}. */
export interface XnesOptions {
  /** Standard deviation of all coordinates at the start. Default 0.5, or 0.3 times the narrowest bounds if that is less. */
  readonly deviation?: number;
  /** The factor A at the start, n x n row by row, with |det A| = 1; draws are μ + σ A z. Default the identity. */
  readonly shape?: Vector;
  /** Points a generation, from 2. Default 4 + ⌊3 ln n⌋. */
  readonly population?: number;
}

/**
 * Exponential natural evolution: a Gaussian with mean μ and factor σ A follows the natural gradient of the expected
 * utility of its draws in exponential coordinates, utilities being given by rank: μ ← μ + σ A Σ uₖ zₖ,
 * σ ← σ exp(η/2 tr G/n), A ← A exp(η/2 (G − tr G/n I)), G = Σ uₖ (zₖ zₖ' − I).
 *
 * Asks: values (order 0), one generation in one question; x0 first. Invariant under monotone transforms of the values and,
 * without bounds, under affine maps of x along with the first factor. Bounds are kept by a smooth map onto the box.
 * O(n³) own time a generation.
 *
 * @source Glasmachers, Schaul, Sun, Wierstra, Schmidhuber: Exponential natural evolution strategies (2010)
 */
export function xnes(options: XnesOptions = {}): Minimizer<Values> {
  if (options.deviation !== undefined) checkPositive('deviation', options.deviation);
  if (options.population !== undefined) checkInteger('population', options.population, 2);
  return { name: 'xnes', asks: ['values'], bounds: true, start: (problem) => evolve(problem, options) };
}

function* evolve(
  { x0, bounds, tolerance, seed }: MinimizationProblem,
  { deviation, shape, population = 4 + Math.floor(3 * log(x0.length)) }: XnesOptions,
): Method<Values | Progress<MinimizerReport>, MinimizerEnd> {
  checkFinite('x0', x0);
  const n = x0.length;
  const rate = (0.6 * (3 + log(n))) / (n * Math.sqrt(n));
  const utilities = rankUtilities(population);
  const transform = boxTransform(bounds);
  const narrowest = x0.reduce(
    (least, _, i) => (bounds === undefined ? least : Math.min(least, 0.3 * (bounds.upper[i]! - bounds.lower[i]!))),
    0.5,
  );
  let sigma = deviation ?? narrowest;
  let factor = shape?.slice() ?? identity(n);
  const mean = transform.inverse(x0);
  const draws = random(seed);
  let best = yield* candidateAt(x0.slice());
  const unbounded = unboundedLevel(best.value);
  const turned = new Float64Array(n);
  const remembered = 20 + Math.ceil((30 * n) / population);
  let history: number[] = [];
  for (;;) {
    if (yield* progress({ x: best.x, value: best.value })) return { reason: undefined };
    if (best.value <= unbounded) return { reason: 'unbounded' };
    const z = Array.from({ length: population }, () => draws.fillNormal(new Float64Array(n)));
    const points = z.map((zk) => {
      multiply(turned, factor, zk);
      const x = new Float64Array(n);
      transform.into(
        turned.map((v, i) => mean[i]! + sigma * v),
        x,
      );
      return x;
    });
    const found = yield* candidatesAt(points);
    const order = ascending(Float64Array.from(found, ({ value }) => value));
    const leader = found[order[0]!]!;
    if (leader.value < best.value) best = leader;
    const step = new Float64Array(n);
    const gradient = new Float64Array(n * n);
    order.forEach((k, rank) => {
      const [u, zk] = [utilities[rank]!, z[k]!];
      for (let i = 0; i < n; i++) {
        step[i] = step[i]! + u * zk[i]!;
        for (let j = 0; j < n; j++) gradient[i * n + j] = gradient[i * n + j]! + u * zk[i]! * zk[j]!;
        gradient[i * n + i] = gradient[i * n + i]! - u;
      }
    });
    multiply(turned, factor, step);
    for (let i = 0; i < n; i++) mean[i] = mean[i]! + sigma * turned[i]!;
    let trace = 0;
    for (let i = 0; i < n; i++) trace += gradient[i * n + i]! / n;
    sigma *= exp((rate / 2) * trace);
    for (let i = 0; i < n; i++) gradient[i * n + i] = gradient[i * n + i]! - trace;
    factor = product(
      factor,
      matrixExponential(
        gradient.map((v) => (rate / 2) * v),
        n,
      ),
      n,
    );
    const widest = sigma * normInfinity(factor);
    if (widest <= tolerance.step * Math.max(1, normInfinity(mean))) return { reason: 'step-small' };
    if (widest > 1e150) return { reason: 'unbounded' };
    history = [...history, leader.value].slice(-remembered);
    const spread = Math.max(...history) - Math.min(...history);
    const flat = history.length === remembered && !(spread > tolerance.value * Math.max(1, Math.abs(best.value)));
    if (flat) return { reason: 'no-decrease-left' };
  }
}

/** Utility by rank, best first: max(0, ln(λ/2 + 1) − ln k) over its sum, less 1/λ. They sum to zero. */
function rankUtilities(population: number): Vector {
  const raw = Float64Array.from({ length: population }, (_, k) => Math.max(0, log(population / 2 + 1) - log(k + 1)));
  const total = raw.reduce((sum, u) => sum + u, 0);
  return raw.map((u) => u / total - 1 / population);
}
