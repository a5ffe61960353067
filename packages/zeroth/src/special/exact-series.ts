/*
 * Hypergeometric series in fixed-point integers, for arguments where their terms cancel: doubles are exact
 * fractions, so the sum can be had to any number of digits.
 */

/** A double as mantissa · 2^exponent. */
function fractionOf(x: number): readonly [mantissa: bigint, exponent: number] {
  let mantissa = x;
  let exponent = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent--;
  }
  while (Math.abs(mantissa) >= 2 ** 53) {
    mantissa /= 2;
    exponent++;
  }
  return [BigInt(mantissa), exponent];
}

/** value 2^shift, rounded down for negative shifts. */
function shifted(value: bigint, shift: number): bigint {
  return shift >= 0 ? value << BigInt(shift) : value >> BigInt(-shift);
}

/** value 2^exponent as a double. */
function toDouble(value: bigint, exponent: number): number {
  const size = value < 0n ? -value : value;
  const excess = Math.max(0, size.toString(16).length * 4 - 64);
  const leading = Number(value >> BigInt(excess));
  const power = excess + exponent;
  // In two steps, either of which is within the doubles.
  const half = power >> 1;
  return leading * 2 ** half * 2 ** (power - half);
}

/** Bits kept beyond those that cancel. */
const GUARD = 96;
/** No sum is carried beyond this many bits. */
const MOST_BITS = 12_000;
const MOST_TERMS = 40_000;

/**
 * Σ Π (upper_i)_n / Π (lower_i)_n · x^n / n!, correct to a double however much its terms cancel. Parameters are
 * finite and no lower one is an integer ≤ 0 that is reached; NaN where the series is too long.
 */
export function exactSeries(upper: readonly number[], lower: readonly number[], x: number): number {
  for (let bits = 256; bits <= MOST_BITS; bits *= 2) {
    const { sum, largest, ended } = sumOf(upper, lower, x, bits);
    if (!ended) return Number.NaN;
    const lost = largest.toString(16).length * 4 - (sum < 0n ? -sum : sum).toString(16).length * 4;
    // The fixed point also has to hold a sum that is small in itself.
    const kept = (sum < 0n ? -sum : sum).toString(16).length * 4;
    if (kept > GUARD && lost < bits - GUARD) return toDouble(sum, -bits);
  }
  return Number.NaN;
}

function sumOf(upper: readonly number[], lower: readonly number[], x: number, bits: number) {
  const tops = [...upper].map(fractionOf);
  const bottoms = [...lower, 1].map(fractionOf);
  const [xm, xe] = fractionOf(x);
  let term = 1n << BigInt(bits);
  let sum = term;
  let largest = term;
  for (let n = 0; n < MOST_TERMS; n++) {
    let numerator = xm;
    let exponent = xe;
    for (const top of tops) {
      const [m, e] = plus(top, n);
      numerator *= m;
      exponent += e;
    }
    let denominator = 1n;
    for (const bottom of bottoms) {
      const [m, e] = plus(bottom, n);
      denominator *= m;
      exponent -= e;
    }
    if (numerator === 0n) return { sum, largest, ended: true };
    const product = term * numerator;
    term = exponent >= 0 ? (product << BigInt(exponent)) / denominator : shifted(product, exponent) / denominator;
    sum += term;
    const size = term < 0n ? -term : term;
    if (size > largest) largest = size;
    if (size <= 1n) return { sum, largest, ended: true };
  }
  return { sum, largest, ended: false };
}

/** (m 2^e) + n with an exponent ≤ 0. */
function plus([m, e]: readonly [bigint, number], n: number): readonly [bigint, number] {
  return e >= 0 ? [(m << BigInt(e)) + BigInt(n), 0] : [m + (BigInt(n) << BigInt(-e)), e];
}
