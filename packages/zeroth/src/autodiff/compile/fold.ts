import type { DType, Primitive } from '../../array/index.js';
import * as p from '../../array/primitives/index.js';

/** A reduction as a step of a loop. */
export interface Fold {
  readonly start: number;
  /** Whether rounding errors add up, so that long runs are summed in blocks. */
  readonly sum: boolean;
  /** The next state, as JavaScript text. */
  readonly next: (state: string, value: string) => string;
}

const sum: Fold = { start: 0, sum: true, next: (a, x) => `${a} + ${x}` };
const product: Fold = { start: 1, sum: false, next: (a, x) => `${a} * ${x}` };

const folds: ReadonlyMap<Primitive<never> | Primitive<unknown>, Fold> = new Map<
  Primitive<never> | Primitive<unknown>,
  Fold
>([
  [p.maxPrimitive, { start: -Infinity, sum: false, next: (a, x) => `Math.max(${a}, ${x})` }],
  [p.minPrimitive, { start: Infinity, sum: false, next: (a, x) => `Math.min(${a}, ${x})` }],
  [p.anyPrimitive, { start: 0, sum: false, next: (a, x) => `${x} !== 0 ? 1 : ${a}` }],
  [p.allPrimitive, { start: 1, sum: false, next: (a, x) => `${x} !== 0 ? ${a} : 0` }],
]);

/** How a loop reduces elements of a dtype. Sums of int32 are left to the primitive, which watches for overflow. */
export function foldOf(primitive: Primitive<unknown>, dtype: DType): Fold | undefined {
  if (primitive === p.sumPrimitive || primitive === p.prodPrimitive) {
    if (dtype === 'int32') return undefined;
    return primitive === p.sumPrimitive ? sum : product;
  }
  return folds.get(primitive);
}
