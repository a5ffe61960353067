const EULER = 0.5772156649015329;
/** The zero of Ei, as a sum of two doubles. */
const EI_ZERO = 0.3725074107813666;
const EI_ZERO_REST = 1.3140183414386028e-17;

/** E1(x) = ∫_x^∞ e^(−t) / t dt for x ≥ 0: ∞ at 0, NaN below. */
export function expIntegralE1(x: number): number {
  if (!(x > 0)) return x === 0 ? Infinity : Number.NaN;
  if (x <= 1) return -Math.log(x) - EULER - alternating(-x);
  if (x > 745) return 0;
  // e^(−x) / (x + 1 − 1/(x + 3 − 4/(x + 5 − …))), in Lentz's form.
  let b = x + 1;
  let c = 1e300;
  let d = 1 / b;
  let product = d;
  for (let k = 1; k < 1000; k++) {
    const numerator = -k * k;
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    product *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return product * Math.exp(-x);
}

/** Σ x^k / (k k!) from k = 1. */
function alternating(x: number): number {
  let term = 1;
  let sum = 0;
  for (let k = 1; k < 200; k++) {
    term *= x / k;
    sum += term / k;
    if (Math.abs(term) < 1e-17 * Math.abs(sum)) break;
  }
  return sum;
}

/** Ei(x), the principal value of ∫_−∞^x e^t / t dt, relatively accurate near its zero 0.3725: −∞ at 0. */
export function expIntegralEi(x: number): number {
  if (x < 0) return -expIntegralE1(-x);
  if (x === 0) return -Infinity;
  if (!(x < 720)) return x >= 720 ? Infinity : Number.NaN;
  if (x < 40) {
    const distance = x - EI_ZERO - EI_ZERO_REST;
    if (Math.abs(distance) < 0.2) return aboutZero(distance);
    return EULER + Math.log(x) + alternating(x);
  }
  let term = 1;
  let sum = 1;
  for (let k = 1; k < x; k++) {
    term *= k / x;
    sum += term;
    if (term < 1e-17 * sum) break;
  }
  // Above 709.8 the power alone would overflow.
  const half = Math.exp(x / 2);
  return (half / x) * sum * half;
}

/** Ei between its zero z and z + d: ln(1 + d/z) + Σ ((z + d)^k − z^k) / (k k!), without the sums that cancel. */
function aboutZero(d: number): number {
  const z = EI_ZERO;
  const x = z + d;
  let factorial = 1;
  let difference = 0;
  let powerOfX = 1;
  let sum = 0;
  for (let k = 1; k < 30; k++) {
    // x^k − z^k = x (x^(k−1) − z^(k−1)) + d z^(k−1), over d.
    difference = z * difference + powerOfX;
    powerOfX *= x;
    factorial *= k;
    sum += difference / (k * factorial);
  }
  return Math.log1p(d / z) + d * sum;
}
