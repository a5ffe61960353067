import { clearField } from '@bufbuild/protobuf';
import { type TensorProto, TensorProto_DataLocation, TensorProto_DataType, TensorProtoSchema } from 'onnx-buf';
import { ZerothError } from 'zeroth';
import type { ByteSource } from './byte-source.js';
import { selfLocation } from './skeleton.js';

/** Where the contents of a tensor lie in a file. */
export interface Extent {
  readonly source: ByteSource;
  readonly offset: number;
  readonly length: number;
}

/** Gives the files that a model keeps weights in; each is looked up once. */
export type Locate = (location: string) => ByteSource;

export function locator(source: ByteSource): Locate {
  const known = new Map<string, ByteSource>([[selfLocation, source]]);
  return (location) => {
    const file = known.get(location) ?? source.beside(location);
    known.set(location, file);
    return file;
  };
}

/** The shape of a tensor and its number of elements. */
export function shapeOf({ name, dims }: TensorProto): { readonly shape: readonly number[]; readonly length: number } {
  const shape = dims.map(Number);
  const length = shape.reduce((product, size) => product * size, 1);
  if (shape.some((size) => size < 0) || !Number.isSafeInteger(length)) {
    const message = `The tensor ${name} has the shape [${dims.join(', ')}], which cannot be: the model is damaged.`;
    throw new ZerothError('model-corrupt', message, name);
  }
  return { shape, length };
}

/** Where a tensor's contents lie, or undefined when they are in the message itself. */
export function extentOf(tensor: TensorProto, locate: Locate): Extent | undefined {
  if (tensor.dataLocation !== TensorProto_DataLocation.EXTERNAL) return undefined;
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const source = locate(entries.get('location') ?? selfLocation);
  const offset = Number(entries.get('offset') ?? 0);
  const length = Number(entries.get('length') ?? source.size - offset);
  if (!(Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0)) {
    const message = `The place of the tensor ${tensor.name} is not a number: the model is damaged.`;
    throw new ZerothError('model-corrupt', message, tensor.name);
  }
  if (offset + length > source.size) {
    const message = `The tensor ${tensor.name} ends beyond the end of ${source.name}: that file is cut short.`;
    throw new ZerothError('model-truncated', message, source.name);
  }
  return { source, offset, length };
}

/** How to read the contents of a float32 tensor, whose size has been checked against its shape. */
export function floatReader(tensor: TensorProto, locate: Locate): (into: Float32Array) => void {
  const { length } = shapeOf(tensor);
  const extent = extentOf(tensor, locate);
  const available = extent ? extent.length / 4 : tensor.rawData.length / 4 || tensor.floatData.length;
  if (available !== length) {
    const message = `The tensor ${tensor.name} holds ${available} numbers and should hold ${length}: the model is damaged.`;
    throw new ZerothError('model-corrupt', message, tensor.name);
  }
  const bytes = (into: Float32Array) => new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
  if (extent) return (into) => extent.source.read(extent.offset, bytes(into));
  if (tensor.rawData.length > 0) return (into) => bytes(into).set(tensor.rawData);
  return (into) => into.set(tensor.floatData);
}

/** Reads contents that were left in the file into the message, for tensors that are no weights. */
export function fillIn(tensor: TensorProto, locate: Locate): void {
  const extent = extentOf(tensor, locate);
  if (!extent) return;
  const bytes = new Uint8Array(extent.length);
  extent.source.read(extent.offset, bytes);
  // Packed floats have the layout of raw data.
  tensor.rawData = bytes;
  tensor.externalData = [];
  clearField(tensor, TensorProtoSchema.field.dataLocation);
}

const halfTypes: ReadonlyMap<number, string> = new Map([
  [TensorProto_DataType.FLOAT16, 'float16'],
  [TensorProto_DataType.BFLOAT16, 'bfloat16'],
]);

/** @throws ZerothError `float16-weights` */
export function refuseHalf({ name, dataType }: TensorProto, source: ByteSource): void {
  const type = halfTypes.get(dataType);
  if (type === undefined) return;
  const message = `${source.name} has ${type} weights (${name}); tuning needs float32: convert the model first.`;
  throw new ZerothError('float16-weights', message, name);
}
