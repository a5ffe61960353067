/*
 * What is known exactly of functions of a quasi-triangular matrix T in standard form: their diagonal blocks, and the
 * entries between neighbouring real eigenvalues. The computed ones have lost digits to cancellation in T − I.
 */

/** Sets these entries of X = T^(1 / 2^roots) − I. */
export function restoreRoots(x: Float64Array, t: Float64Array, n: number, roots: number): void {
  const power = 2 ** -roots;
  eachBlock(
    t,
    n,
    (at, value) => {
      x[at] = Math.expm1(Math.log(value) * power);
    },
    (at, value, mu) => {
      const p = Math.log(modulusOf(value, mu)) * power;
      const q = Math.atan2(mu, value) * power;
      const re = Math.expm1(p) * Math.cos(q) - 2 * Math.sin(q / 2) ** 2;
      setPair(x, t, n, at, re, (Math.exp(p) * Math.sin(q)) / mu);
    },
    (at, upper, lower) => {
      const half = halfDistance(upper, lower);
      const mean = Math.exp((power * (Math.log(upper) + Math.log(lower))) / 2);
      const slope = upper === lower ? (power * mean) / upper : (2 * mean * Math.sinh(power * half)) / (lower - upper);
      x[at] = t[at]! * slope;
    },
  );
}

/** Sets these entries of L = log T. */
export function restoreLogarithms(l: Float64Array, t: Float64Array, n: number): void {
  eachBlock(
    t,
    n,
    (at, value) => {
      l[at] = Math.log(value);
    },
    (at, value, mu) => {
      setPair(l, t, n, at, Math.log(modulusOf(value, mu)), Math.atan2(mu, value) / mu);
    },
    (at, upper, lower) => {
      l[at] = t[at]! * (upper === lower ? 1 / upper : (2 * halfDistance(upper, lower)) / (lower - upper));
    },
  );
}

/** (log lower − log upper) / 2, without cancellation where they are near each other. */
function halfDistance(upper: number, lower: number): number {
  const ratio = lower / upper;
  if (ratio > 0.5 && ratio < 2) return Math.log1p((lower - upper) / upper) / 2;
  return (Math.log(lower) - Math.log(upper)) / 2;
}

/** re I + slope (T − a I) for the block ((a, b), (c, a)) at index `at`. */
function setPair(x: Float64Array, t: Float64Array, n: number, at: number, re: number, slope: number): void {
  x[at] = x[at + n + 1] = re;
  x[at + 1] = slope * t[at + 1]!;
  x[at + n] = slope * t[at + n]!;
}

function modulusOf(re: number, im: number): number {
  const size = Math.max(Math.abs(re), Math.abs(im));
  return size * Math.sqrt((re / size) ** 2 + (im / size) ** 2);
}

function eachBlock(
  t: Float64Array,
  n: number,
  single: (at: number, value: number) => void,
  pair: (at: number, value: number, mu: number) => void,
  between: (at: number, upper: number, lower: number) => void,
): void {
  let previousIsSingle = false;
  for (let k = 0; k < n; k++) {
    const at = k * n + k;
    if (k + 1 < n && t[at + n] !== 0) {
      pair(at, t[at]!, Math.sqrt(Math.abs(t[at + 1]!)) * Math.sqrt(Math.abs(t[at + n]!)));
      previousIsSingle = false;
      k++;
      continue;
    }
    single(at, t[at]!);
    if (previousIsSingle) between(at - n, t[at - n - 1]!, t[at]!);
    previousIsSingle = true;
  }
}
