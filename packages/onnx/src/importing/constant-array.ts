import { type TensorProto, TensorProto_DataType as Type } from 'onnx-buf';
import { ZerothError } from 'zeroth';
import { array, fromData, type NDArray } from 'zeroth/array';
import { shapeOf } from '../format/tensor-data.js';
import { dtypeOf, type Precision } from './call.js';

/**
 * A tensor of a model file as an array. Whole numbers that int32 does not hold become float64, in which those up to
 * 2⁵³ are exact: mostly they stand for "to the end" in slices.
 *
 * @throws ZerothError `element-type` for half precision, texts and complex numbers; `model-corrupt`
 */
export function constantArray(tensor: TensorProto, precision: Precision): NDArray {
  const dtype = dtypeOf(tensor.dataType, precision);
  if (dtype === undefined)
    throw new ZerothError(
      'element-type',
      `The tensor ${tensor.name} has elements of ONNX's type ${Type[tensor.dataType] ?? tensor.dataType}, which arrays here do not hold.`,
      tensor.name,
    );
  const { shape, length } = shapeOf(tensor);
  const values = numbersOf(tensor);
  if (values.length !== length)
    throw new ZerothError(
      'model-corrupt',
      `The tensor ${tensor.name} holds ${values.length} numbers and should hold ${length}: the model is damaged.`,
      tensor.name,
    );
  const isWide = dtype === 'int32' && values.some((value) => value !== (value | 0));
  return array(fromData(values, shape), { dtype: isWide ? 'float64' : dtype });
}

function numbersOf({
  name,
  dataType,
  rawData,
  floatData,
  doubleData,
  int32Data,
  int64Data,
}: TensorProto): Float64Array {
  if (rawData.length > 0) return fromRaw(name, dataType, rawData);
  switch (dataType) {
    case Type.FLOAT:
      return Float64Array.from(floatData);
    case Type.DOUBLE:
      return Float64Array.from(doubleData);
    case Type.INT64:
      return Float64Array.from(int64Data, Number);
    default:
      return Float64Array.from(int32Data);
  }
}

type Read = (view: DataView, at: number) => number;

const readers: ReadonlyMap<number, readonly [bytes: number, read: Read]> = new Map<number, readonly [number, Read]>([
  [Type.FLOAT, [4, (view, at) => view.getFloat32(at, true)]],
  [Type.DOUBLE, [8, (view, at) => view.getFloat64(at, true)]],
  [Type.INT64, [8, (view, at) => Number(view.getBigInt64(at, true))]],
  [Type.INT32, [4, (view, at) => view.getInt32(at, true)]],
  [Type.UINT32, [4, (view, at) => view.getUint32(at, true)]],
  [Type.INT16, [2, (view, at) => view.getInt16(at, true)]],
  [Type.UINT16, [2, (view, at) => view.getUint16(at, true)]],
  [Type.INT8, [1, (view, at) => view.getInt8(at)]],
  [Type.UINT8, [1, (view, at) => view.getUint8(at)]],
  [Type.BOOL, [1, (view, at) => view.getUint8(at)]],
]);

function fromRaw(name: string, dataType: number, bytes: Uint8Array): Float64Array {
  const [size, read] = readers.get(dataType) ?? [1, (view: DataView, at: number) => view.getUint8(at)];
  if (bytes.length % size !== 0)
    throw new ZerothError('model-corrupt', `The tensor ${name} ends within a number: the model is damaged.`, name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.length / size }, (_, i) => read(view, i * size));
}
