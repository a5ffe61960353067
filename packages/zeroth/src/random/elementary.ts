/*
 * Elementary functions made of additions, multiplications, divisions and square roots only. Those are
 * exactly specified, whereas Math.log, Math.sin and the rest may differ between engines and versions:
 * with these, a seed gives the same bits on every platform. Errors are a few units in the last place.
 */

/** ln 2 in two parts, the first of 32 bits so that its product with an exponent is exact. */
const LN_2_HIGH = 0.6931471803691238;
const LN_2_LOW = 1.9082149292705877e-10;
const POWER_31 = 2 ** 31;
const POWER_32 = 2 ** 32;
const QUARTER_PI = Math.PI / 4;

/** The natural logarithm: −∞ at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x > 0 ? x : Number.NaN;
  let scaled = x;
  let exponent = 0;
  for (; scaled < 1 / POWER_31; scaled *= POWER_32) exponent -= 32;
  for (; scaled >= POWER_31; scaled /= POWER_32) exponent += 32;
  if (scaled < 1) {
    scaled *= POWER_31;
    exponent -= 31;
  }
  const leading = 31 - Math.clz32(scaled);
  exponent += leading;
  scaled /= 1 << leading;
  if (scaled > Math.SQRT2) {
    scaled *= 0.5;
    exponent++;
  }
  // ln m = 2 artanh((m − 1) / (m + 1)); here |s| < 0.172, so s^22 / 23 is below the rounding error.
  const s = (scaled - 1) / (scaled + 1);
  const t = s * s;
  const series =
    t *
    (1 / 3 +
      t *
        (1 / 5 +
          t *
            (1 / 7 +
              t * (1 / 9 + t * (1 / 11 + t * (1 / 13 + t * (1 / 15 + t * (1 / 17 + t * (1 / 19 + t * (1 / 21))))))))));
  return exponent * LN_2_HIGH + (2 * s + (exponent * LN_2_LOW + 2 * s * series));
}

/** sin(π x / 4) for |x| ≤ 1. */
export function sinOctant(x: number): number {
  const angle = x * QUARTER_PI;
  const t = angle * angle;
  return (
    angle -
    angle *
      t *
      (1 / 6 -
        t *
          (1 / 120 - t * (1 / 5040 - t * (1 / 362880 - t * (1 / 39916800 - t * (1 / 6227020800 - t / 1307674368000))))))
  );
}

/** cos(π x / 4) for |x| ≤ 1. */
export function cosOctant(x: number): number {
  const angle = x * QUARTER_PI;
  const t = angle * angle;
  return (
    1 -
    t *
      (1 / 2 -
        t *
          (1 / 24 -
            t *
              (1 / 720 -
                t *
                  (1 / 40320 - t * (1 / 3628800 - t * (1 / 479001600 - t * (1 / 87178291200 - t / 20922789888000)))))))
  );
}

/** sin(π x) for |x| < 2^51. */
export function sinPi(x: number): number {
  const quarter = Math.floor(2 * x + 0.5);
  // Exact: a difference of neighbours, scaled by a power of two.
  const rest = 4 * (x - quarter / 2);
  const even = quarter % 2 === 0;
  const value = even ? sinOctant(rest) : cosOctant(rest);
  return (quarter - (even ? 0 : 1)) % 4 === 0 ? value : -value;
}

/** cos(π x) for |x| < 2^51. */
export function cosPi(x: number): number {
  const quarter = Math.floor(2 * x + 0.5);
  const rest = 4 * (x - quarter / 2);
  const even = quarter % 2 === 0;
  const value = even ? cosOctant(rest) : sinOctant(rest);
  return (even ? quarter : quarter + 1) % 4 === 0 ? value : -value;
}

/** e^x: 0 below −746, infinity above 709.8. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 710) return Infinity;
  if (x < -746) return 0;
  const exponent = Math.floor(x / Math.LN2 + 0.5);
  const r = x - exponent * LN_2_HIGH - exponent * LN_2_LOW;
  // |r| ≤ 0.347: the term of degree 15 would be below 1e-19.
  let series = 1;
  for (let degree = 14; degree > 0; degree--) series = 1 + (r / degree) * series;
  return timesPowerOfTwo(series, exponent);
}

/** base^exponent for a positive base. */
export function power(base: number, exponent: number): number {
  return exp(exponent * log(base));
}

/** The angle in (−π/2, π/2) whose tangent is x. */
export function arctan(x: number): number {
  if (x < 0) return -arctan(-x);
  if (x > 1) return Math.PI / 2 - arctan(1 / x);
  // Halving the angle twice leaves an argument below tan(π/16) = 0.199, where 12 terms suffice.
  let t = x / (1 + Math.sqrt(1 + x * x));
  t /= 1 + Math.sqrt(1 + t * t);
  const square = t * t;
  let series = 0;
  for (let k = 11; k >= 0; k--) series = 1 / (2 * k + 1) - square * series;
  return 4 * t * series;
}

/** x 2^exponent, by exact products except for the last one of a subnormal result. */
function timesPowerOfTwo(x: number, exponent: number): number {
  let result = x;
  let left = exponent;
  for (; left > 30; left -= 30) result *= 1 << 30;
  for (; left < -30; left += 30) result /= 1 << 30;
  return left < 0 ? result / (1 << -left) : result * (1 << left);
}
