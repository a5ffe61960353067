/** A complex number. */
export type ComplexNumber = readonly [re: number, im: number];

/** a / b, scaled by the larger part of b, so that its size may be anything. */
export function quotient([a, b]: ComplexNumber, [c, d]: ComplexNumber): ComplexNumber {
  if (Math.abs(c) >= Math.abs(d)) {
    const ratio = d / c;
    const size = c + d * ratio;
    return [(a + b * ratio) / size, (b - a * ratio) / size];
  }
  const ratio = c / d;
  const size = d + c * ratio;
  return [(a * ratio + b) / size, (b * ratio - a) / size];
}

export function times([a, b]: ComplexNumber, [c, d]: ComplexNumber): ComplexNumber {
  return [a * c - b * d, a * d + b * c];
}

/** The root in the right half plane; of a negative number, the one with positive imaginary part. */
export function squareRootOf([a, b]: ComplexNumber): ComplexNumber {
  const size = Math.max(Math.abs(a), Math.abs(b));
  if (size === 0) return [0, 0];
  const modulus = size * Math.sqrt((a / size) ** 2 + (b / size) ** 2);
  const larger = Math.sqrt(Math.abs(a) / 2 + modulus / 2);
  if (a >= 0) return [larger, b / (2 * larger)];
  return [Math.abs(b) / (2 * larger), b < 0 ? -larger : larger];
}

/** The logarithm with imaginary part in (−π, π]. */
export function logarithmOf([a, b]: ComplexNumber): ComplexNumber {
  return [Math.log(Math.hypot(a, b)), b === 0 && a < 0 ? Math.PI : Math.atan2(b, a)];
}

/** e^z − 1, without cancellation near 0. */
export function exponentialMinusOne([p, q]: ComplexNumber): ComplexNumber {
  return [Math.expm1(p) * Math.cos(q) - 2 * Math.sin(q / 2) ** 2, Math.exp(p) * Math.sin(q)];
}

/** log b − log a for numbers other than 0, without cancellation where they are near each other. */
export function logarithmDifference(a: ComplexNumber, b: ComplexNumber): ComplexNumber {
  const [logA, logB] = [logarithmOf(a), logarithmOf(b)];
  const plain: ComplexNumber = [logB[0] - logA[0], logB[1] - logA[1]];
  const [x, y] = quotient([b[0] - a[0], b[1] - a[1]], a);
  if (!(Math.hypot(x, y) < 0.5)) return plain;
  // log(1 + z) is the difference but for the turns around 0 that lie between the two.
  const angle = Math.atan2(y, 1 + x);
  const turns = Math.round((plain[1] - angle) / (2 * Math.PI));
  return [Math.log1p(2 * x + x * x + y * y) / 2, angle + 2 * Math.PI * turns];
}
