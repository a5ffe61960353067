import { checkFinite, checkInteger, checkPositive } from '../../array/checks.js';
import { addScaled, normInfinity } from '../../array/vector.js';
import { type Method, type Progress, progress, type Ranking, type Values, type Vector } from '../../query/index.js';
import { random } from '../../random/index.js';
import type { Minimizer } from '../minimizer.js';
import { project } from '../pieces/box.js';
import { ranked } from '../pieces/ranked.js';
import { type RankedCircumstances, type RankedReport, rankedMinimizer } from '../pieces/ranked-minimizer.js';

/** Options of {@link zoRankSgd}. */
export interface ZoRankSgdOptions {
  /** m, how many probes are shown in a question, from 2. Default 15. */
  readonly probes?: number;
  /** k, how many of them are put in order, from 1, below m. Default a third of the probes. */
  readonly top?: number;
  /** μ > 0, the standard deviation of the probes at the start. Default 0.1 · max(1, ‖x0‖∞). */
  readonly smoothing?: number;
  /** η > 0: the longest step that is tried, in lengths of the direction. Default 10 μ, and it shrinks along with μ. */
  readonly step?: number;
  /** l, how many steps η, η/2, η/4, … are compared with staying, from 1. Default 5. */
  readonly trials?: number;
}

/** As small as probes may become, relative to max(1, ‖x‖∞). */
const smallest = 2 ** -40;

/**
 * ZO-RankSGD: m Gaussian probes about x are shown, the best k of them are put in order, and each pair whose order is then
 * known gives a direction, from the worse to the better: d = Σ (ξ_better − ξ_worse) / number of pairs. Steps along d are
 * compared with staying.
 *
 * Asks: rankings (order 0), two an iteration: the best k of m probes, and the best of l + 1 points on a line. A person can
 * answer. The trajectory depends on the order of values alone: no increasing transform of f changes a bit of it.
 *
 * In the paper μ and η are fixed, and x stays about μ √n away from a minimum. Here both double where the longest step wins,
 * and are halved where staying does, which leads to the minimum itself.
 *
 * @param x0 starting point, length n; it is not changed
 * @returns x, once a stop rule has fired, or the probes are not told apart by float64
 * @throws ZerothError `option-out-of-range`; an answer that is no ranking is the oracle's failure, `ranking-out-of-range`
 * @source Tang, Rybin, Chang: Zeroth-order optimization meets human feedback: provable learning via ranking oracles (2024)
 */
export function* zoRankSgd(
  x0: Vector,
  options: ZoRankSgdOptions & RankedCircumstances = {},
): Method<Ranking | Progress<RankedReport>, Vector> {
  const { bounds, seed = 0 } = options;
  const { probes, top, smoothing, step, trials } = checked(x0, options);
  const n = x0.length;
  const draws = random(seed);
  const within = (point: Vector): Vector => {
    if (bounds !== undefined) project(point, bounds);
    return point;
  };
  const pairs = (top * (top - 1)) / 2 + top * (probes - top);
  let x: Vector = within(x0.slice());
  let scale = 1;
  while (!(yield* progress({ x }))) {
    const size = scale * smoothing;
    if (size <= smallest * Math.max(1, normInfinity(x))) break;
    const directions = Array.from({ length: probes }, () => draws.fillNormal(new Float64Array(n)));
    const order = yield* ranked(
      directions.map((direction) => within(x.map((v, i) => v + size * direction[i]!))),
      top,
    );
    const direction = new Float64Array(n);
    // A probe in place r loses to r others and wins against the rest; one that has no place loses to all that have.
    order.forEach((probe, r) => {
      addScaled(direction, (probes - 1 - 2 * r) / pairs, directions[probe]!);
    });
    const placed = new Set(order);
    directions.forEach((xi, probe) => {
      if (!placed.has(probe)) addScaled(direction, -top / pairs, xi);
    });
    const line = Array.from({ length: trials }, (_, j) =>
      within(x.map((v, i) => v + scale * step * 0.5 ** j * direction[i]!)),
    );
    const [winner = 0] = yield* ranked([x.slice(), ...line], 1);
    if (winner === 0) scale /= 2;
    else if (winner === 1) scale *= 2;
    if (winner > 0) x = line[winner - 1]!;
  }
  return x;
}

/** {@link zoRankSgd} for the front door, on the order of a function's values. */
export function zoRankSgdOnValues(options: ZoRankSgdOptions = {}): Minimizer<Values> {
  checked(new Float64Array(), options);
  return rankedMinimizer('zoRankSgd', (x0, circumstances) => zoRankSgd(x0, { ...options, ...circumstances }));
}

function checked(x0: Vector, options: ZoRankSgdOptions): Required<ZoRankSgdOptions> {
  const { probes = 15, trials = 5, smoothing = 0.1 * Math.max(1, normInfinity(x0)) } = options;
  const { top = Math.max(1, Math.floor(probes / 3)), step = 10 * smoothing } = options;
  checkFinite('x0', x0);
  checkInteger('probes', probes, 2);
  checkInteger('top', top, 1, probes - 1);
  checkInteger('trials', trials, 1);
  checkPositive('smoothing', smoothing);
  checkPositive('step', step);
  return { probes, top, smoothing, step, trials };
}
