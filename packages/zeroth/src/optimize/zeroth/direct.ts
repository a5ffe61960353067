import { checkFinite, checkNotNegative } from '../../array/checks.js';
import type { Method, Progress, Values, Vector } from '../../query/index.js';
import { progress } from '../../query/index.js';
import {
  type Bounds,
  type MinimizationProblem,
  type Minimizer,
  type MinimizerEnd,
  type MinimizerReport,
  unboundedLevel,
} from '../minimizer.js';
import { candidatesAt } from '../pieces/candidates.js';
import { finiteBounds } from '../pieces/finite-bounds.js';

/** Options of {@link direct}. */
export interface DirectOptions {
  /**
   * Whether rectangles are measured by their longest side and one of each size is divided at a time, which favours the
   * neighbourhood of the best point. Default true; false is the original method, which needs fewer values where there
   * are very many local minima.
   */
  readonly biased?: boolean;
  /** ε ≥ 0: a rectangle must promise a decrease of ε |f| below the best value to be divided. Default 1e-4. */
  readonly promise?: number;
}

/**
 * DIRECT: the box is divided into rectangles with the function known at their centres, and those are divided further
 * that would hold the least value for some Lipschitz constant.
 *
 * Asks: values (order 0), all points of an iteration in one question; x0 is not asked about. Draws nothing. Needs finite
 * bounds. It converges to the global minimum of every continuous function, and slowly in its neighbourhood: hand its
 * point to a local method. Memory grows with the number of values, 10 n bytes each. Up to about ten variables.
 *
 * @throws ZerothError `bounds-needed` where a bound is not finite
 * @source Jones, Perttunen, Stuckman: Lipschitzian optimization without the Lipschitz constant (1993)
 * @source Gablonsky, Kelley: A locally-biased form of the DIRECT algorithm (2001)
 */
export function direct(options: DirectOptions = {}): Minimizer<Values> {
  checkNotNegative('promise', options.promise ?? 1e-4);
  return { name: 'direct', asks: ['values'], bounds: true, start: (problem) => divide(problem, options) };
}

interface Rectangle {
  /** In the unit cube. */
  readonly centre: Vector;
  readonly value: number;
  /** How often each side has been divided by three. No two differ by more than one. */
  readonly levels: Uint8Array;
}

/** Rectangles of one size, sorted as a binary heap by value, then age. */
interface Bucket {
  readonly size: number;
  readonly heap: Rectangle[];
}

/** Equal values of one size that the original method divides together at most, so that a plateau stays affordable. */
const mostTies = 64;

function* divide(
  { x0, bounds, tolerance }: MinimizationProblem,
  { biased = true, promise = 1e-4 }: DirectOptions,
): Method<Values | Progress<MinimizerReport>, MinimizerEnd> {
  checkFinite('x0', x0);
  const box = finiteBounds('direct', bounds);
  const n = x0.length;
  const buckets = new Map<number, Bucket>();
  const place = (rectangle: Rectangle): void => {
    const total = rectangle.levels.reduce((sum, level) => sum + level, 0);
    const key = biased ? Math.floor(total / n) : total;
    let bucket = buckets.get(key);
    if (bucket === undefined) {
      bucket = { size: biased ? 0.5 * 3 ** -key : halfDiagonal(rectangle.levels), heap: [] };
      buckets.set(key, bucket);
    }
    push(bucket.heap, rectangle);
  };
  const middle = new Float64Array(n).fill(0.5);
  const [first] = yield* candidatesAt([inBox(middle, box)]);
  let best: Rectangle = { centre: middle, value: first!.value, levels: new Uint8Array(n) };
  let bestPoint = first!.x;
  let [worst, asked] = [best.value < Infinity ? best.value : -Infinity, 1];
  const unbounded = unboundedLevel(best.value < Infinity ? best.value : 1);
  place(best);
  for (;;) {
    if (yield* progress({ x: bestPoint, value: best.value })) return { reason: undefined };
    if (best.value <= unbounded) return { reason: 'unbounded' };
    const longest = 3 ** -best.levels.reduce((least, level) => Math.min(least, level), 255);
    if (longest <= Math.max(tolerance.step, Number.EPSILON)) return { reason: 'step-small' };
    // A centre that fails counts as the worst value seen, so that its neighbourhood is searched, but late.
    const chosen = promising([...buckets.values()], best.value, worst, promise).flatMap((bucket) => {
      const { heap } = bucket;
      const rectangles = [pop(heap)];
      while (!biased && rectangles.length < mostTies && heap[0]?.value === rectangles[0]!.value)
        rectangles.push(pop(heap));
      return rectangles;
    });
    for (const [key, { heap }] of buckets) if (heap.length === 0) buckets.delete(key);
    const cuts = chosen.map((rectangle) => cutsOf(rectangle));
    const points = cuts.flatMap((cut) => cut.flatMap(({ below, above }) => [below, above]));
    const found = yield* candidatesAt(points.map((centre) => inBox(centre, box)));
    asked += found.length;
    for (const { value } of found) if (value < Infinity) worst = Math.max(worst, value);
    let at = 0;
    chosen.forEach((rectangle, k) => {
      const parts = cuts[k]!.map((cut) => ({ ...cut, below: found[at++]!, above: found[at++]!, cut }));
      parts.sort((a, b) => least(a) - least(b) || a.side - b.side);
      const levels = rectangle.levels.slice();
      for (const { side, below, above, cut } of parts) {
        levels[side] = levels[side]! + 1;
        for (const [candidate, centre] of [
          [below, cut.below],
          [above, cut.above],
        ] as const) {
          const child = { centre, value: candidate.value, levels: levels.slice() };
          if (child.value < best.value) [best, bestPoint] = [child, candidate.x];
          place(child);
        }
      }
      const rest = { ...rectangle, levels };
      if (rectangle === best) best = rest;
      place(rest);
    });
    if (asked > 100 * n && worst === best.value) return { reason: 'no-decrease-left' };
  }
}

interface Cut {
  readonly side: number;
  readonly below: Vector;
  readonly above: Vector;
}

/** The centres of the outer thirds along each of the longest sides. */
function cutsOf({ centre, levels }: Rectangle): readonly Cut[] {
  const level = levels.reduce((least, each) => Math.min(least, each), 255);
  const third = 3 ** -(level + 1);
  return Array.from(levels.keys())
    .filter((side) => levels[side] === level)
    .map((side) => {
      const [below, above] = [centre.slice(), centre.slice()];
      below[side] = centre[side]! - third;
      above[side] = centre[side]! + third;
      return { side, below, above };
    });
}

function least({ below, above }: { readonly below: { value: number }; readonly above: { value: number } }): number {
  // Not Infinity, whose differences are NaN.
  return Math.min(below.value, above.value, Number.MAX_VALUE);
}

/** The buckets whose best rectangle would be the best of all for some Lipschitz constant. */
function promising(buckets: readonly Bucket[], best: number, worst: number, promise: number): readonly Bucket[] {
  const value = ({ heap }: Bucket): number => (heap[0]!.value < Infinity ? heap[0]!.value : Math.max(0, worst));
  const goal = best < Infinity ? best - promise * Math.abs(best) : -Infinity;
  return buckets
    .filter((bucket) => {
      const here = value(bucket);
      let [lowest, highest] = [-Infinity, Infinity];
      for (const other of buckets) {
        const slope = (value(other) - here) / (other.size - bucket.size);
        if (other.size < bucket.size) lowest = Math.max(lowest, slope);
        else if (other.size > bucket.size) highest = Math.min(highest, slope);
      }
      return highest > 0 && lowest <= highest && here - highest * bucket.size <= goal;
    })
    .sort((a, b) => b.size - a.size);
}

function halfDiagonal(levels: Uint8Array): number {
  let sum = 0;
  for (const level of levels) sum += 9 ** -level;
  return 0.5 * Math.sqrt(sum);
}

function inBox(centre: Vector, { lower, upper }: Bounds): Vector {
  return centre.map((c, i) => Math.min(upper[i]!, Math.max(lower[i]!, lower[i]! + c * (upper[i]! - lower[i]!))));
}

function push(heap: Rectangle[], rectangle: Rectangle): void {
  let at = heap.length;
  heap.push(rectangle);
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (!(rectangle.value < heap[above]!.value)) break;
    heap[at] = heap[above]!;
    at = above;
  }
  heap[at] = rectangle;
}

/** Takes the least out of a heap that is not empty. */
function pop(heap: Rectangle[]): Rectangle {
  const top = heap[0]!;
  const last = heap.pop()!;
  if (heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && heap[below + 1]!.value < heap[below]!.value) below++;
    if (!(heap[below]!.value < last.value)) break;
    heap[at] = heap[below]!;
    at = below;
  }
  heap[at] = last;
  return top;
}
