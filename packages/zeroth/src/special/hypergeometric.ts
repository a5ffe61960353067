import { twoSum } from './double-double.js';
import { exactSeries } from './exact-series.js';
import { gamma, lgamma, reciprocalGamma, signOfGamma } from './gamma.js';

const isPole = (c: number) => c <= 0 && Number.isInteger(c);

/** A sum and the largest of its terms in magnitude, which bounds what was lost. */
interface Sum {
  readonly value: number;
  readonly largest: number;
  readonly terms: number;
}

/** Σ Π (upper)_n / Π (lower)_n x^n / n! in doubles. */
function series(upper: readonly number[], lower: readonly number[], x: number, most = 5000): Sum {
  let term = 1;
  let value = 1;
  let largest = 1;
  for (let n = 0; n < most; n++) {
    let factor = x / (n + 1);
    for (const a of upper) factor *= a + n;
    for (const b of lower) factor /= b + n;
    term *= factor;
    value += term;
    const size = Math.abs(term);
    if (size > largest) largest = size;
    // Terms may grow again once a lower parameter has changed its sign.
    if (size <= 1e-17 * Math.abs(value) && Math.abs(factor) < 0.9 && lower.every((b) => b + n > 0))
      return { value, largest, terms: n };
    if (term === 0) return { value, largest, terms: n };
    if (!Number.isFinite(value)) break;
  }
  return { value, largest: Infinity, terms: most };
}

/** The sum, in integers where doubles lose more than they may: an error of about √n or largest/sum units. */
function robust(upper: readonly number[], lower: readonly number[], x: number): number {
  const { value, largest, terms } = series(upper, lower, x);
  if (largest <= 20 * Math.abs(value) && terms < 400) return value;
  const exact = exactSeries(upper, lower, x);
  return Number.isNaN(exact) ? value : exact;
}

/**
 * Kummer's confluent hypergeometric function 1F1(a; b; x) = Σ (a)_n / (b)_n x^n / n!, for |x| up to 700 and |a|, |b| up
 * to about 1000; NaN where b is 0 or a negative integer that the series reaches.
 */
export function hypergeometric1F1(a: number, b: number, x: number): number {
  if (!(Number.isFinite(a) && Number.isFinite(b) && !Number.isNaN(x))) return Number.NaN;
  if (isPole(b) && !(isPole(a) && a > b)) return Number.NaN;
  if (x === 0 || a === 0) return 1;
  if (a === b) return Math.exp(x);
  if (x === Infinity) return (signOfGamma(a) || (a % 2 === 0 ? 1 : -1)) * signOfGamma(b) * Infinity;
  if (x === -Infinity) return a > 0 ? 0 : Number.NaN;
  // Kummer's transformation makes the terms positive for b > a > 0; polynomials are summed as they are.
  if (x < 0 && !isPole(a) && !(x > -1 && Math.abs(a * x) < Math.abs(b))) {
    const [difference, rounding] = twoSum(b, -a);
    // A rounded difference beside a pole of Γ(b − a) would make a polynomial of what is none.
    const beside = rounding !== 0 && difference < 0.5 && Math.abs(difference - Math.round(difference)) < 0.01;
    if (!beside) {
      const other = robust([difference], [b], -x);
      if (Math.abs(other) < Infinity) return other * Math.exp(x);
    }
  }
  return robust([a], [b], x);
}

/**
 * Gauss's hypergeometric function 2F1(a, b; c; x) of x ≤ 1, parameters up to about 100 in magnitude; NaN above 1 (unless
 * it is a polynomial) and where c is 0 or a negative integer that the series reaches. At x = 1 by Gauss's theorem.
 */
export function hypergeometric2F1(a: number, b: number, c: number, x: number): number {
  if (!(Number.isFinite(a) && Number.isFinite(b) && Number.isFinite(c) && Number.isFinite(x))) return Number.NaN;
  const polynomial = isPole(a) || isPole(b);
  const degree = Math.min(isPole(a) ? -a : Infinity, isPole(b) ? -b : Infinity);
  if (isPole(c) && !(degree < -c)) return Number.NaN;
  if (x === 0 || a === 0 || b === 0) return 1;
  if (polynomial) return robust([a, b], [c], x);
  if (x > 1) return Number.NaN;
  if (x === 1) return atOne(a, b, c);
  if (a === c) return (1 - x) ** -b;
  if (b === c) return (1 - x) ** -a;
  if (x < -0.5) return pfaff(a, b, c, x);
  return inside(a, b, c, x, 1 - x);
}

/** Gauss: Γ(c) Γ(c − a − b) / (Γ(c − a) Γ(c − b)). */
function atOne(a: number, b: number, c: number): number {
  const s = c - a - b;
  if (s <= 0) return signOfGamma(c) * signOfGamma(a) * signOfGamma(b) * Infinity;
  if (isPole(c - a) || isPole(c - b)) return 0;
  const direct = gamma(c) * gamma(s) * reciprocalGamma(c - a) * reciprocalGamma(c - b);
  if (Number.isFinite(direct) && direct !== 0) return direct;
  const sign = signOfGamma(c) * signOfGamma(c - a) * signOfGamma(c - b);
  return sign * Math.exp(lgamma(c) + lgamma(s) - lgamma(c - a) - lgamma(c - b));
}

/** x < −1/2: (1 − x)^(−a) 2F1(a, c − b; c; x / (x − 1)), with the a or b whose partner makes shorter work. */
function pfaff(a: number, b: number, c: number, x: number): number {
  const [first, second] = Math.abs(c - b) <= Math.abs(c - a) ? [a, b] : [b, a];
  const y = x / (x - 1);
  const power = (1 - x) ** -first;
  if (isPole(c - second)) return power * robust([first, c - second], [c], y);
  return power * inside(first, c - second, c, y, 1 / (1 - x));
}

/** −1/2 ≤ x < 1, with 1 − x given on its own. */
function inside(a: number, b: number, c: number, x: number, complement: number): number {
  if (x <= 0.9) return robust([a, b], [c], x);
  return continued(a, b, c, complement);
}

/**
 * From 1/2 towards 1 by Taylor steps of the differential equation, x (1 − x) F″ + (c − (a + b + 1) x) F′ − a b F = 0: each
 * halves the distance to 1, which serves logarithmic cases like all others.
 */
function continued(a: number, b: number, c: number, complement: number): number {
  let rest = 0.5;
  let value = robust([a, b], [c], 0.5);
  let slope = ((a * b) / c) * robust([a + 1, b + 1], [c + 1], 0.5);
  while (rest > complement) {
    const next = Math.max(rest / 2, complement);
    [value, slope] = taylorStep(a, b, c, rest, rest - next, value, slope);
    rest = next;
  }
  return value;
}

/** F and F′ at 1 − rest + h from those at 1 − rest. */
function taylorStep(
  a: number,
  b: number,
  c: number,
  rest: number,
  h: number,
  value: number,
  slope: number,
): readonly [number, number] {
  const x = 1 - rest;
  // Σ d_n h^n: x (1 − x)(n + 2)(n + 1) d_(n+2) = ((n + a)(n + b)) d_n − (n + 1)((1 − 2x) n + c − (a + b + 1) x) d_(n+1)
  let now = value;
  let following = slope * h;
  let sum = now + following;
  let derivative = following;
  for (let n = 0; n < 200; n++) {
    const linear = (rest - x) * n + (c - (a + b + 1) * x);
    const next = ((n + a) * (n + b) * now * h * h - (n + 1) * linear * following * h) / (x * rest * (n + 2) * (n + 1));
    now = following;
    following = next;
    sum += next;
    derivative += (n + 2) * next;
    if (Math.abs(next) * (n + 2) < 1e-18 * Math.abs(derivative) && Math.abs(now) * n < 1e-17 * Math.abs(derivative))
      break;
  }
  return [sum, derivative / h];
}
