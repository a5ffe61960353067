import type { Vector } from '../../query/index.js';
import { lengthOf } from './linearisation.js';

/** Slopes that follow the residuals from step to step, so that a new Jacobian need not be asked for. */
export interface SecantSlopes {
  /** Forgets the steps, because the Jacobian is a true one again. */
  begin(): void;
  /**
   * Changes J so that it explains a step, and all since the last true Jacobian: J ← J + missed ŝ'D² / ŝ'D²p, ŝ being the
   * part of p that is orthogonal to the steps before. False, with J as it was, where too little of p is new.
   *
   * @param missed r(x + p) − r(x) − J p
   * @param scale D
   */
  follow(jacobian: Vector, p: Vector, missed: Vector, scale: Vector): boolean;
}

/** A step of which less is new says nothing of its own. */
const leastNew = 0.1;

/** @source Gay, Schnabel: Solving systems of nonlinear equations by Broyden's method with projected updates (1978) */
export function secantSlopes(n: number): SecantSlopes {
  /** Orthonormal directions D s of the steps so far. */
  const directions = new Float64Array(n * n);
  const fresh = new Float64Array(n);
  let count = 0;
  return {
    begin: () => {
      count = 0;
    },
    follow: (jacobian, p, missed, scale) => {
      if (count === n) return false;
      for (let j = 0; j < n; j++) fresh[j] = p[j]! * scale[j]!;
      for (let d = 0; d < count; d++) {
        let product = 0;
        for (let j = 0; j < n; j++) product += directions[d * n + j]! * fresh[j]!;
        for (let j = 0; j < n; j++) fresh[j] = fresh[j]! - product * directions[d * n + j]!;
      }
      let square = 0;
      for (let j = 0; j < n; j++) square += fresh[j]! * fresh[j]!;
      const length = Math.sqrt(square);
      if (!(length > leastNew * lengthOf(p, scale))) return false;
      for (let j = 0; j < n; j++) {
        directions[count * n + j] = fresh[j]! / length;
        // ŝ'D²p is ‖D ŝ‖², D ŝ being orthogonal to the rest of D p.
        fresh[j] = (fresh[j]! * scale[j]!) / square;
      }
      count++;
      for (let i = 0, at = 0; i < missed.length; i++)
        for (let j = 0; j < n; j++, at++) jacobian[at] = jacobian[at]! + missed[i]! * fresh[j]!;
      return true;
    },
  };
}
