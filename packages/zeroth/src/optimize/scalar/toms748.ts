import { type Method, type Progress, progress, type Values, valueAt } from '../../query/index.js';
import type { Bracket } from './bracket.js';
import type { ScalarEnd, ScalarReport } from './brent-minimum.js';
import { halfWidth, type ScalarRootMethod, signChangeIn } from './root-method.js';

/** A bracket is bisected as well where three other steps have not shrunk it to this share. */
const wantedShare = 0.5;

interface Knot {
  readonly x: number;
  readonly f: number;
}

/**
 * The method of Alefeld, Potra and Shi for a root between two points of opposite sign: inverse cubic interpolation twice,
 * then a doubled secant step that pulls in the other end, then bisection where these three have not halved the bracket.
 *
 * Asks: values (order 0). Both ends close in on the root: order 2 + √7 for three values at simple roots; at most four
 * values to halve the bracket.
 *
 * @source Alefeld, Potra and Shi: Algorithm 748, Enclosing zeros of continuous functions (1995), algorithm 4.2
 */
export function toms748(): ScalarRootMethod {
  return { name: 'toms748', start: search };
}

function* search(whole: Bracket, tolerance: number): Method<Values | Progress<ScalarReport>, ScalarEnd> {
  const change = signChangeIn(whole);
  let a: Knot = { x: whole.a, f: whole.fa };
  let b: Knot = { x: whole.b, f: whole.fb };
  // The last two points that were ends of the bracket, the newest first.
  let left: readonly Knot[] = [];
  const best = (): Knot => (Math.abs(a.f) <= Math.abs(b.f) ? a : b);
  const width = (): number => Math.abs(0.5 * b.x - 0.5 * a.x);
  const isNarrow = (): boolean => best().f === 0 || width() <= halfWidth(best().x, tolerance);

  /** Asks at a point and keeps the part of the bracket where the sign changes. */
  function* split(wanted: number): Method<Values, void> {
    const room = Math.min(halfWidth(best().x, tolerance), 0.5 * width());
    const [low, high] = a.x < b.x ? [a.x, b.x] : [b.x, a.x];
    const middle = 0.5 * a.x + 0.5 * b.x;
    const x = Number.isNaN(wanted) ? middle : Math.min(high - room, Math.max(low + room, wanted));
    const f = yield* valueAt(Float64Array.of(x));
    change.note(f);
    const knot = { x, f };
    if (f === 0) [a, b] = [knot, knot];
    else if (Math.sign(f) === Math.sign(a.f)) {
      left = [a, ...left].slice(0, 2);
      a = knot;
    } else {
      left = [b, ...left].slice(0, 2);
      b = knot;
    }
  }

  for (let k = 0; ; k++) {
    const { x, f } = best();
    if (yield* progress({ x, value: f })) return { x, value: f, reason: undefined };
    if (isNarrow()) return { x, value: f, reason: change.reason({ a: a.x, b: b.x, fa: a.f, fb: b.f }) };
    const before = width();
    if (k === 0) {
      yield* split(secant(a, b));
      continue;
    }
    for (const steps of [2, 3])
      if (!isNarrow()) yield* split(inverseCubic(a, b, left) ?? parabola(a, b, left[0]!, steps));
    if (!isNarrow()) yield* split(doubledSecant(a, b));
    if (!isNarrow() && width() > wantedShare * before) yield* split(Number.NaN);
  }
}

function slopeBetween(a: Knot, b: Knot): number {
  return (b.f - a.f) / (b.x - a.x);
}

function isBetween(x: number, a: Knot, b: Knot): boolean {
  return x > Math.min(a.x, b.x) && x < Math.max(a.x, b.x);
}

function secant(a: Knot, b: Knot): number {
  const x = a.x - a.f / slopeBetween(a, b);
  return isBetween(x, a, b) ? x : Number.NaN;
}

/** From the better end twice as far as the secant, so that the root is passed; not further than the middle. */
function doubledSecant(a: Knot, b: Knot): number {
  const from = Math.abs(a.f) < Math.abs(b.f) ? a : b;
  const step = (-2 * from.f) / slopeBetween(a, b);
  return Math.abs(step) <= Math.abs(0.5 * b.x - 0.5 * a.x) ? from.x + step : Number.NaN;
}

/** x at f = 0 of the cubic x(f) through four points, by Neville's scheme; undefined where there is none in the bracket. */
function inverseCubic(a: Knot, b: Knot, left: readonly Knot[]): number | undefined {
  const knots = [a, b, ...left];
  if (knots.length < 4 || new Set(knots.map(({ f }) => f)).size < 4) return undefined;
  // By distances from an end, so that the last digits are those of a small number.
  const values = knots.map(({ x }) => x - a.x);
  for (let k = 1; k < knots.length; k++)
    for (let i = 0; i + k < knots.length; i++) {
      const share = knots[i]!.f / (knots[i + k]!.f - knots[i]!.f);
      values[i] = values[i]! + share * (values[i]! - values[i + 1]!);
    }
  const x = a.x + values[0]!;
  return isBetween(x, a, b) ? x : undefined;
}

/** Steps of Newton's method towards the root of the parabola through three points, from the end where they are monotone. */
function parabola(a: Knot, b: Knot, c: Knot, steps: number): number {
  const slope = slopeBetween(a, b);
  const bend = (slopeBetween(b, c) - slope) / (c.x - a.x);
  if (bend === 0 || !Number.isFinite(bend)) return secant(a, b);
  let x = bend * a.f > 0 ? a.x : b.x;
  for (let k = 0; k < steps; k++) {
    const value = a.f + (slope + bend * (x - b.x)) * (x - a.x);
    x -= value / (slope + bend * (2 * x - a.x - b.x));
  }
  return isBetween(x, a, b) ? x : secant(a, b);
}
