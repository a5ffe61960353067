import { dot, scale } from '../../array/vector.js';
import type { Vector } from '../../query/index.js';
import type { Trial } from './trial.js';

/** One step and what it did to the gradient. */
interface Pair {
  readonly s: Vector;
  readonly y: Vector;
  /** s'y and y'y. */
  sy: number;
  yy: number;
}

/** What a step moved. */
export interface Moved {
  /** ‖s‖∞ */
  readonly distance: number;
  /** Whether the pair is kept: it has positive curvature along s. */
  readonly isCurved: boolean;
}

/** An estimate of the inverse Hessian from the last few steps, without a matrix. */
export interface LimitedMemory {
  isEmpty(): boolean;
  forget(): void;
  /** Learns from a step; the oldest one is forgotten where there is no room. */
  learn(before: Trial, after: Trial): Moved;
  /** out ← −H ∇f over the variables that are not held, and 0 for those that are. */
  direct(out: Vector, gradient: Vector, held: Uint8Array | undefined): void;
}

/**
 * H ∇f by two loops over the last `capacity` pairs, each of which walks through memory twice: the step of one pair and
 * the product with the next are one pass. Forgotten vectors are written over.
 *
 * @source Nocedal and Wright: Numerical Optimization, 2nd ed. (2006), algorithm 7.4
 */
export function limitedMemory(n: number, capacity: number): LimitedMemory {
  const pairs: Pair[] = [];
  const spare: Pair[] = [];
  const restricted: Pair[] = [];
  const alphas = new Float64Array(capacity);
  return {
    isEmpty: () => pairs.length === 0,
    forget: () => {
      spare.push(...pairs.splice(0));
    },
    learn(before, after) {
      const pair = spare.pop() ?? emptyPair(n);
      const moved = measure(pair, before, after);
      (moved.isCurved ? pairs : spare).push(pair);
      if (pairs.length > capacity) spare.push(...pairs.splice(0, 1));
      return moved;
    },
    direct(out, gradient, held) {
      if (held === undefined) {
        for (let i = 0; i < n; i++) out[i] = -gradient[i]!;
        twoLoops(out, pairs, alphas);
        return;
      }
      for (let i = 0; i < n; i++) out[i] = held[i] ? 0 : -gradient[i]!;
      while (restricted.length < pairs.length) restricted.push(emptyPair(n));
      // Restricted to the free variables a pair is a shorter one, and may have lost its positive curvature.
      const used = pairs
        .map((pair, k) => restrict(restricted[k]!, pair, held))
        .filter(({ sy, yy }) => sy > 2 ** -52 * yy);
      twoLoops(out, used, alphas);
    },
  };
}

function emptyPair(n: number): Pair {
  return { s: new Float64Array(n), y: new Float64Array(n), sy: 0, yy: 0 };
}

/** The pair of a step, all of it in one pass. */
function measure(pair: Pair, before: Trial, after: Trial): Moved {
  const { s, y } = pair;
  let [distance, ss, sy, yy] = [0, 0, 0, 0];
  for (let i = 0; i < s.length; i++) {
    const move = after.x[i]! - before.x[i]!;
    const change = after.gradient[i]! - before.gradient[i]!;
    s[i] = move;
    y[i] = change;
    distance = Math.max(distance, Math.abs(move));
    ss += move * move;
    sy += move * change;
    yy += change * change;
  }
  pair.sy = sy;
  pair.yy = yy;
  return { distance, isCurved: sy > 2 ** -52 * Math.sqrt(ss) * Math.sqrt(yy) };
}

function restrict(into: Pair, { s, y }: Pair, held: Uint8Array): Pair {
  for (let i = 0; i < s.length; i++) {
    into.s[i] = held[i] ? 0 : s[i]!;
    into.y[i] = held[i] ? 0 : y[i]!;
  }
  into.sy = dot(into.s, into.y);
  into.yy = dot(into.y, into.y);
  return into;
}

/** q ← H q */
function twoLoops(q: Vector, pairs: readonly Pair[], alphas: Vector): void {
  const count = pairs.length;
  if (count === 0) return;
  const newest = pairs[count - 1]!;
  let product = dot(newest.s, q);
  for (let k = count - 1; k >= 0; k--) {
    const { y, sy } = pairs[k]!;
    alphas[k] = product / sy;
    // The last of the products is with the first y of the second loop, before q is scaled.
    product = addAndDot(q, -alphas[k]!, y, k > 0 ? pairs[k - 1]!.s : y);
  }
  const factor = newest.sy / newest.yy;
  scale(q, factor);
  product *= factor;
  for (let k = 0; k < count; k++) {
    const { s, sy } = pairs[k]!;
    product = addAndDot(q, alphas[k]! - product / sy, s, k + 1 < count ? pairs[k + 1]!.y : s);
  }
}

/** q ← q + a v; gives w'q, in four sums that do not wait for each other. */
function addAndDot(q: Vector, a: number, v: Vector, w: Vector): number {
  const n = q.length;
  const whole = n - (n % 4);
  let [p0, p1, p2, p3] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    const q0 = q[i]! + a * v[i]!;
    const q1 = q[i + 1]! + a * v[i + 1]!;
    const q2 = q[i + 2]! + a * v[i + 2]!;
    const q3 = q[i + 3]! + a * v[i + 3]!;
    q[i] = q0;
    q[i + 1] = q1;
    q[i + 2] = q2;
    q[i + 3] = q3;
    p0 += w[i]! * q0;
    p1 += w[i + 1]! * q1;
    p2 += w[i + 2]! * q2;
    p3 += w[i + 3]! * q3;
  }
  let sum = p0 + p1 + (p2 + p3);
  for (let i = whole; i < n; i++) {
    q[i] = q[i]! + a * v[i]!;
    sum += w[i]! * q[i]!;
  }
  return sum;
}
