/*
 * Elliptic integrals of the parameter m = k², by the arithmetic-geometric mean and by Carlson's
 * symmetric forms.
 */

/** The complete elliptic integral of the first kind K(m), m ≤ 1: ∞ at 1, NaN above. */
export function ellipticK(m: number): number {
  if (!(m <= 1)) return Number.NaN;
  if (m === 1) return Infinity;
  if (m === -Infinity) return 0;
  return Math.PI / 2 / arithmeticGeometricMean(Math.sqrt(1 - m));
}

function arithmeticGeometricMean(start: number): number {
  let a = 1;
  let g = start;
  while (Math.abs(a - g) > 1e-8 * a) {
    const next = (a + g) / 2;
    g = Math.sqrt(a * g);
    a = next;
  }
  return (a + g) / 2;
}

/** The complete elliptic integral of the second kind E(m), m ≤ 1: 1 at 1, NaN above. */
export function ellipticE(m: number): number {
  if (!(m <= 1)) return Number.NaN;
  if (m === 1) return 1;
  if (m === -Infinity) return Infinity;
  // E(m) = √(1 − m) E(m / (m − 1)) keeps the parameter in [0, 1).
  if (m < 0) return Math.sqrt(1 - m) * ellipticE(m / (m - 1));
  const y = 1 - m;
  return 2 * carlsonG0(y);
}

/** R_G(0, y, 1) = (1/4) (y + 1 − Σ 2^n c_n²) π / (2 agm), 0 < y ≤ 1 (Carlson 1995, (2.35)). */
function carlsonG0(y: number): number {
  let a = 1;
  let g = Math.sqrt(y);
  let sum = ((1 + g) / 2) ** 2;
  let weight = 0.5;
  while (Math.abs(a - g) > 2.7e-8 * a) {
    const next = (a + g) / 2;
    g = Math.sqrt(a * g);
    a = next;
    const half = (a - g) / 1;
    weight *= 2;
    sum -= (weight / 2) * half * half;
  }
  return (sum * Math.PI) / (2 * (a + g));
}

/**
 * The incomplete elliptic integral of the first kind F(φ, m) = ∫_0^φ (1 − m sin²t)^(−1/2) dt, m sin²φ ≤ 1,
 * and m ≤ 1 beyond a quarter period.
 *
 * @source Carlson: Numerical computation of real or complex elliptic integrals (1995)
 */
export function ellipticF(phi: number, m: number): number {
  const { turns, sine, cosine, rest } = reduce(phi);
  const left = cosine * cosine + (1 - m) * sine * sine;
  if (!(left >= 0) || (turns !== 0 && m > 1)) return Number.NaN;
  if (turns !== 0 && m === 1) return turns > 0 ? Infinity : -Infinity;
  const complete = turns === 0 ? 0 : 2 * turns * ellipticK(m);
  if (sine === 0) return complete + rest;
  return complete + sine * carlsonF(cosine * cosine, left, 1);
}

/** The incomplete elliptic integral of the second kind E(φ, m) = ∫_0^φ (1 − m sin²t)^(1/2) dt, as {@link ellipticF}. */
export function ellipticEIncomplete(phi: number, m: number): number {
  const { turns, sine, cosine, rest } = reduce(phi);
  const square = sine * sine;
  const left = cosine * cosine + (1 - m) * square;
  if (!(left >= 0) || (turns !== 0 && m > 1)) return Number.NaN;
  const complete = turns === 0 ? 0 : 2 * turns * ellipticE(m);
  if (square === 0) return complete + rest;
  const c = cosine * cosine;
  if (m <= 0) return complete + sine * (carlsonF(c, left, 1) - (m * square * carlsonD(c, left, 1)) / 3);
  // For m > 0 a form whose terms do not cancel (DLMF 19.25.10).
  const first = (1 - m) * sine * carlsonF(c, left, 1);
  const second = ((1 - m) * m * sine * square * carlsonD(c, 1, left)) / 3;
  return complete + first + second + (m * sine * Math.abs(cosine)) / Math.sqrt(left);
}

/** φ = π turns + rest, |rest| ≤ π/2. */
function reduce(phi: number) {
  const turns = Math.abs(phi) <= Math.PI / 2 ? 0 : Math.round(phi / Math.PI);
  // π in two parts.
  const rest = phi - turns * Math.PI - turns * 1.2246467991473532e-16;
  const flip = turns % 2 === 0 ? 1 : -1;
  // Sine and cosine of φ itself, which the engine reduces exactly.
  return { turns, rest, sine: flip * Math.sin(phi), cosine: flip * Math.cos(phi) };
}

/** Carlson's R_F(x, y, z), of which at most one may be 0. */
export function carlsonF(x: number, y: number, z: number): number {
  let [a, b, c] = [x, y, z];
  const mean = (x + y + z) / 3;
  let spread = 3e-16 ** (-1 / 6) * Math.max(Math.abs(mean - x), Math.abs(mean - y), Math.abs(mean - z));
  let average = mean;
  let scale = 1;
  while (spread > Math.abs(average)) {
    const lambda = Math.sqrt(a) * Math.sqrt(b) + Math.sqrt(a) * Math.sqrt(c) + Math.sqrt(b) * Math.sqrt(c);
    a = (a + lambda) / 4;
    b = (b + lambda) / 4;
    c = (c + lambda) / 4;
    average = (average + lambda) / 4;
    scale *= 4;
    spread /= 4;
  }
  const X = (mean - x) / (scale * average);
  const Y = (mean - y) / (scale * average);
  const Z = -X - Y;
  const e2 = X * Y - Z * Z;
  const e3 = X * Y * Z;
  const series =
    1 -
    e2 / 10 +
    e3 / 14 +
    (e2 * e2) / 24 -
    (3 * e2 * e3) / 44 -
    (5 * e2 * e2 * e2) / 208 +
    (3 * e3 * e3) / 104 +
    (e2 * e2 * e3) / 16;
  return series / Math.sqrt(average);
}

/** Carlson's R_D(x, y, z), z > 0, of x and y at most one 0. */
export function carlsonD(x: number, y: number, z: number): number {
  let [a, b, c] = [x, y, z];
  const mean = (x + y + 3 * z) / 5;
  let spread = (0.25 * 3e-16) ** (-1 / 6) * Math.max(Math.abs(mean - x), Math.abs(mean - y), Math.abs(mean - z));
  let average = mean;
  let scale = 1;
  let sum = 0;
  while (spread > Math.abs(average)) {
    const lambda = Math.sqrt(a) * Math.sqrt(b) + Math.sqrt(a) * Math.sqrt(c) + Math.sqrt(b) * Math.sqrt(c);
    sum += 1 / (scale * Math.sqrt(c) * (c + lambda));
    a = (a + lambda) / 4;
    b = (b + lambda) / 4;
    c = (c + lambda) / 4;
    average = (average + lambda) / 4;
    scale *= 4;
    spread /= 4;
  }
  const X = (mean - x) / (scale * average);
  const Y = (mean - y) / (scale * average);
  const Z = -(X + Y) / 3;
  const e2 = X * Y - 6 * Z * Z;
  const e3 = (3 * X * Y - 8 * Z * Z) * Z;
  const e4 = 3 * (X * Y - Z * Z) * Z * Z;
  const e5 = X * Y * Z * Z * Z;
  const series =
    1 -
    (3 * e2) / 14 +
    e3 / 6 +
    (9 * e2 * e2) / 88 -
    (3 * e4) / 22 -
    (9 * e2 * e3) / 52 +
    (3 * e5) / 26 -
    (e2 * e2 * e2) / 16 +
    (3 * e3 * e3) / 40 +
    (3 * e2 * e4) / 20;
  return series / (scale * average ** 1.5) + 3 * sum;
}
