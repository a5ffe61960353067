import { allocate, type DType, floatingOf, promote } from '../../array/dtype.js';
import { type ArrayType, definePrimitive, type NDArray, type Primitive, type Shape } from '../../array/index.js';
import { showShape, sizeOf } from '../../array/shape.js';
import { contiguousData, wrap } from '../../array/storage.js';
import { ZerothError } from '../../errors.js';

/** What a primitive on one matrix, or on each of a stack of them, is made from. */
export interface MatrixPrimitive<P> {
  readonly name: string;
  /** Whether the matrices must be square. */
  readonly square: boolean;
  /** Shapes of the results for an m x n matrix. */
  results(m: number, n: number, params: P): readonly Shape[];
  /** The results, row by row. Its argument is a copy in float64, all finite, which may be changed. */
  compute(a: Float64Array, m: number, n: number, params: P): readonly Float64Array[];
}

/**
 * A primitive that treats the last two axes as a matrix and the others as a stack. float32 is computed in float64 and
 * rounded at the end; integers give float64.
 *
 * It throws `shape-mismatch` for what is no matrix, or not square where it must be, and `not-finite`.
 */
export function matrixPrimitive<P>(definition: MatrixPrimitive<P>): Primitive<P> {
  const { name, square } = definition;
  return definePrimitive<P>({
    name,
    shapes([a], params) {
      const { batch, m, n } = matrixShape(name, a!, square);
      const dtype = floatingOf(a!.dtype);
      return definition.results(m, n, params).map((shape) => ({ shape: [...batch, ...shape], dtype }));
    },
    compute([a], params, outputs) {
      const { m, n } = matrixShape(name, a!, square);
      return eachMatrix(a!, m * n, outputs, (matrix) => {
        checkMatrix(name, matrix, n);
        return definition.compute(matrix, m, n, params);
      });
    },
  });
}

/** Calls `compute` with a copy of each matrix of a stack and gathers what it gives. */
function eachMatrix(
  a: NDArray,
  size: number,
  outputs: readonly ArrayType[],
  compute: (matrix: Float64Array) => readonly Float64Array[],
): NDArray[] {
  const data = contiguousData(a);
  const count = sizeOf(a.shape.slice(0, -2));
  const out = outputs.map(({ shape, dtype }) => allocate(dtype, sizeOf(shape)));
  for (let i = 0; i < count; i++) {
    const results = compute(Float64Array.from(data.subarray(i * size, (i + 1) * size)));
    results.forEach((result, k) => {
      out[k]!.set(result, i * result.length);
    });
  }
  return out.map((values, k) => wrap(values, outputs[k]!.shape, outputs[k]!.dtype));
}

/** Splits a shape in that of the stack and that of the matrix. */
export function matrixShape(
  name: string,
  { shape }: ArrayType,
  square: boolean,
): { readonly batch: Shape; readonly m: number; readonly n: number } {
  if (shape.length < 2)
    throw new ZerothError(
      'shape-mismatch',
      `${name} takes a matrix, shape [m, n], or a stack of them, not an array of shape ${showShape(shape)}.`,
      shape,
    );
  const m = shape[shape.length - 2]!;
  const n = shape[shape.length - 1]!;
  if (square && m !== n)
    throw new ZerothError(
      'shape-mismatch',
      `${name} takes a square matrix, shape [n, n], not ${showShape(shape)}.`,
      shape,
    );
  return { batch: shape.slice(0, -2), m, n };
}

/** Throws `not-finite` where an entry is NaN or infinite. */
export function checkMatrix(name: string, a: Float64Array, n: number): void {
  for (let i = 0; i < a.length; i++)
    if (!Number.isFinite(a[i]!))
      throw new ZerothError(
        'not-finite',
        `Entry (${Math.floor(i / n)}, ${i % n}) of the matrix given to ${name} is ${a[i]}: it must be finite.`,
        a[i],
      );
}

/** As {@link matrixPrimitive}, of several matrices, none of them stacked, whose shapes `results` checks. */
export function matricesPrimitive<P>(definition: {
  readonly name: string;
  results(shapes: readonly Shape[], params: P): readonly Shape[];
  compute(matrices: readonly Float64Array[], shapes: readonly Shape[], params: P): readonly Float64Array[];
}): Primitive<P> {
  const { name } = definition;
  const shapesOf = (inputs: readonly ArrayType[]): Shape[] =>
    inputs.map((input) => {
      const { batch } = matrixShape(name, input, false);
      if (batch.length > 0)
        throw new ZerothError('shape-mismatch', `${name} takes single matrices, not ${showShape(input.shape)}.`);
      return input.shape;
    });
  return definePrimitive<P>({
    name,
    shapes(inputs, params) {
      let dtype: DType = 'bool';
      for (const input of inputs) dtype = promote(dtype, input.dtype);
      return definition.results(shapesOf(inputs), params).map((shape) => ({ shape, dtype: floatingOf(dtype) }));
    },
    compute(inputs, params, outputs) {
      const shapes = shapesOf(inputs);
      const matrices = inputs.map((input, i) => {
        const matrix = Float64Array.from(contiguousData(input));
        checkMatrix(name, matrix, shapes[i]![1]!);
        return matrix;
      });
      return definition.compute(matrices, shapes, params).map((values, k) => {
        const { shape, dtype } = outputs[k]!;
        return wrap(dtype === 'float32' ? Float32Array.from(values) : values, shape, dtype);
      });
    },
  });
}
