import { checkLength } from '../array/checks.js';
import { type ArrayLike as ArrayInput, asArray, fromData, type NDArray, toFloat64Array } from '../array/index.js';
import { ZerothError } from '../errors.js';
import { toCsr, transpose } from './convert.js';
import { gatherProduct, scatterProduct } from './floor/compressed.js';
import { multiplySparse } from './matrix-product.js';
import { type CsrMatrix, isSparse, type SparseMatrix } from './types.js';

/**
 * out ← A x, without allocating (but for COO, which is compressed first). `out` must not be x.
 *
 * @throws ZerothError `shape-mismatch`
 */
export function multiplyInto(out: Float64Array, a: SparseMatrix, x: Float64Array): void {
  checkLength('x', x, a.columns);
  checkLength('out', out, a.rows);
  if (a.format === 'csc') scatterProduct(out, a.columns, a, x);
  else gatherProduct(out, a.rows, toCsr(a), x);
}

/**
 * A x for a vector (a Float64Array again), A X for a dense matrix (an array), A B for a sparse one (by rows).
 *
 * @throws ZerothError `shape-mismatch`
 */
export function multiply(a: SparseMatrix, x: Float64Array): Float64Array;
export function multiply(a: SparseMatrix, b: SparseMatrix): CsrMatrix;
export function multiply(a: SparseMatrix, x: ArrayInput): NDArray;
export function multiply(
  a: SparseMatrix,
  x: Float64Array | SparseMatrix | ArrayInput,
): Float64Array | CsrMatrix | NDArray {
  if (isSparse(x)) return multiplySparse(toCsr(a), toCsr(x));
  if (!(x instanceof Float64Array)) return multiplyDense(toCsr(a), x);
  const out = new Float64Array(a.rows);
  multiplyInto(out, a, x);
  return out;
}

/** Aᵀ x, Aᵀ X or Aᵀ B: as {@link multiply}, without making the transpose. */
export function multiplyTransposed(a: SparseMatrix, x: Float64Array): Float64Array;
export function multiplyTransposed(a: SparseMatrix, b: SparseMatrix): CsrMatrix;
export function multiplyTransposed(a: SparseMatrix, x: ArrayInput): NDArray;
export function multiplyTransposed(
  a: SparseMatrix,
  x: Float64Array | SparseMatrix | ArrayInput,
): Float64Array | CsrMatrix | NDArray {
  const transposed = transpose(a);
  if (x instanceof Float64Array) return multiply(transposed, x);
  return isSparse(x) ? multiply(transposed, x) : multiply(transposed, x);
}

function multiplyDense(a: CsrMatrix, x: ArrayInput): NDArray {
  const { shape } = asArray(x);
  const width = shape.length === 1 ? 1 : shape[1];
  if (shape.length < 1 || shape.length > 2 || shape[0] !== a.columns || width === undefined)
    throw new ZerothError(
      'shape-mismatch',
      `A matrix of shape [${a.rows}, ${a.columns}] cannot multiply an array of shape [${shape.join(', ')}].`,
      shape,
    );
  const data = toFloat64Array(x);
  const out = new Float64Array(a.rows * width);
  const { pointers, indices, values } = a;
  for (let i = 0; i < a.rows; i++) {
    const to = i * width;
    for (let p = pointers[i]!; p < pointers[i + 1]!; p++) {
      const from = indices[p]! * width;
      const value = values[p]!;
      for (let j = 0; j < width; j++) out[to + j]! += value * data[from + j]!;
    }
  }
  return fromData(out, shape.length === 1 ? [a.rows] : [a.rows, width]);
}
