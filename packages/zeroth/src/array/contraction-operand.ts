import type { Floats, Matrix } from './matrix-product.js';
import type { NDArray } from './ndarray.js';
import { rowMajorStrides, type Shape, sizeOf } from './shape.js';
import { copyElements, view } from './storage.js';

/** An operand of a contraction as a batch of matrices. */
export interface ContractionOperand<T extends Floats> {
  readonly rows: number;
  readonly columns: number;
  /** Matrix number i of the batch, valid until the next is asked for. */
  matrix(i: number): Matrix<T>;
}

/** The stride of axes taken together as one, or undefined where they do not make one. */
function mergedStride(shape: Shape, strides: readonly number[]): number | undefined {
  let merged: number | undefined;
  let next = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] === 1) continue;
    if (merged === undefined) merged = strides[axis]!;
    else if (strides[axis] !== next) return undefined;
    next = strides[axis]! * shape[axis]!;
  }
  return merged ?? 1;
}

/**
 * Axes of x grouped into batch, rows and columns; matrices are read in place where one of their strides is 1.
 *
 * @param given the memory of x, where it is of the type that products are computed in
 * @param room makes room for n elements, to copy a matrix to that cannot be read in place
 */
export function contractionOperand<T extends Floats>(
  x: NDArray,
  given: T | undefined,
  room: (n: number) => T,
  batch: readonly number[],
  rowAxes: readonly number[],
  columnAxes: readonly number[],
): ContractionOperand<T> {
  const lengths = (axes: readonly number[]) => axes.map((axis) => x.shape[axis]!);
  const steps = (axes: readonly number[]) => axes.map((axis) => x.strides[axis]!);
  const rows = sizeOf(lengths(rowAxes));
  const columns = sizeOf(lengths(columnAxes));
  const batchLengths = lengths(batch);
  const batchSteps = steps(batch);
  const counts = rowMajorStrides(batchLengths);
  const offsetOf = (i: number) => {
    let offset = x.offset;
    for (let axis = 0; axis < batch.length; axis++)
      offset += (Math.floor(i / counts[axis]!) % batchLengths[axis]!) * batchSteps[axis]!;
    return offset;
  };
  const rowStride = mergedStride(lengths(rowAxes), steps(rowAxes));
  const columnStride = mergedStride(lengths(columnAxes), steps(columnAxes));
  if (given !== undefined && rowStride !== undefined && columnStride !== undefined) {
    if ((columnStride === 1 || columns <= 1) && (rowStride >= columns || rows <= 1))
      return {
        rows,
        columns,
        matrix: (i) => ({
          data: given,
          offset: offsetOf(i),
          stride: Math.max(rowStride, columns, 1),
          transposed: false,
        }),
      };
    if ((rowStride === 1 || rows <= 1) && (columnStride >= rows || columns <= 1))
      return {
        rows,
        columns,
        matrix: (i) => ({
          data: given,
          offset: offsetOf(i),
          stride: Math.max(columnStride, rows, 1),
          transposed: true,
        }),
      };
  }
  const copy = room(rows * columns);
  const shape = [...lengths(rowAxes), ...lengths(columnAxes)];
  const strides = [...steps(rowAxes), ...steps(columnAxes)];
  let copied = -1;
  return {
    rows,
    columns,
    matrix(i) {
      const offset = offsetOf(i);
      // A matrix that the whole batch shares is copied once.
      if (copied !== offset) copyElements(view(x, shape, strides, offset), copy, 0);
      copied = offset;
      return { data: copy, offset: 0, stride: Math.max(columns, 1), transposed: false };
    },
  };
}
