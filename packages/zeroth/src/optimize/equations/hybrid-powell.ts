import { checkFinite } from '../../array/checks.js';
import { progress, type Vector } from '../../query/index.js';
import type { LeastSquaresEnd, LeastSquaresMethod } from '../leastsquares/least-squares-method.js';
import { half, linearisedAt, residualsOrNone, transposedProduct } from '../leastsquares/linearisation.js';
import type { EndReason, MinimizationProblem } from '../minimizer.js';
import { leastSquaresStep, type PivotedFactors, pivotedFactors, withFullRank } from '../pieces/pivoted-qr.js';

/** Options of {@link hybridPowell}. */
export interface HybridPowellOptions {
  /** First radius of the trust region, as a multiple of ‖D x0‖, where 1 stands for components that are 0. Default 100. */
  readonly radius?: number;
}

/**
 * Powell's hybrid method for n equations F(x) = 0 in n unknowns: dogleg steps, between that of Newton and the steepest
 * descent of ‖F‖, in a trust region that is scaled by the columns of the Jacobian. The Jacobian is asked for once, kept
 * up by Broyden's rank-one updates, and asked for again after two failures.
 *
 * Asks: residuals, and few Jacobians. Superlinear near a root with regular Jacobian.
 *
 * @source Powell: A hybrid method for nonlinear equations (1970)
 * @source Broyden: A class of methods for solving nonlinear simultaneous equations (1965)
 */
export function hybridPowell({ radius = 100 }: HybridPowellOptions = {}): LeastSquaresMethod {
  return {
    name: 'hybridPowell',
    asks: ['residuals', 'jacobian'],
    bounds: false,
    start: (problem) => search(problem, radius),
  };
}

/** ε²: equations that have fallen by as much are zero, also where a root is singular and steps do not get small. */
export const vanished = 2 ** -104;

function* search({ x0, tolerance }: MinimizationProblem, firstRadius: number) {
  checkFinite('x0', x0);
  const n = x0.length;
  const nothing = new Uint8Array(n);
  const scale = new Float64Array(n);
  let x = x0.slice();
  let { residuals, jacobian } = yield* linearisedAt(x);
  let exact = true;
  let radius = 0;
  let failures = 0;
  let successes = 0;
  let slow = 0;
  let poor = 0;
  let largest = 0;
  const end = (reason: EndReason | undefined): LeastSquaresEnd => ({ reason, x, residuals, jacobian });
  for (;;) {
    const gradient = transposedProduct(jacobian, residuals, n);
    if (yield* progress({ x, value: half(residuals), residuals, gradient })) return end(undefined);
    const norm = Math.sqrt(2 * half(residuals));
    largest = Math.max(largest, norm);
    if (norm <= vanished * largest) return end('gradient-small');
    for (let j = 0; j < n; j++) {
      let square = 0;
      for (let i = 0; i < n; i++) square += jacobian[i * n + j]! ** 2;
      scale[j] = Math.max(scale[j]!, Math.sqrt(square)) || 1;
    }
    if (radius === 0)
      radius =
        firstRadius *
        scaled(
          x.map((xi) => xi || 1),
          scale,
        );
    const p = dogleg(withFullRank(pivotedFactors(jacobian, residuals, n, nothing)), jacobian, gradient, scale, radius);
    const next = x.map((xi, i) => xi + p[i]!);
    const moved = scaled(p, scale);
    const small = moved <= tolerance.step * scaled(x, scale) || next.every((v, i) => v === x[i]);
    const trial = yield* residualsOrNone(next);
    const trialNorm = trial === undefined ? Infinity : Math.sqrt(2 * half(trial));
    const predicted = product(jacobian, p, n);
    let model = 0;
    for (let i = 0; i < n; i++) model += (residuals[i]! + predicted[i]!) ** 2;
    const promised = 1 - Math.sqrt(model) / norm;
    const actual = trialNorm < 10 * norm ? 1 - trialNorm / norm : -1;
    const ratio = promised > 0 ? actual / promised : 0;
    if (ratio < 0.1) {
      successes = 0;
      failures++;
      radius *= 0.5;
      if (!(moved > 0) || !Number.isFinite(moved)) failures = 2;
    } else {
      failures = 0;
      successes++;
      if (ratio >= 0.5 || successes > 1) radius = Math.max(radius, 2 * moved);
      if (Math.abs(ratio - 1) <= 0.1) radius = 2 * moved;
    }
    const change = trial?.map((t, i) => t - residuals[i]! - predicted[i]!);
    const accepted = trial !== undefined && ratio >= 1e-4;
    if (accepted) {
      x = next;
      residuals = trial;
    }
    slow = actual >= 1e-3 ? 0 : slow + 1;
    poor = actual >= 0.1 ? 0 : exact ? poor + 1 : poor;
    if (small) {
      // A small step of an estimate proves nothing: ask once more.
      if (exact) {
        if (accepted) yield* progress({ x, value: half(residuals), residuals, gradient });
        return end('step-small');
      }
      failures = 2;
    }
    if ((slow >= 10 && exact) || poor >= 5) return end('no-progress');
    if (failures >= 2 || (slow >= 10 && !exact)) {
      if (exact && !accepted && radius <= tolerance.step * scaled(x, scale)) return end('step-small');
      if (!exact) {
        ({ residuals, jacobian } = yield* linearisedAt(x));
        exact = true;
        radius = Math.max(radius, moved);
        slow = Math.min(slow, 5);
      }
      failures = 0;
      continue;
    }
    if (change === undefined) continue;
    // J ← J + (y − J p) p' D² / ‖D p‖², where the step was of some length.
    if (!(moved > 0)) continue;
    exact = false;
    for (let i = 0; i < n; i++) {
      const share = change[i]! / moved;
      for (let j = 0; j < n; j++)
        jacobian[i * n + j] = jacobian[i * n + j]! + share * ((scale[j]! * scale[j]! * p[j]!) / moved);
    }
  }
}

/** ‖D p‖ */
function scaled(p: Vector, scale: Vector): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += (p[i]! * scale[i]!) ** 2;
  return Math.sqrt(sum);
}

function product(matrix: Vector, p: Vector, n: number): Vector {
  const out = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++) for (let j = 0; j < n; j++, at++) out[i] = out[i]! + matrix[at]! * p[j]!;
  return out;
}

/** The Newton step where it is within the region, or the point on the way to it from the least one along −D⁻² g. */
function dogleg(factors: PivotedFactors, jacobian: Vector, gradient: Vector, scale: Vector, radius: number): Vector {
  const n = scale.length;
  const newton = leastSquaresStep(factors, n);
  const length = scaled(newton, scale);
  if (length <= radius) return newton;
  const steepest = gradient.map((g, j) => -g / (scale[j]! * scale[j]!));
  const steepestLength = scaled(steepest, scale);
  if (!(steepestLength > 0)) return newton.map((q) => (q * radius) / length);
  const image = product(jacobian, steepest, n);
  const curvature = image.reduce((sum, v) => sum + v * v, 0);
  const cauchy = (steepestLength * steepestLength) / curvature;
  if (!(cauchy * steepestLength < radius)) return steepest.map((q) => (q * radius) / steepestLength);
  // ‖D (c + t (newton − c))‖ = Δ, by the root that does not cancel.
  const c = steepest.map((q) => cauchy * q);
  const way = newton.map((q, j) => q - c[j]!);
  const a = scaled(way, scale) ** 2;
  let b = 0;
  for (let j = 0; j < n; j++) b += scale[j]! * scale[j]! * c[j]! * way[j]!;
  const rest = radius * radius - scaled(c, scale) ** 2;
  const root = Math.sqrt(Math.max(0, b * b + a * rest));
  const t = b > 0 ? rest / (b + root) : (root - b) / a;
  return c.map((q, j) => q + Math.min(1, Math.max(0, t)) * way[j]!);
}
