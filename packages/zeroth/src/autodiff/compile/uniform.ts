import type { DType } from '../../array/dtype.js';
import { NDArray, type Shape, zeros } from '../../array/index.js';
import { contiguousData } from '../../array/storage.js';
import type { Constant, Operand } from '../graph.js';
import { isTraced } from '../trace.js';

/** The number that every element of a constant is, where that can be seen from its strides. */
export function uniformValue(operand: Operand): number | undefined {
  if (operand.kind !== 'constant' || isTraced(operand.value)) return undefined;
  const { shape, strides, data, offset } = operand.value;
  for (let axis = 0; axis < shape.length; axis++) if (shape[axis] !== 1 && strides[axis] !== 0) return undefined;
  return data[offset];
}

/** One number everywhere, stored once. */
export function uniform(value: number, shape: Shape, dtype: DType): Constant {
  const { data } = zeros([1], { dtype });
  data[0] = value;
  const strides = new Array<number>(shape.length).fill(0);
  return { kind: 'constant', value: new NDArray(shape, dtype, { data, strides, offset: 0 }) };
}

/** A constant whose elements are all the same number, stored once; any other as it is. */
export function ifUniform(constant: Constant): Constant {
  const { shape, dtype } = constant.value;
  if (uniformValue(constant) !== undefined) return constant;
  const data = contiguousData(constant.value);
  const first = data[0];
  if (first === undefined) return constant;
  for (let i = 1; i < data.length; i++) if (!Object.is(data[i], first)) return constant;
  return uniform(first, shape, dtype);
}

/** A number as JavaScript text that reads back as the same number. */
export function literal(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Object.is(value, -0)) return '(-0)';
  return value < 0 ? `(${value})` : `${value}`;
}
