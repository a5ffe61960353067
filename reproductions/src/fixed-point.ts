import { ZerothError } from 'zeroth';
import type { Arithmetic } from './scalar-operations.js';

/** Bits after the point of results; the steps between keep `guard` more. */
const bits = 320n;
const guard = 64n;
const inner = bits + guard;
const one = 1n << inner;
/** Arguments of Taylor series are divided by 2 to this power, so that a term gains this many bits and more. */
const halvings = 16n;

/** Real numbers as integers times 2^−320, right to a few units of the last place where nothing is amplified. */
export const fixedPoint: Arithmetic<bigint> = {
  constant: toFixedPoint,
  apply(operation, [x = 0n, y = 0n]) {
    switch (operation) {
      case 'add':
        return x + y;
      case 'subtract':
        return x - y;
      case 'multiply':
        return (x * y) >> bits;
      case 'divide':
        return (x << bits) / y;
      case 'sqrt':
        return squareRoot(x << bits);
      default:
        return widened[operation](x << guard) >> guard;
    }
  },
};

/** A double, exactly where it is a multiple of 2^−320. */
export function toFixedPoint(value: number): bigint {
  if (!Number.isFinite(value)) throw new ZerothError('not-finite', `A fixed-point number is finite: got ${value}.`);
  // A double is an integer below 2^53 times a power of two: scaling by powers of two is exact.
  const exponent = value === 0 ? 0 : Math.floor(Math.log2(Math.abs(value))) - 52;
  const shift = BigInt(exponent) + bits;
  const significand = BigInt(Math.round(value * 2 ** -exponent));
  return shift >= 0n ? significand << shift : significand >> -shift;
}

/** The nearest double, up to its last bit. */
export function fromFixedPoint(value: bigint): number {
  const surplus = Math.max(0, value.toString(2).length - 64);
  return Number(value >> BigInt(surplus)) * 2 ** (surplus - Number(bits));
}

/**
 * Derivatives of orders 0 to 4 of a function at 0 by central differences on nine points. With step h = 2^−40 the
 * truncation is of the size h⁶ = 2^−240 and the rounding 2^−320 / h⁴ = 2^−160, far below a double's.
 */
export function highPrecisionDerivatives(f: (t: number) => bigint): readonly number[] {
  const [step, stepBits] = [2 ** -40, 40n];
  const values = Array.from({ length: 9 }, (_, i) => f((i - 4) * step));
  return stencils.map(({ weights, denominator }, order) => {
    const total = weights.reduce((sum, weight, i) => sum + BigInt(weight) * values[i]!, 0n);
    return fromFixedPoint((total << (stepBits * BigInt(order))) / BigInt(denominator));
  });
}

/** The derivative at 0 by a central difference with step 2^−100: truncation of the size 2^−200, rounding of 2^−220. */
export function highPrecisionSlope(f: (t: number) => bigint): number {
  return fromFixedPoint((f(2 ** -100) - f(-(2 ** -100))) << 99n);
}

/** Weights on −4, …, 4 that are exact for polynomials of degree 8. */
const stencils = [
  { weights: [0, 0, 0, 0, 1, 0, 0, 0, 0], denominator: 1 },
  { weights: [3, -32, 168, -672, 0, 672, -168, 32, -3], denominator: 840 },
  { weights: [-9, 128, -1008, 8064, -14350, 8064, -1008, 128, -9], denominator: 5040 },
  { weights: [-7, 72, -338, 488, 0, -488, 338, -72, 7], denominator: 240 },
  { weights: [7, -96, 676, -1952, 2730, -1952, 676, -96, 7], denominator: 240 },
] as const;

/** Elementary functions of integers times 2^−384. */
const widened = {
  exp,
  log,
  sin: (x: bigint) => circular(x).sin,
  cos: (x: bigint) => circular(x).cos,
  tanh(x: bigint): bigint {
    const decay = exp(x < 0n ? 2n * x : -2n * x);
    const size = ((one - decay) << inner) / (one + decay);
    return x < 0n ? -size : size;
  },
} as const;

function exp(x: bigint): bigint {
  if (x < 0n) return (one << inner) / exp(-x);
  const extra = BigInt(x.toString(2).length);
  const shift = extra > inner ? extra - inner + halvings : halvings;
  let power = series(x >> shift, 'exponential');
  for (let i = 0n; i < shift; i++) power = (power * power) >> inner;
  return power;
}

/** Newton's method on exp, of third order: a double's 53 bits are 159 and then 477 right ones. */
function log(x: bigint): bigint {
  if (x <= 0n) throw new ZerothError('bad-argument', 'The logarithm is of positive numbers.');
  let y = toFixedPoint(Math.log(fromFixedPoint(x >> guard))) << guard;
  for (let i = 0; i < 2; i++) {
    const power = exp(y);
    y += ((2n * (x - power)) << inner) / (x + power);
  }
  return y;
}

function circular(x: bigint): { readonly sin: bigint; readonly cos: bigint } {
  const angle = (x % (2n * pi)) >> halvings;
  let sin = (angle * series(-(angle * angle) >> inner, 'sine')) >> inner;
  // Doubling 1 − cos instead of the cosine loses nothing to cancellation.
  let versine = one - squareRoot((one << inner) - sin * sin);
  for (let i = 0n; i < halvings; i++) {
    [sin, versine] = [(2n * sin * (one - versine)) >> inner, (2n * sin * sin) >> inner];
  }
  return { sin, cos: one - versine };
}

/** The exponential, Σ xⁱ / i!, or sin √−x / √−x = Σ xⁱ / (2i + 1)!. */
function series(x: bigint, kind: 'exponential' | 'sine'): bigint {
  let [sum, term] = [one, one];
  // The shift rounds down, so that terms of either sign end at 0 or −1 unit.
  for (let i = 1n; term !== 0n && term !== -1n; i++) {
    term = ((term * x) >> inner) / (kind === 'exponential' ? i : 2n * i * (2n * i + 1n));
    sum += term;
  }
  return sum;
}

/** The integer part of a square root, by Newton's method from above. */
function squareRoot(x: bigint): bigint {
  if (x < 0n) throw new ZerothError('bad-argument', 'The square root is of numbers that are not negative.');
  if (x === 0n) return 0n;
  let root = 1n << BigInt((x.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + x / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

function inverseTangentOfInverse(denominator: bigint): bigint {
  const square = denominator * denominator;
  let [sum, power, sign] = [0n, one / denominator, 1n];
  for (let i = 1n; power > 0n; i += 2n) {
    sum += (sign * power) / i;
    power /= square;
    sign = -sign;
  }
  return sum;
}

/** Machin's formula. */
const pi = 16n * inverseTangentOfInverse(5n) - 4n * inverseTangentOfInverse(239n);
