import { checkInteger } from '../array/checks.js';
import { addScaled, dot } from '../array/vector.js';
import { type Checkpoint, checkpoint, type Method, type Progress, progress, type Vector } from '../query/index.js';
import { drive } from './drive.js';
import { type LinearReport, type LinearSolution, type LinearSolveOptions, length } from './linear-solution.js';
import { type OperatorLike, squareOracle } from './operator.js';
import { checkedPreconditioner } from './preconditioners.js';
import { type Product, productWith } from './product.js';
import { beginSquare, conclude, residualAt } from './residual.js';

/** Options of {@link generalizedMinimalResidual}. */
export interface GmresOptions extends LinearSolveOptions {
  /** Vectors kept before it begins anew from where it is. Default 30; n and more is GMRES without restarts. */
  readonly restart?: number;
}

/**
 * Generalised minimal residuals for A x = b, A square: over `restart` iterations, the point of the Krylov space with
 * the least ‖b − A x‖. Preconditioned from the right, so that the residual is the true one.
 *
 * Asks: one product an iteration, and one more a restart. Residuals never grow. Without restarts it ends after at most
 * n iterations; with them it may stagnate (`stagnated`).
 *
 * @param b right-hand side, length n; it is not changed
 * @source Saad, Schultz: GMRES: a generalized minimal residual algorithm for solving nonsymmetric linear systems (1986)
 */
export function* generalizedMinimalResidual(
  b: Vector,
  options: GmresOptions = {},
): Method<Product | Progress<LinearReport> | Checkpoint, LinearSolution> {
  const { restart = 30 } = options;
  const preconditioner = checkedPreconditioner(options.preconditioner);
  checkInteger('restart', restart, 1);
  const { x: first, target, maxIterations } = beginSquare(b, options);
  const n = b.length;
  const size = Math.min(restart, Math.max(1, n));
  // Kept at each restart, where a vector is all there is.
  let state = { x: first, iteration: 0, before: Infinity };
  for (;;) {
    state = yield* checkpoint(state);
    const { x, before } = state;
    let { iteration } = state;
    const r = yield* residualAt(b, x);
    const beta = length(r);
    if (iteration === 0 || beta <= target) {
      const report: LinearReport = { x, residualNorm: beta, iteration };
      if ((yield* progress(report)) && beta > target)
        return { x, residualNorm: beta, iterations: iteration, status: 'stopped' } as LinearSolution;
    }
    if (beta <= target) return { x, residualNorm: beta, iterations: iteration, status: 'converged' } as LinearSolution;
    if (iteration >= maxIterations) return yield* conclude(b, x, iteration, 'max-iterations', target);
    // What a whole cycle changes by less than rounding, another will not change either.
    if (beta >= before * (1 - 1e-12)) return yield* conclude(b, x, iteration, 'stagnated', target);
    const basis = [r.map((ri) => ri / beta)];
    const rotated = new Float64Array(size + 1);
    rotated[0] = beta;
    const columns: Float64Array[] = [];
    const cosines = new Float64Array(size);
    const sines = new Float64Array(size);
    const start = x.slice();
    let ended: 'no' | 'stopped' | 'invariant' = 'no';
    while (columns.length < size && iteration < maxIterations && ended === 'no') {
      const k = columns.length;
      const product = yield* productWith(preconditioner(basis[k]!).slice());
      const w = product.slice();
      const scale = length(w);
      const h = orthogonalize(w, basis);
      const next = length(w);
      for (let i = 0; i < k; i++) rotate(h, i, cosines[i]!, sines[i]!);
      // Below its own rounding the rest is nothing: the space is invariant.
      const invariant = next <= Number.EPSILON * scale;
      h[k + 1] = invariant ? 0 : next;
      const length2 = Math.hypot(h[k]!, h[k + 1]!);
      if (!(length2 > Number.EPSILON * scale)) {
        ended = 'invariant';
        break;
      }
      cosines[k] = h[k]! / length2;
      sines[k] = h[k + 1]! / length2;
      rotate(h, k, cosines[k]!, sines[k]!);
      rotate(rotated, k, cosines[k]!, sines[k]!);
      columns.push(h);
      iteration++;
      const residualNorm = Math.abs(rotated[k + 1]!);
      // The point costs as much as the step: it is combined only if a rule or a listener reads it.
      const report: LinearReport = {
        get x() {
          return combine(x, start, basis, columns, rotated, preconditioner);
        },
        residualNorm,
        iteration,
      };
      if (yield* progress(report)) ended = 'stopped';
      if (residualNorm <= target) break;
      if (invariant) ended = 'invariant';
      else basis.push(w.map((wi) => wi / next));
    }
    combine(x, start, basis, columns, rotated, preconditioner);
    const residualNorm = Math.abs(rotated[columns.length]!);
    if (ended === 'stopped') return { x, residualNorm, iterations: iteration, status: 'stopped' } as LinearSolution;
    if (ended === 'invariant') return yield* conclude(b, x, iteration, 'breakdown', target);
    state = { x, iteration, before: beta };
  }
}

/** Solves A x = b, A square, by {@link generalizedMinimalResidual}. */
export function gmres(a: OperatorLike, b: Vector, options: GmresOptions = {}): LinearSolution {
  return drive(generalizedMinimalResidual(b, options), squareOracle(a, b));
}

/** Takes the components along a basis from w, twice, which makes it orthogonal to rounding; answers what was taken. */
export function orthogonalize(w: Vector, basis: readonly Vector[]): Float64Array {
  const taken = new Float64Array(basis.length + 1);
  for (let pass = 0; pass < 2; pass++)
    for (let i = 0; i < basis.length; i++) {
      const component = dot(basis[i]!, w);
      taken[i]! += component;
      addScaled(w, -component, basis[i]!);
    }
  return taken;
}

function rotate(h: Float64Array, i: number, cosine: number, sine: number): void {
  const upper = h[i]!;
  const lower = h[i + 1]!;
  h[i] = cosine * upper + sine * lower;
  h[i + 1] = cosine * lower - sine * upper;
}

/** x ← start + M⁻¹ V y, y from the triangular system. */
function combine(
  x: Vector,
  start: Vector,
  basis: readonly Vector[],
  columns: readonly Float64Array[],
  rotated: Float64Array,
  preconditioner: (r: Vector) => Vector,
): Vector {
  const k = columns.length;
  const y = rotated.slice(0, k);
  for (let i = k - 1; i >= 0; i--) {
    for (let j = i + 1; j < k; j++) y[i]! -= columns[j]![i]! * y[j]!;
    y[i]! /= columns[i]![i]!;
  }
  const combined = new Float64Array(x.length);
  for (let i = 0; i < k; i++) addScaled(combined, y[i]!, basis[i]!);
  x.set(start);
  addScaled(x, 1, preconditioner(combined));
  return x;
}
