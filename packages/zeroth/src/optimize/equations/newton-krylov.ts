import { checkFinite, checkInteger } from '../../array/checks.js';
import { norm2, normInfinity } from '../../array/vector.js';
import { type Estimator, lift } from '../../estimators/index.js';
import { type Method, progress, type Residuals, residualsAt, type Vector } from '../../query/index.js';
import { anyOf, iterations, OracleError, when, within } from '../../run/index.js';
import { generalizedMinimalResidual, type LinearReport, type Product } from '../../solve/index.js';
import type { LeastSquaresEnd, LeastSquaresMethod } from '../leastsquares/least-squares-method.js';
import { half, residualsOrNone } from '../leastsquares/linearisation.js';
import type { EndReason, MinimizationProblem } from '../minimizer.js';
import { vanished } from './hybrid-powell.js';

/** Options of {@link newtonKrylov}. */
export interface NewtonKrylovOptions {
  /** Most products with the Jacobian a step, each one question; an integer from 1. Default 50. */
  readonly products?: number;
}

/** Decrease of ‖F‖ wanted, as a share of what the linear model promises. */
const decrease = 1e-4;
/** η = γ (‖F‖ / ‖F before‖)², its safeguard's threshold, and the first and largest η. */
const [gamma, threshold, loosest] = [0.9, 0.1, 0.5];

/**
 * Newton's method for many equations F(x) = 0: the step is found by GMRES, from products with the Jacobian that are
 * differences of F along a direction, only as exactly as the last step deserves. No matrix is asked for or stored.
 *
 * Asks: residuals. Quadratic near a root with regular Jacobian, where GMRES gets as exact as it is asked to.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Knoll and Keyes: Jacobian-free Newton-Krylov methods (2004)
 * @source Eisenstat and Walker: Choosing the forcing terms in an inexact Newton method (1996), choice 2
 */
export function newtonKrylov({ products = 50 }: NewtonKrylovOptions = {}): LeastSquaresMethod {
  checkInteger('products', products, 1);
  return { name: 'newtonKrylov', asks: ['residuals'], bounds: false, start: (problem) => search(problem, products) };
}

function* search({ x0, tolerance }: MinimizationProblem, products: number) {
  checkFinite('x0', x0);
  let x = x0.slice();
  let f: Vector = (yield* residualsAt(x)).slice();
  let largest = 0;
  let normBefore = 0;
  let eta = loosest;
  const end = (reason: EndReason | undefined): LeastSquaresEnd => ({
    reason,
    x,
    residuals: f,
    jacobian: new Float64Array(),
  });
  for (;;) {
    // The gradient of ½ ‖F‖² is not known: F stands for it, which vanishes at the same points.
    if (yield* progress({ x, value: half(f), residuals: f, gradient: f })) return end(undefined);
    const norm = norm2(f);
    largest = Math.max(largest, norm);
    if (norm <= vanished * largest) return end('gradient-small');
    if (normBefore > 0) {
      const wanted = gamma * (norm / normBefore) ** 2;
      // As long as η was large, it does not shrink at once.
      const kept = gamma * eta * eta;
      eta = Math.min(loosest, kept > threshold ? Math.max(wanted, kept) : wanted);
    }
    // Differences know products to about √ε.
    const { p, residual } = yield* krylovStep(x, f, Math.max(eta, 2 ** -26), products);
    const reached = Math.min(1, residual / norm);
    if (!(norm2(p) > 0) || !p.every(Number.isFinite)) return end('no-progress');
    let t = 1;
    for (;;) {
      const next = x.map((v, i) => v + t * p[i]!);
      const small = t * normInfinity(p) <= tolerance.step * normInfinity(x);
      if (next.every((v, i) => v === x[i])) return end('step-small');
      const trial: Vector | undefined = yield* residualsOrNone(next);
      const trialNorm = trial === undefined ? Infinity : norm2(trial);
      if (trial !== undefined && trialNorm <= (1 - decrease * t * (1 - reached)) * norm && trialNorm < norm) {
        x = next;
        f = trial;
        normBefore = norm;
        break;
      }
      if (small) return end(t === 1 ? 'step-small' : 'no-progress');
      // The minimum of the parabola through ‖F‖², its slope −2 (1 − η) ‖F‖² and the trial value.
      const slope = -(1 - reached) * norm * norm;
      const parabola = (-slope * t * t) / (trialNorm * trialNorm - norm * norm - 2 * slope * t);
      const shorter = Math.min(0.5 * t, Math.max(0.1 * t, parabola || 0));
      // A part of the step promises that part of the decrease.
      eta = 1 - (shorter / t) * (1 - eta);
      t = shorter;
    }
  }
}

/** p with ‖J p + F‖ ≤ share ‖F‖, where so many products suffice; 0 where there are none. */
function* krylovStep(x: Vector, f: Vector, share: number, products: number) {
  const norm = norm2(f);
  const solver = generalizedMinimalResidual(
    f.map((v) => -v),
    { restart: products, tolerance: 0 },
  );
  // By rules, because a solver that ends by itself would ask for one more product, to see the residual.
  const close = when<LinearReport, 'close'>('close', ({ report }) => (report?.residualNorm ?? norm) <= share * norm);
  try {
    const inner = yield* within(lift(solver, productsByDifferences(x, f)), {
      stop: anyOf(close, iterations(products + 1)),
    });
    const solution = 'result' in inner ? inner.result : undefined;
    if (solution !== undefined) return { p: solution.x, residual: solution.residualNorm };
  } catch (error) {
    if (!(error instanceof OracleError && error.notFinite)) throw error;
  }
  return { p: new Float64Array(x.length), residual: norm };
}

/** Products with the Jacobian at x by differences of F; from the other side where F is not finite on the one. */
function productsByDifferences(x: Vector, f: Vector): Estimator<Product, Residuals> {
  const size = 2 ** -26 * Math.max(1, norm2(x));
  function* times(direction: Vector): Method<Residuals, Vector> {
    const h = size / norm2(direction);
    const moved = (step: number) => x.map((v, i) => v + step * direction[i]!);
    const ahead: Vector | undefined = yield* residualsOrNone(moved(h));
    if (ahead !== undefined) return ahead.map((v, i) => (v - f[i]!) / h);
    const behind = yield* residualsAt(moved(-h));
    return behind.map((v, i) => (f[i]! - v) / h);
  }
  return {
    begin: () => ({
      *product({ points }) {
        const images: Vector[] = [];
        for (const direction of points) images.push(yield* times(direction));
        return images;
      },
    }),
  };
}
