import { ERFCX } from './coefficients.js';
import { twoProduct } from './double-double.js';
import { chebyshevSum } from './series.js';

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);
const LN_2_PI = Math.log(2 * Math.PI);

/** exp(−x²) to full relative accuracy: the rounding of x² alone would cost 700 eps. */
export function expMinusSquare(x: number): number {
  if (Math.abs(x) > 28) return 0;
  const [square, error] = twoProduct(x, x);
  const power = Math.exp(-square);
  return power - power * error;
}

/** erf(x) for |x| < 1, by the series of positive terms (2/√π) e^(−x²) Σ 2^n x^(2n+1) / (2n+1)!!. */
function erfSmall(x: number): number {
  const t = 2 * x * x;
  let term = 1;
  let sum = 1;
  for (let k = 3; term > sum * 1e-17; k += 2) {
    term *= t / k;
    sum += term;
  }
  return TWO_OVER_ROOT_PI * x * sum * Math.exp(-x * x);
}

/** The scaled complementary error function e^(x²) erfc(x): infinite below −26.63, near 1/(x√π) for large x. */
export function erfcx(x: number): number {
  if (x >= 0) return x === Infinity ? 0 : chebyshevSum(ERFCX, (x - 3.75) / (x + 3.75)) / (1 + 2 * x);
  if (!(x <= -0.5)) return Math.exp(x * x) * (1 - erfSmall(x));
  if (x < -26.7) return Infinity;
  const [square, error] = twoProduct(x, x);
  const power = Math.exp(square);
  return 2 * (power + power * error) - erfcx(-x);
}

/** The error function (2/√π) ∫_0^x e^(−t²) dt. */
export function erf(x: number): number {
  if (!(Math.abs(x) >= 0.7)) return erfSmall(x);
  return x > 0 ? 1 - erfc(x) : erfc(-x) - 1;
}

/** The complementary error function 1 − erf(x), relatively accurate until it underflows at 27.2. */
export function erfc(x: number): number {
  if (!(x >= 0.5)) return 1 - erf(x);
  return x > 28 ? 0 : expMinusSquare(x) * erfcx(x);
}

/** The inverse of erf on [−1, 1]; ±∞ at its ends. */
export function erfinv(x: number): number {
  if (Math.abs(x) > 0.5) return x > 0 ? erfcinv(1 - x) : -erfcinv(1 + x);
  if (Math.abs(x) < 1e-9) return x / TWO_OVER_ROOT_PI;
  let y = winitzki(Math.log1p(-x * x)) * Math.sign(x);
  // Halley's steps: y'' / y' of erf is −2y.
  for (let k = 0; k < 3; k++) {
    const newton = (erf(y) - x) / (TWO_OVER_ROOT_PI * Math.exp(-y * y));
    y -= newton / (1 + y * newton);
  }
  return y;
}

/** The inverse of erfc on [0, 2], accurate for tiny arguments: ∞ at 0, −∞ at 2. */
export function erfcinv(x: number): number {
  if (!(x >= 0 && x <= 2)) return Number.NaN;
  if (x > 0.5) return x <= 1.5 ? erfinv(1 - x) : x === 2 ? -Infinity : -erfcinv(2 - x);
  if (x === 0) return Infinity;
  const target = Math.log(x);
  let y = winitzki(target + Math.log(2 - x));
  // Newton's steps on the logarithm, which is nearly a parabola.
  for (let k = 0; k < 5; k++) {
    const scaled = erfcx(y);
    const step = ((Math.log(scaled) - y * y - target) * scaled) / TWO_OVER_ROOT_PI;
    y += step;
    if (Math.abs(step) < 1e-9 * y) break;
  }
  return y;
}

/**
 * |erf⁻¹(x)| to about 2e-3 from ln(1 − x²).
 *
 * @source Winitzki: A handy approximation for the error function and its inverse (2008)
 */
function winitzki(logarithm: number): number {
  const a = 0.147;
  const shifted = 2 / (Math.PI * a) + logarithm / 2;
  return Math.sqrt(Math.max(0, Math.sqrt(shifted * shifted - logarithm / a) - shifted));
}

/** The standard normal distribution function, relatively accurate in the lower tail. */
export function normalCdf(x: number): number {
  return x < -39 ? 0 : 0.5 * erfcOfScaled(-x);
}

/** erfc(x / √2) without the rounding of the quotient, which in the tail would be magnified by x². */
function erfcOfScaled(x: number): number {
  const y = x * Math.SQRT1_2;
  if (y < 0.5) return erfc(y);
  const [square, error] = twoProduct(x, x);
  const power = Math.exp(-square / 2);
  return (power - (power * error) / 2) * erfcx(y);
}

/** ln of the standard normal distribution function, for all x: about −x²/2 − ln(−x√(2π)) in the lower tail. */
export function logNormalCdf(x: number): number {
  if (x > -1) return Math.log1p(-normalCdf(-x));
  return Math.log(erfcx(-x * Math.SQRT1_2) / 2) - (x * x) / 2;
}

/** ln of the standard normal density. */
export function logNormalDensity(x: number): number {
  return -(x * x + LN_2_PI) / 2;
}
