const { fround } = Math;

/* Minimax coefficients in float32, the lowest degree first. */
/** −2 ln m = s P(s²) with s = (m − 1) / (m + 1), |s| ≤ 3 − 2√2. */
const LOGARITHM = [-4, -1.33333632744, -0.799495135543, -0.598530291541].map(fround);
/** sin(π x / 4) = x P(x²), |x| ≤ 1. */
const SINE = [0.785398160854, -0.0807454325292, 0.00249000102408, -3.59504522749e-5].map(fround);
/** cos(π x / 4) = P(x²), |x| ≤ 1. */
const COSINE = [1, -0.308425134891, 0.0158543239122, -0.000325936500435, 3.52876162585e-6].map(fround);
const TWO_LN_2 = fround(2 * Math.LN2);
const SQRT_HALF = fround(Math.SQRT1_2);

/**
 * Two normal numbers from a word for the radius and a word for the angle, every operation rounded to float32 as
 * in the kernels.
 */
export function boxMullerFloat32(radiusWord: number, angleWord: number): [number, number] {
  const radius = radiusFloat32(radiusWord);
  const x = fround(fround(angleWord << 2) * 2 ** -31);
  const t = fround(x * x);
  const signed = angleWord >>> 31 === 1 ? -radius : radius;
  const along = fround(signed * polynomial(COSINE, t));
  const across = fround(signed * fround(x * polynomial(SINE, t)));
  return (angleWord >>> 30) & 1 ? [across, along] : [along, across];
}

/** √(−2 ln u), u = (h + ½) 2^−31, h the upper 31 bits of the word. */
function radiusFloat32(word: number): number {
  const h = word >>> 1;
  let mantissa = fround(fround(h) + 0.5);
  let exponent = 0;
  for (; mantissa >= 2 * SQRT_HALF; mantissa /= 2) exponent++;
  for (; mantissa < SQRT_HALF; mantissa *= 2) exponent--;
  // Near u = 1, m − 1 = −(1 − u) is taken from the integer, where no bit of it has been lost.
  const nearOne = exponent === 31;
  const f = nearOne ? -fround(fround(fround(0x7fffffff - h) + 0.5) * 2 ** -31) : fround(mantissa - 1);
  const s = fround(f / fround(f + 2));
  const logarithm = fround(s * polynomial(LOGARITHM, fround(s * s)));
  return fround(Math.sqrt(fround(fround((31 - exponent) * TWO_LN_2) + logarithm)));
}

/** Horner's rule in float32. */
function polynomial(coefficients: readonly number[], t: number): number {
  let value = coefficients.at(-1)!;
  for (let k = coefficients.length - 2; k >= 0; k--) value = fround(fround(t * value) + coefficients[k]!);
  return value;
}
