import { ZerothError } from '../errors.js';

/** What an element of an array is. Elements of `bool` are stored as 0 and 1, a byte each. */
export type DType = 'float64' | 'float32' | 'int32' | 'bool';

/** What holds the elements of each {@link DType}. */
export type TypedArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/** Memory for n elements, all 0. */
export function allocate(dtype: DType, n: number): TypedArray {
  try {
    return unchecked(dtype, n);
  } catch (cause) {
    if (cause instanceof ZerothError) throw cause;
    throw new ZerothError('out-of-memory', `There is no memory for ${n} elements of ${dtype}.`, n, { cause });
  }
}

function unchecked(dtype: DType, n: number): TypedArray {
  switch (dtype) {
    case 'float64':
      return new Float64Array(n);
    case 'float32':
      return new Float32Array(n);
    case 'int32':
      return new Int32Array(n);
    case 'bool':
      return new Uint8Array(n);
    default:
      throw new ZerothError(
        'bad-dtype',
        `The dtype of an array is ${order.join(', ')}, not ${String(dtype)}: give one of these.`,
        dtype,
      );
  }
}

const order: readonly DType[] = ['bool', 'int32', 'float32', 'float64'];

/** The dtype that two arrays meet in: the later of bool, int32, float32, float64. */
export function promote(a: DType, b: DType): DType {
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}

export function isFloating(dtype: DType): boolean {
  return dtype === 'float64' || dtype === 'float32';
}

/** float32 stays, everything else becomes float64: where functions such as the exponential are computed. */
export function floatingOf(dtype: DType): DType {
  return dtype === 'float32' ? 'float32' : 'float64';
}

/** bool becomes int32, everything else stays: where sums and products are computed. */
export function numericOf(dtype: DType): DType {
  return dtype === 'bool' ? 'int32' : dtype;
}

/** The dtype a plain number takes beside an array: the array's, unless only float64 can hold it. */
export function dtypeBeside(value: number, dtype: DType): DType {
  if (isFloating(dtype)) return dtype;
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 'int32' : 'float64';
}
