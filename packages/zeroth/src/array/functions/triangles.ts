import { ZerothError } from '../../errors.js';
import { type ArrayLike, asArray } from '../conversion.js';
import type { NDArray } from '../ndarray.js';
import { type Shape, showShape } from '../shape.js';
import { wrap } from '../storage.js';
import { scatterSet, take, where } from './indexing.js';
import { astype, broadcastTo, reshape } from './shaping.js';

/** Options that name a diagonal. */
export interface DiagonalOptions {
  /** 0, the default, is the main one; positive ones lie above it. */
  readonly offset?: number;
}

/** A diagonal of each matrix in the last two axes, along the last axis. */
export function diagonal(x: ArrayLike, { offset = 0 }: DiagonalOptions = {}): NDArray {
  const source = asArray(x);
  const { shape } = source;
  const [rows, columns] = matrixLengths(shape, 'A diagonal');
  const first = Math.max(0, -offset);
  const count = Math.max(0, Math.min(rows - first, columns - first - offset));
  const positions = Int32Array.from({ length: count }, (_, i) => (first + i) * columns + first + i + offset);
  const flat = reshape(source, [...shape.slice(0, -2), rows * columns]);
  return take(flat, positions, { axis: -1 });
}

/** Square matrices with the vectors in the last axis on a diagonal and zeros elsewhere: the opposite of {@link diagonal}. */
export function diagonalMatrix(x: ArrayLike, { offset = 0 }: DiagonalOptions = {}): NDArray {
  const source = asArray(x);
  const length = source.shape[source.shape.length - 1];
  if (length === undefined)
    throw new ZerothError('shape-mismatch', 'A diagonal matrix needs a vector, shape [n], not a scalar, shape [].', []);
  const n = length + Math.abs(offset);
  const first = Math.max(0, -offset);
  const lead = source.shape.slice(0, -1);
  const positions = Int32Array.from({ length }, (_, i) => (first + i) * n + first + i + offset);
  const zeros = broadcastTo(astype(0, source.dtype), [...lead, n * n]);
  return reshape(scatterSet(zeros, positions, source, { axis: -1 }), [...lead, n, n]);
}

function matrixLengths(shape: Shape, what: string): readonly [number, number] {
  if (shape.length < 2)
    throw new ZerothError(
      'shape-mismatch',
      `${what} needs a matrix, shape [m, n], but the shape is ${showShape(shape)}.`,
      shape,
    );
  return [shape[shape.length - 2]!, shape[shape.length - 1]!];
}

function triangle(x: ArrayLike, keep: (row: number, column: number) => boolean, what: string): NDArray {
  const source = asArray(x);
  const [rows, columns] = matrixLengths(source.shape, what);
  const mask = new Uint8Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) mask[i * columns + j] = keep(i, j) ? 1 : 0;
  return where(wrap(mask, [rows, columns], 'bool'), source, astype(0, source.dtype));
}

/** Matrices in the last two axes with zeros above a diagonal. */
export function tril(x: ArrayLike, { offset = 0 }: DiagonalOptions = {}): NDArray {
  return triangle(x, (i, j) => j - i <= offset, 'A triangle');
}

/** Matrices in the last two axes with zeros below a diagonal. */
export function triu(x: ArrayLike, { offset = 0 }: DiagonalOptions = {}): NDArray {
  return triangle(x, (i, j) => j - i >= offset, 'A triangle');
}
