import { checkInteger, checkNotNegative } from '../../array/checks.js';
import { norm2, normInfinity } from '../../array/vector.js';
import { ZerothError } from '../../errors.js';
import type { Vector } from '../../query/index.js';
import { type ConvexSet, distanceToSet } from './convex-sets.js';
import { mapSingularValues, singularValuesOf } from './small-svd.js';

/**
 * A convex term h of an objective f + h, known by its value and its proximal map.
 *
 * @source Parikh and Boyd: Proximal algorithms (2014), chapter 6
 */
export interface ProximalTerm {
  readonly name: string;
  /** h(x); Infinity outside its domain. */
  value(x: Vector): number;
  /** x ← argmin over z of h(z) + ‖z − x‖² / (2 step). */
  apply(x: Vector, step: number): void;
}

/** Throws `bad-option` for what a caller without types may give in a term's place. */
export function checkTerm(term: unknown): void {
  const isTerm = typeof term === 'object' && term !== null && 'value' in term && typeof term.value === 'function';
  if (!isTerm || !('apply' in term))
    throw new ZerothError('bad-option', 'The term comes first and is a proximal term, such as l1(0.1).', term);
}

/** weight ‖x‖₁: soft thresholds, which make sparse solutions. */
export function l1(weight: number): ProximalTerm {
  return { ...elasticNet(weight, 0), name: 'l1' };
}

/** weight ‖x‖₂, not squared: x as a whole is 0 or not. */
export function l2(weight: number): ProximalTerm {
  checkNotNegative('weight', weight);
  return {
    name: 'l2',
    value: (x) => weight * norm2(x),
    apply(x, step) {
      const kept = keptShare(norm2(x), step * weight);
      for (let i = 0; i < x.length; i++) x[i] = kept * x[i]!;
    },
  };
}

/** ½ weight ‖x‖₂² */
export function squaredL2(weight: number): ProximalTerm {
  return { ...elasticNet(0, weight), name: 'squaredL2' };
}

/** weight ‖x‖₁ + ½ squareWeight ‖x‖₂² */
export function elasticNet(weight: number, squareWeight: number): ProximalTerm {
  checkNotNegative('weight', weight);
  checkNotNegative('squareWeight', squareWeight);
  return {
    name: 'elasticNet',
    value(x) {
      let sum = 0;
      for (const v of x) sum += weight * Math.abs(v) + 0.5 * squareWeight * v * v;
      return sum;
    },
    apply(x, step) {
      const shrink = 1 / (1 + step * squareWeight);
      for (let i = 0; i < x.length; i++)
        x[i] = Math.sign(x[i]!) * Math.max(0, Math.abs(x[i]!) - step * weight) * shrink || 0;
    },
  };
}

/** weight Σ ‖x_g‖₂ over disjoint groups of indices: a group is 0 as a whole or not at all. Others are free. */
export function groupNorms(groups: readonly (readonly number[])[], weight: number): ProximalTerm {
  checkNotNegative('weight', weight);
  const lengthOf = (x: Vector, group: readonly number[]) => Math.sqrt(group.reduce((sum, i) => sum + x[i]! ** 2, 0));
  return {
    name: 'groupNorms',
    value: (x) => weight * groups.reduce((sum, group) => sum + lengthOf(x, group), 0),
    apply(x, step) {
      for (const group of groups) {
        const kept = keptShare(lengthOf(x, group), step * weight);
        for (const i of group) x[i] = kept * x[i]!;
      }
    },
  };
}

/** weight times the sum of the singular values of a matrix of rows x columns, row-major: low rank. */
export function nuclearNorm(rows: number, columns: number, weight: number): ProximalTerm {
  checkInteger('rows', rows, 1);
  checkInteger('columns', columns, 1);
  checkNotNegative('weight', weight);
  return {
    name: 'nuclearNorm',
    value: (x) => weight * singularValuesOf(x, rows, columns).reduce((sum, s) => sum + s, 0),
    apply: (x, step) => mapSingularValues(x, rows, columns, (s) => s.map((v) => Math.max(0, v - step * weight))),
  };
}

/** Rounding of a projection, relative to the point, that still counts as within the set. */
const withinRounding = 2 ** -40;

/** 0 within the set, Infinity outside: the proximal map is the projection. */
export function indicator(set: ConvexSet): ProximalTerm {
  return {
    name: `indicator of ${set.name}`,
    value: (x) => (distanceToSet(set, x) <= withinRounding * Math.max(1, normInfinity(x)) ? 0 : Infinity),
    apply: (x) => set.project(x),
  };
}

/** Of a vector of some length, the share that is left when the length shrinks by `less`, to 0 at most. */
function keptShare(length: number, less: number): number {
  return length > less ? 1 - less / length : 0;
}
