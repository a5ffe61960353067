/** Points and weights of a quadrature rule. */
export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/**
 * The Gauss-Legendre rule of n points on an interval, which is exact for polynomials of degree 2n − 1: roots of the
 * Legendre polynomial by Newton's method from their asymptotic places.
 *
 * @source Hale, Townsend: Fast and accurate computation of Gauss-Legendre and Gauss-Jacobi quadrature nodes and weights (2013), section 2
 */
export function gaussLegendre(n: number, [from, to]: readonly [number, number]): Quadrature {
  const points = new Float64Array(n);
  const weights = new Float64Array(n);
  const half = (to - from) / 2;
  const middle = (from + to) / 2;
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 10; step++) {
      const { value, derivative } = legendre(n, x);
      slope = derivative;
      const change = value / derivative;
      x -= change;
      if (Math.abs(change) < 1e-15) break;
    }
    slope = legendre(n, x).derivative;
    points[n - 1 - i] = middle + half * x;
    weights[n - 1 - i] = (2 * half) / ((1 - x * x) * slope * slope);
  }
  return { points, weights };
}

function legendre(n: number, x: number): { readonly value: number; readonly derivative: number } {
  let before = 1;
  let value = x;
  for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  return { value, derivative: (n * (x * value - before)) / (x * x - 1) };
}
