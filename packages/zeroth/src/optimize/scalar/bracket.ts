import { type Method, type Values, valueAt } from '../../query/index.js';
import { OracleError } from '../../run/index.js';

/** Growth of the steps while a minimum or a root is bracketed: the golden ratio. */
const growth = 1.618033988749895;

/** Steps that reach the largest float64 from 1 by that growth. */
const steps = 1500;

/** Steps to each side for a change of sign: they reach 10^40 times the first. */
const rootSteps = 200;

/** What is known of a function at two points. */
export interface Bracket {
  readonly a: number;
  readonly b: number;
  readonly fa: number;
  readonly fb: number;
}

function* at(x: number): Method<Values, number> {
  return yield* valueAt(Float64Array.of(x));
}

/** NaN where the function gives no number. */
function* tried(x: number): Method<Values, number> {
  try {
    return yield* at(x);
  } catch (error) {
    if (error instanceof OracleError && error.notFinite) return Number.NaN;
    throw error;
  }
}

/**
 * Looks for an interval with a lower value inside, from 0 and 1 by steps that grow. Undefined where the values fall for as
 * far as float64 reaches.
 *
 * Asks: values (order 0).
 */
export function* bracketMinimum(): Method<Values, readonly [number, number] | undefined> {
  let [a, b] = [0, 1];
  let [fa, fb] = [yield* at(a), yield* at(b)];
  if (!(fb <= fa)) [a, b, fa, fb] = [b, a, fb, fa];
  let step = (b - a) * growth;
  for (let k = 0; k < steps; k++, step *= growth) {
    const c = b + step;
    if (!Number.isFinite(c)) return undefined;
    const fc = yield* at(c);
    if (fc === -Number.MAX_VALUE) return undefined;
    if (!(fc < fb)) return a < c ? [a, c] : [c, a];
    [a, fa, b, fb] = [b, fb, c, fc];
  }
  return undefined;
}

/**
 * Looks for two neighbouring points where the signs of a function differ, by steps that grow on both sides of `start`. A
 * side on which the function is no number is left. Undefined where none is found.
 *
 * Asks: values (order 0).
 */
export function* bracketRoot(start: number): Method<Values, Bracket | undefined> {
  const first = yield* at(start);
  if (first === 0) return { a: start, b: start, fa: first, fb: first };
  const sides = [-1, 1].map((direction) => ({ direction, x: start, f: first, open: true }));
  let step = 0.1 * Math.max(1, Math.abs(start));
  for (let k = 0; k < rootSteps; k++, step *= growth)
    for (const side of sides) {
      if (!side.open) continue;
      const x = side.x + side.direction * step;
      const f = Number.isFinite(x) ? yield* tried(x) : Number.NaN;
      if (Math.sign(f) === -Math.sign(first) || f === 0) return { a: side.x, b: x, fa: side.f, fb: f };
      if (Number.isNaN(f)) side.open = false;
      else [side.x, side.f] = [x, f];
    }
  return undefined;
}
