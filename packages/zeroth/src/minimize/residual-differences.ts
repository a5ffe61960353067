import { centralStep } from '../estimators/central-step.js';
import type { Estimator } from '../estimators/index.js';
import { half, tied } from '../optimize/leastsquares/linearisation.js';
import type { Bounds } from '../optimize/minimizer.js';
import {
  ask,
  type Jacobian,
  type JacobianAnswer,
  type Method,
  type Residuals,
  residualsAt,
  type Vector,
} from '../query/index.js';
import { centralMoves, forwardMove, type Moved, parabolaSlope } from './difference-points.js';

/** The size that is taken for a component of which only 0 has been seen. */
const unknownSize = 1e-2;

/** Components that have come near 0 are moved as if they had kept this share of their largest size. */
const keptShare = 2 ** -10;

/** The slope from both sides of x: a parabola's, or with two more points that of a polynomial of degree 4. */
type Stencil = 'forward' | 'central' | 'fourth';

const finer: Readonly<Record<Stencil, Stencil>> = { forward: 'central', central: 'fourth', fourth: 'fourth' };

/** Relative errors that balance truncation and rounding: √ε, ε^(2/3) and ε^(4/5). */
const errors: Readonly<Record<Stencil, number>> = { forward: 2 ** -26, central: 2 ** -34, fourth: 2 ** -41 };

/** The stencil of the fewest points that is as exact as is asked for; the finest where none is. */
function coarsestWithin(error: number): Stencil {
  return errors.forward <= error ? 'forward' : errors.central <= error ? 'central' : 'fourth';
}

/** A third of ε^(1/5), where error and rounding balance for what varies on the scale of x: much varies faster. */
const fourthStep = 2 ** -12;

/**
 * Jacobians by differences within bounds, as exact as the method asks. Where it does not say: forward ones, until the
 * residuals hardly fall from one Jacobian to the next; then central ones, whose error of about ε^(2/3) lets the last digits
 * settle; then, where the method still goes on, ones of fourth order with an error of about ε^(4/5).
 */
export function residualDifferences(bounds: Bounds | undefined): Estimator<Jacobian, Residuals> {
  return {
    begin: () => {
      let before = Infinity;
      let stencil: Stencil = 'forward';
      let largest: Vector = new Float64Array();
      /** For residuals beside the point, which are done with when the slopes are known. */
      const buffers: Vector[] = [];
      return {
        *jacobian({ point, known, error, into }): Method<Residuals, JacobianAnswer> {
          const residuals = known ?? (yield* residualsAt(point)).slice();
          const square = 2 * half(residuals);
          if (error !== undefined) stencil = coarsestWithin(error);
          // A rise is another method's start: its steps are long again.
          else if (square > before * (1 + tied)) stencil = 'forward';
          else if (square > 0 && square >= before * (1 - 1e-10)) stencil = finer[stencil];
          before = square;
          if (largest.length !== point.length) largest = new Float64Array(point.length);
          // All in one question, so that an oracle may answer them side by side.
          const columns: (readonly Moved[])[] = [];
          const points: Vector[] = [];
          for (let j = 0; j < point.length; j++) {
            const size = Math.max(Math.abs(point[j]!), keptShare * largest[j]!) || unknownSize;
            largest[j] = Math.max(Math.abs(point[j]!), largest[j]!);
            const moves = movesOf(stencil, point, j, size, bounds);
            columns.push(moves);
            for (const { point } of moves) points.push(point);
          }
          const m = residuals.length;
          // Taken while they are in use, because methods may ask side by side.
          const taken = buffers.splice(0, points.length);
          while (taken.length < points.length) taken.push(new Float64Array(m));
          const answers = yield* ask<Residuals>({ kind: 'residuals', points, into: taken });
          const size = m * point.length;
          const jacobian = into?.length === size ? into.fill(0) : new Float64Array(size);
          let next = 0;
          for (let j = 0; j < columns.length; j++) {
            writeSlopes(jacobian, j, columns[j]!, residuals, answers, next);
            next += columns[j]!.length;
          }
          buffers.push(...taken);
          return { residuals, jacobian, error: errors[stencil] };
        },
        kept: {
          save: () => ({ before, stencil, largest: largest.slice() }),
          load: (saved) => {
            ({ before, stencil, largest } = saved as { before: number; stencil: Stencil; largest: Vector }); // what `save` gave
          },
        },
      };
    },
  };
}

/** The points of a stencil along one component; a central one where there is no room for more within the bounds. */
function movesOf(stencil: Stencil, x: Vector, j: number, size: number, bounds: Bounds | undefined): readonly Moved[] {
  if (stencil === 'forward') return [forwardMove(x, j, size, bounds)];
  if (stencil === 'central') return centralMoves(x, j, centralStep * size, bounds);
  const near = centralMoves(x, j, fourthStep * size, bounds);
  const far = centralMoves(x, j, 2 * fourthStep * size, bounds);
  const isSymmetric = [near, far].every(([a, b]) => a.h > 0 && b.h < 0);
  return isSymmetric ? [...near, ...far] : centralMoves(x, j, centralStep * size, bounds);
}

/** Column j of J at x, where the residuals are `zero`, from those at the points of a stencil: some of `given`, from `at` on. */
function writeSlopes(
  jacobian: Vector,
  j: number,
  moves: readonly Moved[],
  zero: Vector,
  given: readonly Vector[],
  at: number,
): void {
  const m = zero.length;
  const n = jacobian.length / m;
  const [a, b, c, d] = moves;
  if (a === undefined || (b === undefined && a.h === 0)) return;
  const [fa, fb, fc, fd] = [given[at]!, given[at + 1], given[at + 2], given[at + 3]];
  if (b === undefined || fb === undefined) {
    for (let i = 0; i < m; i++) jacobian[i * n + j] = (fa[i]! - zero[i]!) / a.h;
    return;
  }
  for (let i = 0; i < m; i++) jacobian[i * n + j] = parabolaSlope(zero[i]!, fa[i]!, fb[i]!, a.h, b.h);
  if (c === undefined || d === undefined || fc === undefined || fd === undefined) return;
  // Extrapolation to h = 0 of slopes whose errors grow as h².
  for (let i = 0; i < m; i++) {
    const near = jacobian[i * n + j]!;
    jacobian[i * n + j] = near + (near - parabolaSlope(zero[i]!, fc[i]!, fd[i]!, c.h, d.h)) / 3;
  }
}
