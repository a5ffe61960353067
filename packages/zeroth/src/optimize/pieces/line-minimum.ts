import type { Method, Values, Vector } from '../../query/index.js';
import { type Candidate, candidateAt } from './candidates.js';

/** Part of a line: x(t) for t from low ≤ 0 to high ≥ 0, x(0) being known. */
export interface Line {
  readonly origin: Candidate;
  /** x(t), which may be put onto bounds. */
  readonly at: (t: number) => Vector;
  /** The first t that is tried: the scale on which f bends. */
  readonly step: number;
  readonly low: number;
  readonly high: number;
}

/** The best point of a line. */
export interface LineMinimum {
  readonly t: number;
  readonly best: Candidate;
  /** The second derivative there by the last parabola; undefined where none was convex. */
  readonly curvature: number | undefined;
}

interface Knot {
  readonly t: number;
  readonly candidate: Candidate;
}

/** Share of a parabola's promise that its vertex may miss and be taken for the minimum. */
const agreement = 0.1;

/** Values a search takes at most. */
const mostValues = 40;

/**
 * A minimum of f along a line: vertices of parabolas through the best point and its neighbours until one keeps what it
 * promised. On a quadratic it is the minimum, but for rounding, after three values.
 *
 * @source Brent: Algorithms for minimization without derivatives (1973), section 7.6
 */
export function* lineMinimum({ origin, at, step, low, high }: Line): Method<Values, LineMinimum> {
  const knots: Knot[] = [{ t: 0, candidate: origin }];
  let at0 = 0;
  let curvature: number | undefined;
  function* ask(t: number): Method<Values, Candidate> {
    const candidate = yield* candidateAt(at(t));
    let place = 0;
    while (place < knots.length && knots[place]!.t < t) place++;
    knots.splice(place, 0, { t, candidate });
    if (place <= at0) at0++;
    if (candidate.value < knots[at0]!.candidate.value) at0 = place;
    return candidate;
  }
  const first = step <= high ? step : -step >= low ? -step : high >= -low ? high : low;
  if (first !== 0 && !Number.isNaN(first)) yield* ask(first);
  else return { t: 0, best: origin, curvature };
  for (let count = 1; count < mostValues; count++) {
    const before = knots[at0]!.candidate.value;
    const next = propose(knots, at0, low, high, count);
    if (next.curvature !== undefined) curvature = next.curvature;
    if (next.t === undefined || knots.some(({ t }) => t === next.t)) break;
    const { value } = yield* ask(next.t);
    if (next.promised === undefined) continue;
    const missed = Math.abs(before - next.promised - value);
    if (missed <= agreement * next.promised + 4 * Number.EPSILON * Math.abs(value)) break;
  }
  const { t, candidate } = knots[at0]!;
  return { t, best: candidate, curvature };
}

interface Proposal {
  /** Undefined where the search has ended. */
  readonly t: number | undefined;
  /** The decrease that a parabola promises, where t is its vertex. */
  readonly promised?: number;
  readonly curvature?: number;
}

function propose(knots: readonly Knot[], best: number, low: number, high: number, count: number): Proposal {
  const clamped = (t: number): number => Math.min(high, Math.max(low, t));
  const last = knots.length - 1;
  const { t: b } = knots[best]!;
  if (last === 1) {
    const other = knots[1 - best]!.t;
    // Away from the worse end; where there is no room, between the two.
    const beyond = clamped(b + (b === 0 ? 1 : 1.618) * (b - other));
    return { t: beyond === b ? b + 0.25 * (other - b) : beyond };
  }
  const middle = Math.min(last - 1, Math.max(1, best));
  const [left, centre, right] = [knots[middle - 1]!, knots[middle]!, knots[middle + 1]!];
  const span = right.t - left.t;
  const slopeLeft = (centre.candidate.value - left.candidate.value) / (centre.t - left.t);
  const slopeRight = (right.candidate.value - centre.candidate.value) / (right.t - centre.t);
  const curvature = (2 * (slopeRight - slopeLeft)) / span;
  const convex = curvature > 0 && curvature < Infinity;
  // The slope of the parabola at b.
  const slope =
    best === middle
      ? slopeLeft + (curvature * (centre.t - left.t)) / 2
      : best < middle
        ? slopeLeft - (curvature * (centre.t - left.t)) / 2
        : slopeRight + (curvature * (right.t - centre.t)) / 2;
  const vertex = convex ? b - slope / curvature : Number.NaN;
  const promised = convex ? (slope * slope) / (2 * curvature) : 0;
  if (best === middle) {
    const [a, c] = [left.t, right.t];
    const larger = b - a > c - b ? b - 0.38 * (b - a) : b + 0.38 * (c - b);
    if (span <= 2 ** -26 * Math.max(Math.abs(a), Math.abs(c))) return { t: undefined };
    if (!convex || count % 4 === 3) return { t: larger };
    // What the vertex still promises is rounding, or next to nothing.
    const negligible = promised <= 4 * Number.EPSILON * Math.abs(centre.candidate.value);
    return negligible || Math.abs(vertex - b) <= 1e-6 * Math.min(b - a, c - b)
      ? { t: undefined, curvature }
      : { t: vertex, promised, curvature };
  }
  // The best is at an end of what is known.
  const outwards = best < middle ? -1 : 1;
  const inner = knots[best - outwards]!.t;
  const room = best < middle ? b - low : high - b;
  if (room <= 0) {
    if (convex && (vertex - b) * outwards < 0 && Math.abs(vertex - b) < Math.abs(inner - b))
      return { t: vertex, promised, curvature };
    const near = b + 0.1 * (inner - b);
    const close = Math.abs(inner - b) <= 1e-4 * Math.max(high - b, b - low, 0);
    return convex || close || near === b ? { t: undefined } : { t: near };
  }
  if (convex && (vertex - b) * outwards > 0 && Math.abs(vertex - b) <= 10 * span) {
    const to = clamped(vertex);
    return to === vertex ? { t: to, promised, curvature } : { t: to };
  }
  if (convex && (vertex - b) * outwards <= 0) return { t: vertex, promised, curvature };
  return { t: clamped(b + outwards * 4 * span) };
}
