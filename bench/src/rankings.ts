import { pairwiseDirectSearch, zoRankSgd } from 'zeroth/optimize';
import { evaluateEach, type Method, type Progress, type Ranking } from 'zeroth/query';
import { random } from 'zeroth/random';
import { iterations, run } from 'zeroth/run';
import { type Measurement, median } from './measure.js';

const dimension = 20;
const seeds = 11;

const functions = {
  quadratic: (x: Float64Array) => x.reduce((sum, v, i) => sum + (1 + (i % 5)) * v * v, 0),
  Rosenbrock: (x: Float64Array) => {
    let sum = 0;
    for (let i = 0; i + 1 < x.length; i++) sum += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
    return sum;
  },
};

interface Needed {
  readonly rankings: number;
  /** Points that the rankings showed. */
  readonly points: number;
}

/** What ZO-RankSGD (best 5 of 15) and pairwise direct search ask until the error has fallen by 99%, medians. */
export function benchRankings(): readonly Measurement[] {
  return Object.entries(functions).flatMap(([name, f]) => {
    const all = Array.from({ length: seeds }, (_, seed) => {
      const x0 = random(500 + seed).fillNormal(new Float64Array(dimension));
      return {
        ours: needed(f, x0, zoRankSgd(x0, { probes: 15, top: 5, seed })),
        theirs: needed(f, x0, pairwiseDirectSearch(x0, { seed })),
      };
    });
    const row = (unit: 'rankings' | 'points'): Measurement => ({
      name: `ZO-RankSGD to 99%, ${name}, n = ${dimension}, ${unit}`,
      ours: median(all.map(({ ours }) => ours[unit])),
      peer: median(all.map(({ theirs }) => theirs[unit])),
      peerVersion: 'our pairwise direct search',
      limit: 1,
      unit,
    });
    return [row('rankings'), row('points')];
  });
}

function needed(
  f: (x: Float64Array) => number,
  x0: Float64Array,
  method: Method<Ranking | Progress<{ readonly x: Float64Array }>, Float64Array>,
): Needed {
  let [rankings, points] = [0, 0];
  let reached: Needed = { rankings: Infinity, points: Infinity };
  run(
    method,
    {
      ranking: (query) => {
        rankings++;
        points += query.points.length;
        const values = evaluateEach(query.points, f);
        const order = query.points.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
        return order.slice(0, query.top);
      },
    },
    {
      stop: iterations(2000),
      onProgress: ({ x }) => {
        if (reached.rankings === Infinity && f(x) <= 0.01 * f(x0)) reached = { rankings, points };
      },
    },
  );
  return reached;
}
