import { norm2 } from '../../array/vector.js';
import { type Jacobian, jacobianAt, type Method, type Vector } from '../../query/index.js';
import type { PivotedFactors } from '../pieces/pivoted-qr.js';
import { columnNorm, missedBy, transposedProduct } from './linearisation.js';
import { secantSlopes } from './secant-slopes.js';
import { type StructuredCurvature, structuredCurvature } from './structured-curvature.js';

/** The Jacobian along the path of a method that asks for a new one where it must, and what all of them tell. */
export interface SlopesAlong {
  /** m x n, row-major; it may change with the next call. */
  readonly jacobian: Vector;
  /** Relative error of the last that was asked for; 0 where the oracle knows it. */
  readonly error: number;
  /** Whether the Jacobian follows by secants since. */
  readonly follows: boolean;
  /** Norms of its columns when it was asked for. */
  readonly norms: Vector;
  /** D: the largest norms so far of the columns; 1 for those that have always been 0. */
  readonly scale: Vector;
  /** What J'J leaves out of the Hessian, by how the Jacobians change. */
  readonly curvature: StructuredCurvature;
  /** Asks for the Jacobian, and gives the residuals to be kept. */
  renew(x: Vector, known?: Vector): Method<Jacobian, Vector>;
  /** Wants true slopes that are more exact from now on, where the last ones were differences; false where none are. */
  refine(): boolean;
  /** Takes note of the offset, and says whether it is as small as it gets without a new Jacobian. */
  isSpent(offset: number): boolean;
  /** Lets the Jacobian follow an accepted step; false where it should be asked for. */
  follow(step: AcceptedStep): boolean;
}

export interface AcceptedStep {
  readonly p: Vector;
  /** r(x) and r(x + p) */
  readonly before: Vector;
  readonly after: Vector;
  /** ‖J p‖ */
  readonly change: number;
  /** Of the decrease to the one promised. */
  readonly ratio: number;
  readonly factors: PivotedFactors;
  readonly offset: number;
}

/** Errors of the differences that are asked for at first, and from which on there is nothing to gain: √ε and ε^(4/5). */
const coarsest = 2 ** -26;
const finest = 2 ** -41;

/** From one kind of differences to the next. */
const refinement = 2 ** -8;

/** Secants serve while the model is good: its error this share of what it says, and its decrease this of what came. */
const mostMissed = 0.5;
const leastRatio = 0.25;

/** What a secant gets wrong across its step would drown columns that are as good as dependent. */
const leastIndependent = 1e-3;

/** Near the solution the curvature decides, of which one step tells too little. */
const leastOffset = 1e-2;

/** What another step usually leaves of an offset, for want of a better guess, where residuals are some percent of the data. */
const usualRate = 0.03;

export function slopesAlong(n: number): SlopesAlong {
  const secants = secantSlopes(n);
  const curvature = structuredCurvature(n);
  const largest = new Float64Array(n);
  const scale = new Float64Array(n);
  const norms = new Float64Array(n);
  let jacobian: Vector = new Float64Array();
  /** The last true Jacobian, where it was, and the one before it, whose memory is the next one's. */
  let lastTrue = jacobian;
  let lastPlace: Vector | undefined;
  let older = jacobian;
  let following = jacobian;
  let missed = jacobian;
  let error = 0;
  let follows = false;
  let accuracy = coarsest;
  let offsetAsked = Infinity;
  return {
    get jacobian() {
      return jacobian;
    },
    get error() {
      return error;
    },
    get follows() {
      return follows;
    },
    norms,
    scale,
    curvature,
    *renew(x, known) {
      const given = known === undefined ? undefined : { known, into: older };
      const answer = yield* jacobianAt(x, { error: accuracy, ...given });
      const residuals = known ?? answer.residuals.slice();
      [older, lastTrue] = [lastTrue, copyOf(answer.jacobian, older)];
      jacobian = lastTrue;
      error = answer.error ?? 0;
      follows = false;
      secants.begin();
      for (let j = 0; j < n; j++) {
        norms[j] = columnNorm(jacobian, n, j);
        largest[j] = Math.max(largest[j]!, norms[j]!);
        scale[j] = largest[j]! > 0 ? largest[j]! : 1;
      }
      if (lastPlace !== undefined && lastPlace !== x) {
        const before = transposedProduct(older, residuals, n);
        const change = transposedProduct(jacobian, residuals, n);
        const s = new Float64Array(n);
        for (let j = 0; j < n; j++) {
          change[j] = change[j]! - before[j]!;
          s[j] = x[j]! - lastPlace[j]!;
        }
        curvature.learn(s, change, scale);
      }
      lastPlace = x;
      return residuals;
    },
    refine: () => {
      if (follows) return true;
      if (error <= finest) return false;
      accuracy = Math.min(accuracy, Math.max(finest, error * refinement));
      return true;
    },
    isSpent: (offset) => {
      if (follows) return offset < usualRate * offsetAsked;
      offsetAsked = offset;
      return false;
    },
    follow: ({ p, before, after, change, ratio, factors, offset }) => {
      if (error === 0 || accuracy < coarsest || offset <= leastOffset || !(ratio > leastRatio)) return false;
      if (leastIndependence(factors, scale) < leastIndependent) return false;
      if (missed.length !== before.length) missed = new Float64Array(before.length);
      missedBy(missed, jacobian, p, before, after);
      if (!(norm2(missed) <= mostMissed * change)) return false;
      if (!follows) following = copyOf(jacobian, following);
      if (!secants.follow(following, p, missed, scale)) return false;
      jacobian = following;
      follows = true;
      return true;
    },
  };
}

/** A copy, in memory that is no longer needed where it has the length. */
function copyOf(v: Vector, memory: Vector): Vector {
  if (memory.length !== v.length) return v.slice();
  if (memory !== v) memory.set(v);
  return memory;
}

/** The least entry of R's diagonal, in the scales of its columns. */
function leastIndependence({ r, columns }: PivotedFactors, scale: Vector): number {
  const k = columns.length;
  let least = Infinity;
  for (let c = 0; c < k; c++) least = Math.min(least, Math.abs(r[c * k + c]!) / scale[columns[c]!]!);
  return least;
}
