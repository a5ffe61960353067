import { multiply } from '../../array/vector.js';
import type { Vector } from '../../query/index.js';
import { lengthOf } from './linearisation.js';

/** What Gauss and Newton's model leaves out of the Hessian of ½ ‖r‖²: S = Σ rᵢ ∇²rᵢ. */
export interface StructuredCurvature {
  /** S, n x n */
  readonly matrix: Vector;
  /** Whether anything has been learnt of it. */
  isKnown(): boolean;
  /**
   * Learns from the Jacobians at the ends of a step s: S s = (J₊ − J)'r₊ from now on.
   *
   * @param change (J₊ − J)'r₊
   * @param scale D, in which S changes least
   */
  learn(s: Vector, change: Vector, scale: Vector): void;
}

/**
 * S from 0 on by symmetric updates of least change in the scales of x, sized before, because S shrinks with the residuals.
 *
 * @source Dennis, Gay, Welsch: An adaptive nonlinear least-squares algorithm (1981), section 3
 */
export function structuredCurvature(n: number): StructuredCurvature {
  const matrix = new Float64Array(n * n);
  const product = new Float64Array(n);
  const weighted = new Float64Array(n);
  let known = false;
  return {
    matrix,
    isKnown: () => known,
    learn: (s, change, scale) => {
      multiply(product, matrix, s);
      let curvature = 0;
      let wanted = 0;
      let square = 0;
      for (let i = 0; i < n; i++) {
        weighted[i] = scale[i]! * scale[i]! * s[i]!;
        curvature += s[i]! * product[i]!;
        wanted += s[i]! * change[i]!;
        square += s[i]! * weighted[i]!;
      }
      if (!(square > 0)) return;
      const size = curvature === 0 ? 1 : Math.min(1, Math.abs(wanted / curvature));
      let along = 0;
      for (let i = 0; i < n; i++) {
        product[i] = change[i]! - size * product[i]!;
        along += product[i]! * s[i]!;
      }
      for (let i = 0, at = 0; i < n; i++)
        for (let j = 0; j < n; j++, at++) {
          const both = product[i]! * weighted[j]! + weighted[i]! * product[j]!;
          matrix[at] = size * matrix[at]! + (both - (along / square) * (weighted[i]! * weighted[j]!)) / square;
        }
      known = true;
    },
  };
}

/** Newton's step, and how fast Gauss and Newton's would converge beside it. */
export interface CorrectedStep {
  readonly p: Vector;
  /** ‖D (J'J)⁻¹ S p‖ / ‖D p‖: what is left of an error after another step of Gauss and Newton's. */
  readonly rate: number;
}

/** Steps that are changed by more than this share do not settle yet. */
const slowest = 0.5;

/** A series that contracts by at least a half is as good as its limit after so many terms. */
const terms = 6;

/**
 * −(J'J + S)⁻¹ J'r from Gauss and Newton's step, as the series of powers of −(J'J)⁻¹ S; undefined where that contracts too
 * slowly.
 *
 * @param inverse (J'J)⁻¹ of the free columns
 * @param columns which they are
 */
export function correctedStep(
  step: Vector,
  inverse: Vector,
  columns: readonly number[],
  { matrix }: StructuredCurvature,
  scale: Vector,
): CorrectedStep | undefined {
  const n = step.length;
  const k = columns.length;
  const p = step.slice();
  const term = step.slice();
  const product = new Float64Array(n);
  let length = lengthOf(step, scale);
  let rate = 0;
  for (let count = 0; count < terms && length > 0; count++) {
    multiply(product, matrix, term);
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let e = 0; e < k; e++) sum -= inverse[c * k + e]! * product[columns[e]!]!;
      term[columns[c]!] = sum;
    }
    const next = lengthOf(term, scale);
    if (!(next < slowest * length)) return count === 0 ? undefined : { p, rate };
    if (count === 0) rate = next / length;
    for (let i = 0; i < n; i++) p[i] = p[i]! + term[i]!;
    length = next;
  }
  return { p, rate };
}
