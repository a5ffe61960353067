import { type ArrayLike, asArray } from '../../array/conversion.js';
import { showShape } from '../../array/shape.js';
import { ZerothError } from '../../errors.js';
import { checkFiniteEntries, floating, ownDoubles } from '../matrices.js';

/** A matrix of an operator: its own copy, row by row. */
export interface MatrixData {
  readonly data: Float64Array;
  readonly m: number;
  readonly n: number;
}

/** One matrix with finite entries, copied. */
export function matrixOf(what: string, a: ArrayLike): MatrixData {
  const source = floating(a);
  const [m, n] = source.shape;
  if (source.shape.length !== 2 || m === undefined || n === undefined)
    throw new ZerothError(
      'shape-mismatch',
      `${what} needs a matrix, not shape ${showShape(source.shape)}.`,
      source.shape,
    );
  const data = ownDoubles(source);
  checkFiniteEntries(what, data, n);
  return { data, m, n };
}

/** One square matrix, copied. */
export function squareOf(what: string, a: ArrayLike): MatrixData {
  const matrix = matrixOf(what, a);
  if (matrix.m !== matrix.n)
    throw new ZerothError(
      'shape-mismatch',
      `${what} needs a square matrix, not one of shape [${matrix.m}, ${matrix.n}].`,
      [matrix.m, matrix.n],
    );
  return matrix;
}

/** One vector with finite components, copied. */
export function vectorOf(what: string, x: ArrayLike): Float64Array {
  const source = asArray(x);
  if (source.shape.length !== 1)
    throw new ZerothError(
      'shape-mismatch',
      `${what} needs a vector, not shape ${showShape(source.shape)}.`,
      source.shape,
    );
  const data = ownDoubles(floating(source));
  checkFiniteEntries(what, data, 1);
  return data;
}

/** A x for a matrix, row by row. */
export function times({ data, m, n }: MatrixData, x: Float64Array): Float64Array {
  const y = new Float64Array(m);
  for (let i = 0, at = 0; i < m; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++, at++) sum += data[at]! * x[j]!;
    y[i] = sum;
  }
  return y;
}

/** Aᵀ y for a matrix. */
export function timesTransposed({ data, m, n }: MatrixData, y: Float64Array): Float64Array {
  const x = new Float64Array(n);
  for (let i = 0, at = 0; i < m; i++) {
    const factor = y[i]!;
    for (let j = 0; j < n; j++, at++) x[j]! += factor * data[at]!;
  }
  return x;
}
