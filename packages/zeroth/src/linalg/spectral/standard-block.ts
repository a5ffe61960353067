import { hypotenuse } from './tridiagonal-qr.js';

/**
 * ((a, b), (c, d)) turned by ((cosine, sine), (−sine, cosine)) from the left and its transpose from the right: with c = 0
 * where the eigenvalues are real, with a = d and b c < 0 where they are not.
 */
export interface StandardBlock {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly cosine: number;
  readonly sine: number;
}

/**
 * The standard form of a 2 x 2 diagonal block of a real Schur form.
 *
 * @source Bai and Demmel, On swapping diagonal blocks in real Schur form (1993); as LAPACK's dlanv2
 */
export function standardBlock(a: number, b: number, c: number, d: number): StandardBlock {
  if (c === 0) return { a, b, c, d, cosine: 1, sine: 0 };
  if (b === 0) return { a: d, b: -c, c: 0, d: a, cosine: 0, sine: 1 };
  if (a === d && b < 0 !== c < 0) return { a, b, c, d, cosine: 1, sine: 0 };
  const difference = a - d;
  const half = difference / 2;
  const larger = Math.max(Math.abs(b), Math.abs(c));
  const smaller = Math.min(Math.abs(b), Math.abs(c)) * (b < 0 === c < 0 ? 1 : -1);
  const scale = Math.max(Math.abs(half), larger);
  const discriminant = (half / scale) * half + (larger / scale) * smaller;
  if (discriminant >= 2 * Number.EPSILON) {
    // Two real eigenvalues, well apart.
    const z = half + (half < 0 ? -1 : 1) * Math.sqrt(scale) * Math.sqrt(discriminant);
    const length = hypotenuse(c, z);
    return { a: d + z, b: b - c, c: 0, d: d - (larger / z) * smaller, cosine: z / length, sine: c / length };
  }
  return equalDiagonal(a, b, c, d);
}

/** Complex eigenvalues, or real ones that are nearly equal: the diagonal is made equal first. */
function equalDiagonal(a: number, b: number, c: number, d: number): StandardBlock {
  const difference = a - d;
  const sum = b + c;
  const length = hypotenuse(sum, difference);
  const cosine = Math.sqrt((1 + Math.abs(sum) / length) / 2);
  const sine = -(difference / 2 / (length * cosine)) * (sum < 0 ? -1 : 1);
  const upperLeft = a * cosine + b * sine;
  const upperRight = b * cosine - a * sine;
  const lowerLeft = c * cosine + d * sine;
  const lowerRight = d * cosine - c * sine;
  const mean = (upperLeft * cosine + lowerLeft * sine + (lowerRight * cosine - upperRight * sine)) / 2;
  const above = upperRight * cosine + lowerRight * sine;
  const below = lowerLeft * cosine - upperLeft * sine;
  if (below === 0) return { a: mean, b: above, c: 0, d: mean, cosine, sine };
  if (above === 0) return { a: mean, b: -below, c: 0, d: mean, cosine: -sine, sine: cosine };
  if (above < 0 !== below < 0) return { a: mean, b: above, c: below, d: mean, cosine, sine };
  // Real after all.
  const rootAbove = Math.sqrt(Math.abs(above));
  const rootBelow = Math.sqrt(Math.abs(below));
  const offset = (below < 0 ? -1 : 1) * rootAbove * rootBelow;
  const inverse = 1 / Math.sqrt(Math.abs(above + below));
  const nextCosine = rootAbove * inverse;
  const nextSine = rootBelow * inverse;
  return {
    a: mean + offset,
    b: above - below,
    c: 0,
    d: mean - offset,
    cosine: cosine * nextCosine - sine * nextSine,
    sine: cosine * nextSine + sine * nextCosine,
  };
}
