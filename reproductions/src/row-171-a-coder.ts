import { aCoder, elasticNet, fista } from 'zeroth';
import { fromData } from 'zeroth/array';
import { eigvalsh } from 'zeroth/linalg';
import type { Vector } from 'zeroth/query';
import { random } from 'zeroth/random';
import { type Convex, inner, logisticFrequencies, oracleOf } from './convex-problems.js';
import { linePlot } from './line-plot.js';
import { largestEigenvalue, orthogonalRows } from './matrices.js';
import type { Findings, Scale, Script } from './reproduction.js';
import { slopeOf, stepsTo } from './statistics.js';
import { follow, type Trajectory } from './trajectories.js';

const size = 40;
const groups = 80;
const blockCounts = [4, 10, 40] as const;
const term = elasticNet(1e-7, 1e-9);
/** Of the gap at the start, where work is compared. */
const accuracy = 1e-5;
/** Full gradients that a step takes: of A-CODER one by blocks and one whole. */
const gradientsOfCycle = 2;
/**
 * Steps where the slope is read: after the first few, and before rates turn linear, which is where A_k, about k² / (10 L), is
 * of the order of the inverse of the smallest curvature, L / size².
 */
const slopeRange = [10, Math.floor(Math.sqrt(10) * size)] as const;

/**
 * Elastic-net logistic regression of frequencies by features of which the k-th principal one has the variance k⁻², so that
 * the gap of accelerated methods falls as k⁻² and no faster: A-CODER, cyclic proximal descent by the same blocks and the
 * accelerated full-gradient method, all with the constants of the theory. Reports are not counted as work.
 *
 * Fewer gradients than the accelerated method are out of reach with these constants: A-CODER takes two gradients a step to
 * one, and its A_k grows as k² / (10 L̂) to k² / (4 L), L̂ ≥ √2 ‖Σ Q̂ⱼ‖^½ being no smaller than L. That check fails.
 */
export const row171: Script = {
  row: 171,
  title: 'Accelerated Cyclic Coordinate Dual Averaging with Extrapolation for Composite Convex Optimization',
  async run({ seed, full }: Scale): Promise<Findings> {
    const problem = frequencies(seed);
    const most = full ? 20_000 : 1000;
    const gapsOf = (values: readonly number[]) => values.map((value) => value - problem.least);
    const valuesOf = ({ points }: Trajectory) => points.map(({ value }) => value);
    const { oracle, x0 } = problem;
    const accelerated = gapsOf(
      valuesOf(follow(fista(term, { smoothness: problem.smoothness, restart: 'never' }), oracle, x0, { most })),
    );
    const target = accuracy * accelerated[0]!;
    const runs = blockCounts.map((blocks) => {
      const constant = problem.constantOf(blocks);
      const gaps = gapsOf(valuesOf(follow(aCoder(term, { smoothness: constant, blocks }), oracle, x0, { most })));
      const cyclic = gapsOf(cyclicDescent(problem.loss, x0, problem.stepsOf(blocks), 2 * most));
      return {
        blocks,
        constant,
        gaps,
        cyclic,
        work: gradientsOfCycle * stepsTo(target, gaps),
        cyclicWork: stepsTo(target, cyclic),
      };
    });
    const acceleratedWork = stepsTo(target, accelerated);
    const listed = (value: (run: (typeof runs)[number]) => string) =>
      runs.map((run) => `${run.blocks} blocks: ${value(run)}`).join('; ');
    const worst = runs.map(({ gaps, constant }) => worstOfBound(gaps, constant, problem.distance));
    const points = (gaps: readonly number[]) => gaps.map((gap, k) => [Math.log10(k), Math.log10(gap)] as const);
    const slopes = runs.map(({ gaps }) => slopeOf(points(gaps).slice(...slopeRange)));
    const drawn = (gaps: readonly number[], each: number) =>
      points(gaps)
        .map(([k, gap]) => [k + Math.log10(each), gap] as const)
        .filter(([, gap], k) => k > 0 && gap > -7 && k < 1000);
    return {
      checks: [
        {
          claim: 'The gap is never above ‖x0 − x*‖² / (2 A_k), for any number of blocks',
          expected: 'ratio at most 1',
          measured: worst.map((ratio, i) => `${blockCounts[i]} blocks: ${ratio.toFixed(3)}`).join('; '),
          pass: worst.every((ratio) => ratio <= 1),
        },
        {
          claim: `The gap falls as k⁻² while the problem is not seen to its end, k from ${slopeRange[0]} to ${slopeRange[1]}`,
          expected: 'slope −2 to 0.3',
          measured: slopes.map((slope, i) => `${blockCounts[i]} blocks: ${slope.toFixed(2)}`).join('; '),
          pass: slopes.every((slope) => Math.abs(slope + 2) <= 0.3),
        },
        {
          claim: `It takes fewer full gradients than cyclic proximal descent by the same blocks, to ${accuracy} of the first gap`,
          expected: `fewer, for ${blockCounts.join(', ')} blocks`,
          measured: listed(({ work, cyclicWork }) => `${work} against ${cyclicWork}`),
          pass: runs.every(({ work, cyclicWork }) => work < cyclicWork),
        },
        {
          claim: 'It takes fewer than the accelerated full-gradient method, to the same gap',
          expected: `fewer, for ${blockCounts.join(', ')} blocks`,
          measured: listed(({ work }) => `${work} against ${acceleratedWork}`),
          pass: runs.every(({ work }) => work < acceleratedWork),
        },
      ],
      svg: linePlot({
        title: 'Elastic-net logistic regression',
        xLabel: 'log10 of full gradients',
        yLabel: 'log10 of the gap',
        curves: [
          ...runs.map(({ blocks, gaps }) => ({
            name: `A-CODER, ${blocks} blocks`,
            points: drawn(gaps, gradientsOfCycle),
          })),
          { name: `cyclic descent, ${size} blocks`, points: drawn(runs.at(-1)!.cyclic, 1) },
          { name: 'accelerated full gradient', points: drawn(accelerated, 1) },
        ],
      }),
    };
  },
};

/** The largest of gap 2 A_k / ‖x0 − x*‖², by the method's own recurrence for A_k. */
function worstOfBound(gaps: readonly number[], smoothness: number, distance: number): number {
  let total = 0;
  let worst = 0;
  for (const gap of gaps.slice(1)) {
    const r = 0.4 / smoothness;
    total += 0.5 * (r + Math.sqrt(r * r + 4 * r * total));
    worst = Math.max(worst, (2 * total * gap) / distance ** 2);
  }
  return worst;
}

interface BlockStep {
  readonly start: number;
  readonly end: number;
  readonly smoothness: number;
}

function blocksOf(count: number): readonly { readonly start: number; readonly end: number }[] {
  return Array.from({ length: count }, (_, j) => ({
    start: Math.floor((j * size) / count),
    end: Math.floor(((j + 1) * size) / count),
  }));
}

/** Values after each sweep of steps 1 / Lⱼ, each followed by the proximal map. */
function cyclicDescent(loss: Convex, x0: Vector, blocks: readonly BlockStep[], most: number): readonly number[] {
  const x = x0.slice();
  const values = [loss.value(x) + term.value(x)];
  while (values.length < most) {
    for (const { start, end, smoothness } of blocks) {
      const gradient = loss.gradient(x);
      const part = x.subarray(start, end);
      for (let i = start; i < end; i++) x[i]! -= gradient[i]! / smoothness;
      term.apply(part, 1 / smoothness);
    }
    values.push(loss.value(x) + term.value(x));
  }
  return values;
}

function frequencies(seed: number) {
  const draws = random(seed);
  const axes = orthogonalRows(draws, size);
  const truth = new Float64Array(size);
  for (const [k, axis] of axes.entries()) for (let i = 0; i < size; i++) truth[i]! += (2 * axis[i]!) / Math.sqrt(k + 1);
  const features = Array.from({ length: groups }, () => {
    const row = new Float64Array(size);
    for (const [k, axis] of axes.entries()) {
      const part = draws.normal() / (k + 1);
      for (let i = 0; i < size; i++) row[i]! += part * axis[i]!;
    }
    return row;
  });
  const curvature = 1 / (4 * groups);
  const loss = logisticFrequencies(
    features,
    features.map((row) => 1 / (1 + Math.exp(-inner(row, truth)))),
  );
  const oracle = {
    ...oracleOf(loss),
    blockGradients: ({ point, start, end }: { readonly point: Vector; readonly start: number; readonly end: number }) =>
      loss.gradient(point).slice(start, end),
  };
  const ownOf = ({ start, end }: { readonly start: number; readonly end: number }) =>
    curvature * largestEigenvalue(features.map((row) => row.slice(start, end)));
  /** ‖∇ⱼf(x) − ∇ⱼf(y)‖² ≤ (x − y)·Qⱼ (x − y) with Qⱼ = Lⱼ Aᵀ A / (4 N), Lⱼ the constant of the block itself. */
  const constantOf = (blocks: number) => {
    const sum = new Float64Array(size * size);
    for (const block of blocksOf(blocks)) {
      const own = ownOf(block) * curvature;
      for (const row of features)
        for (let i = block.start; i < size; i++)
          for (let j = block.start; j < size; j++) sum[i * size + j]! += own * row[i]! * row[j]!;
    }
    return Math.sqrt(2 * Math.max(...eigvalsh(fromData(sum, [size, size])).data));
  };
  const x0 = new Float64Array(size);
  const smoothness = curvature * largestEigenvalue(features);
  const { points } = follow(fista(term, { smoothness }), oracle, x0, { most: 20_000, gradient: 1e-12 });
  const best = points.reduce((a, b) => (b.value < a.value ? b : a));
  return {
    loss,
    oracle,
    x0,
    smoothness,
    constantOf,
    stepsOf: (blocks: number): readonly BlockStep[] =>
      blocksOf(blocks).map((block) => ({ ...block, smoothness: ownOf(block) })),
    least: best.value,
    distance: Math.sqrt(inner(best.x, best.x)),
  };
}
