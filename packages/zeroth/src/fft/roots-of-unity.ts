/*
 * Cosines and sines of rational parts of the circle, correctly rounded but for near ties: they are computed in pairs
 * of float64 numbers (about 32 digits) and rounded once. A root is the product of one from each of two tables of
 * about √n roots, so that few series are summed.
 */

/** A number as an unevaluated sum of two, |low| ≤ ulp(high) / 2. */
interface Pair {
  readonly high: number;
  readonly low: number;
}

/** π / 4 to 107 bits. */
const QUARTER_PI: Pair = { high: 0.7853981633974483, low: 3.061616997868383e-17 };
/** 2^27 + 1 splits a float64 number into halves whose products are exact. */
const SPLITTER = 134217729;

function product(a: Pair, b: Pair): Pair {
  const high = a.high * b.high;
  const aScaled = SPLITTER * a.high;
  const aHigh = aScaled - (aScaled - a.high);
  const aLow = a.high - aHigh;
  const bScaled = SPLITTER * b.high;
  const bHigh = bScaled - (bScaled - b.high);
  const bLow = b.high - bHigh;
  const rest = aHigh * bHigh - high + aHigh * bLow + aLow * bHigh + aLow * bLow;
  return normalized(high, rest + (a.high * b.low + a.low * b.high));
}

function sum(a: Pair, b: Pair): Pair {
  const high = a.high + b.high;
  const shift = high - a.high;
  const rest = a.high - (high - shift) + (b.high - shift);
  return normalized(high, rest + a.low + b.low);
}

/** |high| ≥ |low| */
function normalized(high: number, low: number): Pair {
  const total = high + low;
  return { high: total, low: low - (total - high) };
}

function negative({ high, low }: Pair): Pair {
  return { high: -high, low: -low };
}

function quotient(a: Pair, divisor: number): Pair {
  const high = a.high / divisor;
  const back = product({ high, low: 0 }, { high: divisor, low: 0 });
  return normalized(high, (a.high - back.high - back.low + a.low) / divisor);
}

/** Terms of the series of cosine or sine for |angle| ≤ π/4, up to 2^-110. */
const LAST_TERM = 28;

/** exp(2πi k / n) in pairs, 0 ≤ k < n. */
function root(k: number, n: number): { readonly re: Pair; readonly im: Pair } {
  const octant = Math.floor((8 * k) / n);
  const past = 8 * k - octant * n;
  const within = octant % 2 === 0 ? past : n - past;
  const angle = quotient(product(QUARTER_PI, { high: within, low: 0 }), n);
  const square = negative(product(angle, angle));
  let cosine: Pair = { high: 1, low: 0 };
  let sine: Pair = { high: 1, low: 0 };
  // Horner's rule: cos θ = 1 − θ²/(1·2) (1 − θ²/(3·4) (…)), sin θ = θ (1 − θ²/(2·3) (1 − θ²/(4·5) (…))).
  for (let m = LAST_TERM; m > 0; m -= 2) {
    cosine = sum({ high: 1, low: 0 }, quotient(product(square, cosine), m * (m - 1)));
    sine = sum({ high: 1, low: 0 }, quotient(product(square, sine), m * (m + 1)));
  }
  sine = product(angle, sine);
  const [x, y] = ((octant + 1) >> 1) % 2 === 0 ? [cosine, sine] : [sine, cosine];
  return { re: octant >= 2 && octant < 6 ? negative(x) : x, im: octant >= 4 ? negative(y) : y };
}

/** Writes exp(−2πi k / n) to two successive places; see {@link rootsOfUnity}. */
export type WriteRoot = (k: number, target: Float64Array, at: number) => void;

/**
 * The n-th roots of unity exp(−2πi k / n), real and imaginary part correctly rounded (within 0.5001 ulp).
 *
 * @returns writes root k, an integer from 0 to n − 1, to a target at `at` and `at + 1`
 */
export function rootsOfUnity(n: number): WriteRoot {
  const bits = Math.max(1, Math.ceil(Math.log2(n) / 2));
  const size = 2 ** bits;
  // Real high, real low, imaginary high, imaginary low.
  const table = (count: number, step: number) => {
    const roots = new Float64Array(4 * count);
    for (let i = 0; i < count && i * step < n; i++) {
      const { re, im } = root(i * step, n);
      roots.set([re.high, re.low, im.high, im.low], 4 * i);
    }
    return roots;
  };
  const fine = table(size, 1);
  const coarse = table(Math.ceil(n / size), size);
  return (k, target, at) => {
    // Multiples of a quarter turn are exact, and the product below would leave 1e-33 in place of 0.
    if ((4 * k) % n === 0) {
      const quarter = (4 * k) / n;
      target[at] = quarter === 0 ? 1 : quarter === 2 ? -1 : 0;
      target[at + 1] = quarter === 1 ? -1 : quarter === 3 ? 1 : 0;
      return;
    }
    const low = 4 * (k % size);
    const high = 4 * Math.floor(k / size);
    const a = fine[low]!;
    const aLow = fine[low + 1]!;
    const b = fine[low + 2]!;
    const bLow = fine[low + 3]!;
    const c = coarse[high]!;
    const cLow = coarse[high + 1]!;
    const d = coarse[high + 2]!;
    const dLow = coarse[high + 3]!;
    target[at] = sumOfProducts(a, aLow, c, cLow, -b, -bLow, d, dLow);
    target[at + 1] = -sumOfProducts(a, aLow, d, dLow, b, bLow, c, cLow);
  };
}

/** a b + c d, each a sum of two, rounded once. */
function sumOfProducts(
  a: number,
  aLow: number,
  b: number,
  bLow: number,
  c: number,
  cLow: number,
  d: number,
  dLow: number,
): number {
  const p = a * b;
  const q = c * d;
  const total = p + q;
  const shift = total - p;
  const rest = p - (total - shift) + (q - shift);
  return (
    total + (rest + (productError(a, b, p) + productError(c, d, q) + (a * bLow + aLow * b + (c * dLow + cLow * d))))
  );
}

/** x y − fl(x y), exactly. */
function productError(x: number, y: number, rounded: number): number {
  const xScaled = SPLITTER * x;
  const xHigh = xScaled - (xScaled - x);
  const xLow = x - xHigh;
  const yScaled = SPLITTER * y;
  const yHigh = yScaled - (yScaled - y);
  const yLow = y - yHigh;
  return xHigh * yHigh - rounded + xHigh * yLow + xLow * yHigh + xLow * yLow;
}
