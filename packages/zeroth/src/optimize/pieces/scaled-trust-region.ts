import type { Vector } from '../../query/index.js';
import type { PivotedFactors } from './pivoted-qr.js';

/** A step within the region, the length of D p, and the damping λ that made it: 0 for a Gauss-Newton step. */
export interface TrustRegionStep {
  /** Length n; 0 for columns that are held. */
  readonly p: Vector;
  readonly length: number;
  readonly lambda: number;
}

/**
 * The step p that minimises ‖J p + r‖ with ‖D p‖ ≤ Δ, to a tenth of Δ: the Gauss-Newton step where it is short enough,
 * or else that of ‖J p + r‖² + λ ‖D p‖² with λ from Newton steps on 1 / ‖D p(λ)‖ between safeguards.
 *
 * @param scale D, length n, positive
 * @param radius Δ
 * @param before λ of the last step, to begin from
 * @source Moré: The Levenberg-Marquardt algorithm, implementation and theory (1978), sections 3 and 5
 */
export function trustRegionStep(
  factors: PivotedFactors,
  scale: Vector,
  radius: number,
  before: number,
): TrustRegionStep {
  const { r, columns, projected, rank } = factors;
  const k = columns.length;
  const d = Float64Array.from(columns, (j) => scale[j]!);
  const spread = (q: Vector, length: number, lambda: number): TrustRegionStep => {
    const p = new Float64Array(scale.length);
    for (let c = 0; c < k; c++) p[columns[c]!] = q[c]!;
    return { p, length, lambda };
  };

  const gauss = new Float64Array(k);
  for (let c = rank - 1; c >= 0; c--) {
    let sum = -projected[c]!;
    for (let e = c + 1; e < rank; e++) sum -= r[e * k + c]! * gauss[e]!;
    gauss[c] = sum / r[c * k + c]!;
  }
  let length = scaledNorm(gauss, d);
  let excess = length - radius;
  if (excess <= 0.1 * radius || length === 0) return spread(gauss, length, 0);

  let low = 0;
  if (rank === k) {
    const w = solveTransposed(
      r,
      k,
      gauss.map((q, c) => (d[c]! * d[c]! * q) / length),
    );
    const square = w.reduce((sum, wi) => sum + wi * wi, 0);
    low = excess / radius / square;
  }
  let gradient = 0;
  for (let c = 0; c < k; c++) {
    let sum = 0;
    for (let e = 0; e <= c; e++) sum += r[c * k + e]! * projected[e]!;
    gradient = Math.hypot(gradient, sum / d[c]!);
  }
  let high = gradient / radius;
  if (!(high > 0)) high = 2 ** -1000 / Math.min(radius, 0.1);
  let lambda = Math.min(Math.max(before, low), high);
  if (!(lambda > 0)) lambda = gradient / length;
  let q: Vector = gauss;
  for (let iteration = 0; iteration < 12; iteration++) {
    lambda = Math.max(lambda, 1e-3 * high * 1e-9, 2 ** -1000);
    const damped = dampedFactor(r, projected, d, k, Math.sqrt(lambda));
    q = damped.q;
    length = scaledNorm(q, d);
    excess = length - radius;
    if (Math.abs(excess) <= 0.1 * radius || !(length > 0)) break;
    if (excess > 0) low = Math.max(low, lambda);
    else high = Math.min(high, lambda);
    const w = solveTransposed(
      damped.s,
      k,
      q.map((qc, c) => (d[c]! * d[c]! * qc) / length),
    );
    const square = w.reduce((sum, wi) => sum + wi * wi, 0);
    const newton = lambda + excess / radius / square;
    lambda = newton > low && newton < high ? newton : Math.max(Math.sqrt(low * high), 1e-3 * high);
  }
  return spread(q, length, lambda);
}

function scaledNorm(q: Vector, d: Vector): number {
  let largest = 0;
  for (let c = 0; c < q.length; c++) largest = Math.max(largest, Math.abs(q[c]! * d[c]!));
  if (largest === 0) return 0;
  let sum = 0;
  for (let c = 0; c < q.length; c++) sum += ((q[c]! * d[c]!) / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/** w with S'w = v, S upper triangular, column after column. */
function solveTransposed(s: Vector, k: number, v: Vector): Vector {
  const w = v.slice();
  for (let c = 0; c < k; c++) {
    let sum = w[c]!;
    for (let e = 0; e < c; e++) sum -= s[c * k + e]! * w[e]!;
    w[c] = sum / s[c * k + c]!;
  }
  return w;
}

/** S with S'S = R'R + λ D², by rotations of √λ D into R, and q with S q = −(Q'r rotated likewise). */
function dampedFactor(
  r: Vector,
  projected: Vector,
  d: Vector,
  k: number,
  root: number,
): { readonly s: Vector; readonly q: Vector } {
  const s = r.slice();
  const b = projected.slice();
  const row = new Float64Array(k);
  for (let start = 0; start < k; start++) {
    row.fill(0);
    row[start] = root * d[start]!;
    let below = 0;
    for (let c = start; c < k; c++) {
      if (row[c] === 0) continue;
      const length = Math.hypot(s[c * k + c]!, row[c]!);
      const cosine = s[c * k + c]! / length;
      const sine = row[c]! / length;
      s[c * k + c] = length;
      const bc = b[c]!;
      b[c] = cosine * bc + sine * below;
      below = cosine * below - sine * bc;
      for (let e = c + 1; e < k; e++) {
        const above = s[e * k + c]!;
        s[e * k + c] = cosine * above + sine * row[e]!;
        row[e] = cosine * row[e]! - sine * above;
      }
    }
  }
  const q = new Float64Array(k);
  for (let c = k - 1; c >= 0; c--) {
    let sum = -b[c]!;
    for (let e = c + 1; e < k; e++) sum -= s[e * k + c]! * q[e]!;
    q[c] = sum / s[c * k + c]!;
  }
  return { s, q };
}
