import { ask, type Method, type Query, type Vector } from '../query/index.js';

/** A linear operator's products with some vectors: A p for each p of `points`. */
export interface Product extends Query<'product', readonly Vector[]> {
  readonly points: readonly Vector[];
  readonly transposed?: false;
}

/** Products with the transpose: Aᵀ p for each p of `points`. An oracle that answers these answers both. */
export interface TransposedProduct extends Query<'product', readonly Vector[]> {
  readonly points: readonly Vector[];
  readonly transposed: true;
}

/** A x. The answer belongs to the method. */
export function* productWith(x: Vector): Method<Product, Vector> {
  const query: Product = { kind: 'product', points: [x] };
  const answers: readonly Vector[] = yield query;
  return answers[0]!;
}

/** A x for each x, in one question. */
export function productsWith(points: readonly Vector[]): Method<Product, readonly Vector[]> {
  return ask<Product>({ kind: 'product', points });
}

/** Aᵀ x. */
export function* transposedProductWith(x: Vector): Method<TransposedProduct, Vector> {
  const query: TransposedProduct = { kind: 'product', points: [x], transposed: true };
  const answers: readonly Vector[] = yield query;
  return answers[0]!;
}

/** Aᵀ x for each x, in one question. */
export function transposedProductsWith(points: readonly Vector[]): Method<TransposedProduct, readonly Vector[]> {
  return ask<TransposedProduct>({ kind: 'product', points, transposed: true });
}
