/**
 * Root j of 1 / ρ + Σ z_i² / (d_i − λ) = 0: the eigenvalue of diag(d) + ρ z zᵀ between d_j and d_{j+1}, or above d_j for
 * the last. Differences from the poles are what is iterated on, so that each is found to full relative accuracy.
 *
 * @param d ascending and distinct, length `count`
 * @param z without zeros; ‖z‖ about 1
 * @param rho positive
 * @param difference receives d_i − λ_j for all i
 * @returns λ_j
 * @source Li, Solving secular equations stably and efficiently, LAPACK working note 89 (1993): the middle way
 */
export function secularRoot(
  d: Float64Array,
  z: Float64Array,
  count: number,
  rho: number,
  j: number,
  difference: Float64Array,
): number {
  const isLast = j === count - 1;
  let squares = 0;
  if (isLast) for (let i = 0; i < count; i++) squares += z[i]! * z[i]!;
  const gap = isLast ? rho * squares : d[j + 1]! - d[j]!;
  const atMiddle = isLast ? 0 : valueAt(d, z, count, rho, j, gap / 2);
  const origin = atMiddle >= 0 ? j : j + 1;
  for (let i = 0; i < count; i++) difference[i] = d[i]! - d[origin]!;
  if (count === 1) {
    difference[0] = -gap;
    return d[0]! + gap;
  }
  // The two poles that the function is modelled by; the last root has none above.
  const left = isLast ? j - 1 : j;
  let low = isLast ? 0 : origin === j ? 0 : -gap / 2;
  let high = isLast ? gap : origin === j ? gap / 2 : 0;
  let tau = (low + high) / 2;
  if (!isLast) {
    const guess = twoPoleRoot(atMiddle, z[j]! * z[j]!, z[j + 1]! * z[j + 1]!, gap, origin === j);
    if (guess > low && guess < high) tau = guess;
  }
  for (let i = 0; i < count; i++) difference[i]! -= tau;
  let previous = Infinity;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    let psi = 0;
    let slopePsi = 0;
    let bound = 0;
    for (let i = 0; i <= left; i++) {
      const quotient = z[i]! / difference[i]!;
      psi += z[i]! * quotient;
      slopePsi += quotient * quotient;
      bound += Math.abs(psi);
    }
    let phi = 0;
    let slopePhi = 0;
    for (let i = count - 1; i > left; i--) {
      const quotient = z[i]! / difference[i]!;
      phi += z[i]! * quotient;
      slopePhi += quotient * quotient;
      bound += Math.abs(phi);
    }
    const slope = slopePsi + slopePhi;
    const value = 1 / rho + psi + phi;
    // The last computed bits of the sum say nothing about where the root is.
    bound += 8 * (Math.abs(phi) + Math.abs(psi)) + 1 / rho + Math.abs(tau) * slope;
    if (Math.abs(value) <= Number.EPSILON * bound) break;
    if (value < 0) low = tau;
    else high = tau;
    let step = middleWay(value, slopePsi, slopePhi, difference[left]!, difference[left + 1]!, isLast);
    if (!(value * step < 0)) step = -value / slope;
    const next = tau + step;
    // A step that leaves the bracket, or gains too little, is replaced by halving.
    if (!(next > low && next < high) || (iteration > 4 && Math.abs(value) > 0.5 * previous)) {
      step = (low + high) / 2 - tau;
      if (step === 0 || tau + step === tau) break;
    }
    previous = Math.abs(value);
    const before = tau;
    tau += step;
    if (tau === before) break;
    const moved = tau - before;
    for (let i = 0; i < count; i++) difference[i]! -= moved;
  }
  for (let i = 0; i < count; i++) difference[i] = d[i]! - d[origin]! - tau;
  return d[origin]! + tau;
}

const MAX_ITERATIONS = 200;

function valueAt(d: Float64Array, z: Float64Array, count: number, rho: number, j: number, tau: number): number {
  let sum = 1 / rho;
  for (let i = 0; i < count; i++) sum += (z[i]! * z[i]!) / (d[i]! - d[j]! - tau);
  return sum;
}

/** The root when all other poles are replaced by what they sum to in the middle between the two. */
function twoPoleRoot(atMiddle: number, left: number, right: number, gap: number, fromLeft: boolean): number {
  const c = atMiddle + (2 / gap) * (left - right);
  const a = fromLeft ? c * gap + left + right : c * gap - left - right;
  const b = (fromLeft ? left : -right) * gap;
  const root = Math.sqrt(Math.abs(a * a - 4 * b * c));
  if (fromLeft) return a > 0 ? (2 * b) / (a + root) : (a - root) / (2 * c);
  return a < 0 ? (2 * b) / (root - a) : -(a + root) / (2 * c);
}

/** The step to the root of c + s / (p − η) + t / (q − η) that has the value and both slopes of the function. */
function middleWay(value: number, slopeP: number, slopeQ: number, p: number, q: number, isLast: boolean): number {
  const slope = slopeP + slopeQ;
  let c = value - p * slopeP - q * slopeQ;
  const a = (p + q) * value - p * q * slope;
  const b = p * q * value;
  if (isLast && c < 0) c = -c;
  if (c === 0) return b / a;
  const root = Math.sqrt(Math.abs(a * a - 4 * b * c));
  if (isLast) return a >= 0 ? (a + root) / (2 * c) : (2 * b) / (a - root);
  return a <= 0 ? (a - root) / (2 * c) : (2 * b) / (a + root);
}
