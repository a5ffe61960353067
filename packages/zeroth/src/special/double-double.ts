/*
 * Numbers of about 106 bits as unevaluated sums of two doubles. Exponents of large results are
 * computed in them: an error of one unit in the last place of 700 would be 1e-13 of its exponential.
 */

/** hi + lo, where |lo| is at most half a unit in the last place of hi. */
export type DoubleDouble = readonly [hi: number, lo: number];

/** Dekker's factor, which splits a double into halves of 26 bits. */
const SPLITTER = 2 ** 27 + 1;
const LN_2: DoubleDouble = [Math.LN2, 2.3190468138462996e-17];
const POWER_54 = 2 ** 54;

/** a + b without error. */
export function twoSum(a: number, b: number): DoubleDouble {
  const sum = a + b;
  const part = sum - a;
  return [sum, a - (sum - part) + (b - part)];
}

/** a b without error, for |a|, |b| < 1e290 and a product above 1e-290. */
export function twoProduct(a: number, b: number): DoubleDouble {
  const product = a * b;
  let scaled = SPLITTER * a;
  const aHigh = scaled - (scaled - a);
  const aLow = a - aHigh;
  scaled = SPLITTER * b;
  const bHigh = scaled - (scaled - b);
  const bLow = b - bHigh;
  return [product, aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow];
}

export function addDouble(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const [s, e] = twoSum(a[0], b[0]);
  const [t, f] = twoSum(a[1], b[1]);
  const first = e + t;
  const hi = s + first;
  const rest = first - (hi - s) + f;
  const sum = hi + rest;
  return [sum, rest - (sum - hi)];
}

export function negateDouble(a: DoubleDouble): DoubleDouble {
  return [-a[0], -a[1]];
}

export function multiplyDouble(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const [product, error] = twoProduct(a[0], b[0]);
  const rest = error + (a[0] * b[1] + a[1] * b[0]);
  const sum = product + rest;
  return [sum, rest - (sum - product)];
}

export function divideDouble(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const first = a[0] / b[0];
  const rest = addDouble(a, negateDouble(multiplyDouble(b, [first, 0])));
  const second = rest[0] / b[0];
  const last = addDouble(rest, negateDouble(multiplyDouble(b, [second, 0])));
  return addDouble(twoSum(first, second), [last[0] / b[0], 0]);
}

export function sqrtDouble(a: DoubleDouble): DoubleDouble {
  const root = Math.sqrt(a[0]);
  if (root === 0) return [0, 0];
  const rest = addDouble(a, negateDouble(twoProduct(root, root)));
  return twoSum(root, rest[0] / (2 * root));
}

/** e^a − 1 for |a| < 0.4, by its series at a / 512 and nine doublings. */
function expm1Small(a: DoubleDouble): DoubleDouble {
  const r: DoubleDouble = [a[0] / 512, a[1] / 512];
  let sum: DoubleDouble = [0, 0];
  for (let k = 10; k >= 1; k--) sum = multiplyDouble(divideDouble(r, [k, 0]), addDouble([1, 0], sum));
  for (let k = 0; k < 9; k++) sum = addDouble([2 * sum[0], 2 * sum[1]], multiplyDouble(sum, sum));
  return sum;
}

/** ln a for a > 0. */
export function logDouble(a: DoubleDouble): DoubleDouble {
  let exponent = 0;
  let [hi, lo] = a;
  if (hi < 1e-290) {
    hi *= POWER_54;
    lo *= POWER_54;
    exponent = -54;
  }
  const shift = Math.round(Math.log2(hi));
  const half = shift >> 1;
  // In two steps, as 2^1024 is no double.
  const m: DoubleDouble = [hi / 2 ** half / 2 ** (shift - half), lo / 2 ** half / 2 ** (shift - half)];
  exponent += shift;
  const first = Math.log(m[0]);
  const power = addDouble(expm1Small([-first, 0]), [1, 0]);
  const rest = addDouble(multiplyDouble(m, power), [-1, 0]);
  return addDouble(multiplyDouble(LN_2, [exponent, 0]), addDouble([first, 0], rest));
}

/** e^a as a double. */
export function expDouble(a: DoubleDouble): number {
  const power = Math.exp(a[0]);
  return power < Infinity ? power + power * a[1] : power;
}

/** a^exponent as a double, a > 0. */
export function powerDouble(a: DoubleDouble, exponent: number): number {
  return expDouble(multiplyDouble(logDouble(a), [exponent, 0]));
}
