import { checkFinite, checkInteger } from '../../array/checks.js';
import { float64Data, fromData } from '../../array/index.js';
import { dot, multiply, multiplyTransposed, norm2, normInfinity } from '../../array/vector.js';
import { pinv } from '../../linalg/index.js';
import { type Jacobian, type Method, progress, type Residuals, residualsAt, type Vector } from '../../query/index.js';
import type { LeastSquaresEnd, LeastSquaresMethod } from '../leastsquares/least-squares-method.js';
import { half, linearisedAt, residualsOrNone } from '../leastsquares/linearisation.js';
import type { EndReason, MinimizationProblem } from '../minimizer.js';
import { derivativeFreeSearch } from './derivative-free-search.js';
import { vanished } from './hybrid-powell.js';

/** Options of {@link broyden}. */
export interface BroydenOptions {
  /** 'good' changes the estimate of the Jacobian least, 'bad' that of its inverse. Default 'good'. */
  readonly update?: 'good' | 'bad';
  /** Updates that are kept, an integer from 1; with more, all are dropped and begun anew. Default 100. */
  readonly memory?: number;
  /**
   * The first estimate of the Jacobian: asked for, or a number times the identity, so that none is ever asked for.
   * Default 'asked'.
   */
  readonly jacobian?: 'asked' | number;
  /** Whether steps are shortened until ‖F‖ does not grow; 'whole' ones end on linear equations after 2 n. Default 'searched'. */
  readonly steps?: 'searched' | 'whole';
}

/**
 * Broyden's methods for n equations F(x) = 0 in n unknowns: x ← x − t H F, H an estimate of the inverse Jacobian that is
 * kept as a first one and rank-one updates, O(memory n) work a step beside it.
 *
 * Asks: residuals, one a step, and Jacobians where the updates begin. Superlinear near a root with regular Jacobian.
 *
 * @throws ZerothError `option-out-of-range`
 * @source Broyden: A class of methods for solving nonlinear simultaneous equations (1965)
 * @source Gay: Some convergence properties of Broyden's method (1979)
 * @source Li and Fukushima: A derivative-free line search and global convergence of Broyden-like method (2000)
 */
export function broyden(options: BroydenOptions = {}): LeastSquaresMethod {
  const { update = 'good', memory = 100, jacobian = 'asked', steps = 'searched' } = options;
  checkInteger('memory', memory, 1);
  if (jacobian !== 'asked') checkFinite('jacobian', Float64Array.of(1 / jacobian));
  return {
    name: 'broyden',
    asks: jacobian === 'asked' ? ['residuals', 'jacobian'] : ['residuals'],
    bounds: false,
    start: (problem) => search(problem, { update, memory, jacobian, steps }),
  };
}

function* search({ x0, tolerance }: MinimizationProblem, options: Required<BroydenOptions>) {
  checkFinite('x0', x0);
  let x = x0.slice();
  let jacobian: Vector = new Float64Array();
  let inverse: Inverse = scaledIdentity(1);
  function* renew(known?: Vector): Method<Jacobian | Residuals, Vector> {
    if (options.jacobian !== 'asked') {
      inverse = scaledIdentity(1 / options.jacobian);
      return known ?? (yield* residualsAt(x)).slice();
    }
    const answer = yield* linearisedAt(x);
    jacobian = answer.jacobian;
    inverse = denseInverse(jacobian, x.length);
    return answer.residuals;
  }
  let f: Vector = yield* renew();
  let fresh = true;
  let largest = 0;
  const end = (reason: EndReason | undefined): LeastSquaresEnd => ({
    reason,
    x,
    residuals: f,
    jacobian: fresh ? jacobian : new Float64Array(),
  });
  for (let k = 1; ; k++) {
    // The gradient of ½ ‖F‖² is not known: F stands for it, which vanishes at the same points.
    if (yield* progress({ x, value: half(f), residuals: f, gradient: f })) return end(undefined);
    const norm = norm2(f);
    largest = Math.max(largest, norm);
    if (norm <= vanished * largest) return end('gradient-small');
    const p = inverse.times(f).map((v) => -v);
    const negligible = normInfinity(p) <= tolerance.step * normInfinity(x);
    // A small step of an old estimate proves nothing.
    if (negligible && (fresh || options.jacobian !== 'asked')) return end('step-small');
    let step: { readonly t: number; readonly f: Vector } | undefined;
    if (!negligible && p.every(Number.isFinite)) {
      if (options.steps === 'searched') step = yield* derivativeFreeSearch(x, f, p, k);
      else {
        const whole: Vector | undefined = yield* residualsOrNone(x.map((v, i) => v + p[i]!));
        if (whole !== undefined) step = { t: 1, f: whole };
      }
    }
    if (step === undefined) {
      if (fresh) return end('no-progress');
      f = yield* renew(f);
      fresh = true;
      continue;
    }
    const { t } = step;
    const s = p.map((v) => t * v);
    const y = step.f.map((v, i) => v - f[i]!);
    x = x.map((v, i) => v + s[i]!);
    f = step.f;
    fresh = false;
    if (inverse.updates >= options.memory) {
      f = yield* renew(f);
      fresh = true;
    } else addUpdate(inverse, s, y, options.update);
  }
}

/** H = H₀ + Σ u v', so that ranks may grow without a matrix being changed. */
interface Inverse {
  readonly updates: number;
  times(p: Vector): Vector;
  /** H' p */
  transposedTimes(p: Vector): Vector;
  add(u: Vector, v: Vector): void;
}

/** H ← H + (s − H y) w' / w'y, with w = H's for Broyden's good method and y for the bad one; then H y = s. */
function addUpdate(inverse: Inverse, s: Vector, y: Vector, kind: 'good' | 'bad'): void {
  const image = inverse.times(y);
  const w = kind === 'good' ? inverse.transposedTimes(s) : y;
  const denominator = dot(w, y);
  // An update that would make H singular, or nearly, is left out.
  if (!(Math.abs(denominator) > 2 ** -40 * norm2(w) * norm2(y))) return;
  inverse.add(
    s.map((v, i) => (v - image[i]!) / denominator),
    w,
  );
}

function scaledIdentity(factor: number): Inverse {
  const scaled = (p: Vector): Vector => p.map((v) => factor * v);
  return lowRank(scaled, scaled);
}

/** That of a Jacobian, n x n and row-major; where it is singular, the one of least squares. */
function denseInverse(jacobian: Vector, n: number): Inverse {
  const matrix = float64Data(pinv(fromData(jacobian.slice(), [n, n])));
  const product = (p: Vector): Vector => {
    const out = new Float64Array(n);
    multiply(out, matrix, p);
    return out;
  };
  const transposed = (p: Vector): Vector => {
    const out = new Float64Array(n);
    multiplyTransposed(out, matrix, p);
    return out;
  };
  return lowRank(product, transposed);
}

function lowRank(first: (p: Vector) => Vector, firstTransposed: (p: Vector) => Vector): Inverse {
  const us: Vector[] = [];
  const vs: Vector[] = [];
  const plus = (start: Vector, left: readonly Vector[], right: readonly Vector[], p: Vector): Vector => {
    for (let k = 0; k < left.length; k++) {
      const share = dot(right[k]!, p);
      for (let i = 0; i < start.length; i++) start[i] = start[i]! + share * left[k]![i]!;
    }
    return start;
  };
  return {
    get updates() {
      return us.length;
    },
    times: (p) => plus(first(p), us, vs, p),
    transposedTimes: (p) => plus(firstTransposed(p), vs, us, p),
    add(u, v) {
      us.push(u);
      vs.push(v.slice());
    },
  };
}
