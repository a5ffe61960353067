/*
 * Tests of fit for the tests of random laws. Seeds are fixed, so a test either always passes or never does; the
 * level is the chance that a correct law would have failed when its seed was picked.
 */

/** Of √n times the Kolmogorov-Smirnov distance, the value exceeded with probability 0.001. */
export const KOLMOGOROV_CRITICAL = 1.9495;

/** √n times the largest distance between the empirical distribution of a sample and a continuous one. */
export function kolmogorovStatistic(sample: Float64Array, distribution: (x: number) => number): number {
  const sorted = sample.slice().sort();
  const n = sorted.length;
  let largest = 0;
  for (let i = 0; i < n; i++) {
    const p = distribution(sorted[i]!);
    largest = Math.max(largest, p - i / n, (i + 1) / n - p);
  }
  return largest * Math.sqrt(n);
}

/** Pearson's statistic of counts against equal expected counts. */
export function chiSquare(counts: ArrayLike<number>): number {
  const list = Array.from(counts);
  const expected = list.reduce((sum, count) => sum + count, 0) / list.length;
  return list.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** The value that chi-square with this many degrees of freedom exceeds with probability 0.001 (Wilson, Hilferty). */
export function chiSquareCritical(degreesOfFreedom: number): number {
  const spread = 2 / (9 * degreesOfFreedom);
  return degreesOfFreedom * (1 - spread + 3.0902 * Math.sqrt(spread)) ** 3;
}

/** ln Γ(x), x > 0: Stirling's series after a shift to 10 or more. */
function logGamma(x: number): number {
  let shift = 0;
  let y = x;
  for (; y < 10; y++) shift += Math.log(y);
  const series = 1 / (12 * y) - 1 / (360 * y ** 3) + 1 / (1260 * y ** 5) - 1 / (1680 * y ** 7);
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

/** The distribution function of the gamma law of unit scale, by its power series. */
export function gammaDistribution(shape: number, x: number): number {
  if (x <= 0) return 0;
  // The series needs about x terms; beyond this the upper tail is below 1e-16.
  if (x > shape + 60 + 12 * Math.sqrt(shape)) return 1;
  let term = 1 / shape;
  let sum = term;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= x / (shape + k);
    sum += term;
  }
  return sum * Math.exp(shape * Math.log(x) - x - logGamma(shape));
}

/** The standard normal distribution function, to about 1e-14 absolutely. */
export function normalDistribution(x: number): number {
  const half = gammaDistribution(0.5, (x * x) / 2) / 2;
  return x < 0 ? 0.5 - half : 0.5 + half;
}
