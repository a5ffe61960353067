import { type ArrayLike as ArrayInput, asArray, toFloat64Array } from '../array/index.js';
import { ZerothError } from '../errors.js';
import type { Oracle, Vector } from '../query/index.js';
import { isSparse, multiply, multiplyTransposed, type SparseMatrix, toCsr } from '../sparse/index.js';
import type { Product, TransposedProduct } from './product.js';

/** x ↦ A x, which must give a fresh vector. */
export type Apply = (x: Vector) => Vector;

/** A matrix that is known by its products only. */
export interface LinearOperator {
  readonly rows: number;
  readonly columns: number;
  readonly apply: Apply;
  /** x ↦ Aᵀ x; least squares and singular values need it */
  readonly applyTransposed?: Apply;
}

/** What the plain functions take for A: a sparse matrix, a dense one, an operator, or a function x ↦ A x. */
export type OperatorLike = SparseMatrix | LinearOperator | Apply | ArrayInput;

/**
 * Anything that can multiply, as an operator.
 *
 * @param columns length of the vectors that a bare function takes; it is then square
 * @throws ZerothError `shape-mismatch` for a dense matrix that has not two axes
 */
export function linearOperator(a: OperatorLike, columns?: number): LinearOperator {
  if (typeof a === 'function') {
    if (columns === undefined)
      throw new ZerothError('operator-size', 'A bare function has no size: give { rows, columns, apply } instead.');
    return { rows: columns, columns, apply: a };
  }
  if (isOperator(a)) return a;
  if (!isSparse(a)) return denseOperator(a);
  const matrix = a.format === 'coo' ? toCsr(a) : a;
  return {
    rows: matrix.rows,
    columns: matrix.columns,
    apply: (x) => multiply(matrix, x),
    applyTransposed: (x) => multiplyTransposed(matrix, x),
  };
}

/** Answers products with A. */
export function productOracle(a: LinearOperator): Oracle<Product> {
  return { product: ({ points }) => points.map((x) => checked(a.apply(x), a.rows)) };
}

/**
 * Answers products with a square A of the order of b.
 *
 * @throws ZerothError `shape-mismatch` where it is not
 */
export function squareOracle(a: OperatorLike, b: Vector): Oracle<Product> {
  const operator = linearOperator(a, b.length);
  const { rows, columns } = operator;
  if (rows !== columns || rows !== b.length)
    throw new ZerothError(
      'shape-mismatch',
      `A right-hand side of length ${b.length} needs a square operator of that order, not one of shape [${rows}, ${columns}].`,
      [rows, columns, b.length],
    );
  return productOracle(operator);
}

/**
 * Answers products with A and with Aᵀ.
 *
 * @throws ZerothError `no-transpose` where the operator has no `applyTransposed`
 */
export function transposedProductOracle(a: LinearOperator): Oracle<Product | TransposedProduct> {
  const { applyTransposed } = a;
  if (applyTransposed === undefined)
    throw new ZerothError(
      'no-transpose',
      'This method multiplies by the transpose too: give a matrix, or an operator { rows, columns, apply, applyTransposed }.',
    );
  return {
    product: ({ points, transposed }) =>
      points.map((x) => (transposed === true ? checked(applyTransposed(x), a.columns) : checked(a.apply(x), a.rows))),
  };
}

function isOperator(a: Exclude<OperatorLike, Apply>): a is LinearOperator {
  return typeof a === 'object' && 'apply' in a;
}

function checked(product: Vector, length: number): Vector {
  if (!(product instanceof Float64Array))
    throw new ZerothError('shape-mismatch', `The operator must give a Float64Array of length ${length}.`, product);
  if (product.length !== length)
    throw new ZerothError(
      'shape-mismatch',
      `The operator gave a vector of length ${product.length}, not ${length}.`,
      product.length,
    );
  return product;
}

function denseOperator(a: ArrayInput): LinearOperator {
  const { shape } = asArray(a);
  const [rows, columns] = shape;
  if (shape.length !== 2 || rows === undefined || columns === undefined)
    throw new ZerothError('shape-mismatch', `A matrix has two axes, but the shape is [${shape.join(', ')}].`, shape);
  const data = toFloat64Array(a);
  return {
    rows,
    columns,
    apply(x) {
      const out = new Float64Array(rows);
      for (let i = 0; i < rows; i++) {
        let sum = 0;
        for (let j = 0, p = i * columns; j < columns; j++, p++) sum += data[p]! * x[j]!;
        out[i] = sum;
      }
      return out;
    },
    applyTransposed(x) {
      const out = new Float64Array(columns);
      for (let i = 0; i < rows; i++) {
        const xi = x[i]!;
        for (let j = 0, p = i * columns; j < columns; j++, p++) out[j]! += data[p]! * xi;
      }
      return out;
    },
  };
}
