import { clone, create, toBinary } from '@bufbuild/protobuf';
import { GraphProtoSchema, type ModelProto, ModelProtoSchema } from 'onnx-buf';
import { ZerothError } from 'zeroth';
import { float32 } from './graph.js';
import { fieldHeader, join, varint } from './skeleton.js';

/** A weight to be written. */
export interface WrittenWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly length: number;
  /** Its values, asked for once and not kept. */
  values(): Float32Array;
}

const graphField = 7;
const initializerField = 5;
const tensorFields = { dims: 1, dataType: 2, name: 8, rawData: 9 };
/** A protobuf message, and so an ONNX file, ends at 2 GiB. */
const fileBytes = 2 ** 31 - 1;

/**
 * The pieces of a standard ONNX file in order, and their total length. Weights are inputs of the graph of `model`
 * and become initializers again. The pieces are views of the weights, not copies.
 *
 * @throws ZerothError `model-too-large` above 2 GiB
 */
export function modelFile(
  model: ModelProto,
  weights: readonly WrittenWeight[],
): { readonly length: number; readonly pieces: Iterable<Uint8Array> } {
  const names = new Set(weights.map(({ name }) => name));
  const graph = clone(GraphProtoSchema, model.graph ?? create(GraphProtoSchema));
  graph.input = graph.input.filter(({ name }) => !names.has(name));
  const frame = clone(ModelProtoSchema, { ...model, graph: create(GraphProtoSchema) });
  delete frame.graph;
  const head = toBinary(ModelProtoSchema, frame);
  const nodes = toBinary(GraphProtoSchema, graph);

  const headers = weights.map((weight) => tensorHeader(weight));
  const graphLength = weights.reduce(
    (sum, { length }, i) => sum + headers[i]!.length + length * Float32Array.BYTES_PER_ELEMENT,
    nodes.length,
  );
  const graphHeader = fieldHeader(graphField, graphLength);
  const length = head.length + graphHeader.length + graphLength;
  if (length > fileBytes) {
    throw new ZerothError(
      'model-too-large',
      `An ONNX file holds at most 2 GiB; this model has ${length} bytes.`,
      length,
    );
  }
  function* pieces() {
    yield head;
    yield graphHeader;
    yield nodes;
    for (const [i, weight] of weights.entries()) {
      yield headers[i]!;
      const values = weight.values();
      yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    }
  }
  return { length, pieces: pieces() };
}

/** All of a tensor's field in the graph up to its raw data. */
function tensorHeader({ name, shape, length }: WrittenWeight): Uint8Array {
  const nameBytes = new TextEncoder().encode(name);
  const dataBytes = length * Float32Array.BYTES_PER_ELEMENT;
  const parts = [
    ...shape.flatMap((size) => [varint(tensorFields.dims * 8), varint(size)]),
    varint(tensorFields.dataType * 8),
    varint(float32),
    fieldHeader(tensorFields.name, nameBytes.length),
    nameBytes,
    fieldHeader(tensorFields.rawData, dataBytes),
  ];
  const contents = parts.reduce((sum, part) => sum + part.length, 0);
  const header = fieldHeader(initializerField, contents + dataBytes);
  return join([header, ...parts], header.length + contents);
}
