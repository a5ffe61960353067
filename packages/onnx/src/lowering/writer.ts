import { create } from '@bufbuild/protobuf';
import type { NodeProto, TensorProto } from 'onnx-buf';
import { TensorProtoSchema } from 'onnx-buf';
import { broadcastShapes, contiguousData, type DType, type NDArray, type Shape } from 'zeroth/array';
import { type Operand, typeOf, uniformValue, type Variable } from 'zeroth/graph';
import { type AttributeValue, integers, node } from '../format/graph.js';

/** ONNX's element type for each dtype. */
export const elementTypes: Readonly<Record<DType, number>> = { float32: 1, int32: 6, bool: 9, float64: 11 };

/** A value of the ONNX graph. Its shape may be shorter than wanted: it then stands for what broadcasting makes of it. */
export interface Value {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** The nodes and constants written so far. */
export interface Writer {
  readonly nodes: NodeProto[];
  readonly constants: TensorProto[];
  /** Declares what a variable is. */
  define(variable: Variable, value: Value): void;
  /** An operand as it was made: with axes of length 1, or left out, where broadcasting would stretch them. */
  loose(operand: Operand): Value;
  /** An operand in its whole shape. */
  whole(operand: Operand): Value;
  /** Writes a node with one result. */
  emit(
    operator: string,
    inputs: readonly string[],
    type: { readonly shape: Shape; readonly dtype: DType },
    attributes?: Readonly<Record<string, AttributeValue>>,
  ): Value;
  /** The name of a constant list of whole numbers, int64. */
  integers(values: readonly number[]): string;
  /** The name of a constant number. */
  number(value: number, dtype: DType): Value;
}

export function createWriter(): Writer {
  const nodes: NodeProto[] = [];
  const constants: TensorProto[] = [];
  const values = new Map<number, Value>();
  const expanded = new Map<number, Value>();
  const arrays = new Map<NDArray, Value>();
  const known = new Map<string, string>();
  let next = 0;
  const fresh = (prefix: string) => `${prefix}${next++}`;

  function shared(key: string, make: (name: string) => TensorProto): string {
    const found = known.get(key);
    if (found !== undefined) return found;
    const name = fresh('c');
    constants.push(make(name));
    known.set(key, name);
    return name;
  }

  const writer: Writer = {
    nodes,
    constants,
    define(variable, value) {
      values.set(variable.id, value);
    },
    loose(operand) {
      if (operand.kind === 'variable') return values.get(operand.id)!;
      const uniform = uniformValue(operand);
      if (uniform !== undefined) return writer.number(uniform, operand.value.dtype);
      const found = arrays.get(operand.value);
      if (found !== undefined) return found;
      const { shape, dtype } = operand.value;
      const value = { name: fresh('c'), shape, dtype };
      constants.push(tensorOf(value, contiguousData(operand.value)));
      arrays.set(operand.value, value);
      return value;
    },
    whole(operand) {
      const value = writer.loose(operand);
      const { shape } = typeOf(operand);
      if (value.shape.join() === shape.join()) return value;
      const before = operand.kind === 'variable' ? expanded.get(operand.id) : undefined;
      if (before !== undefined) return before;
      const stretched = writer.emit('Expand', [value.name, writer.integers(shape)], { shape, dtype: value.dtype });
      if (operand.kind === 'variable') expanded.set(operand.id, stretched);
      return stretched;
    },
    emit(operator, inputs, { shape, dtype }, attributes = {}) {
      const name = fresh('v');
      nodes.push(node(operator, inputs, [name], attributes));
      return { name, shape, dtype };
    },
    integers: (list) => shared(`i${list.join()}`, (name) => integers(name, list)),
    number(value, dtype) {
      const text = Object.is(value, -0) ? '-0' : String(value);
      const name = shared(`${dtype} ${text}`, (own) => tensorOf({ name: own, shape: [], dtype }, [value]));
      return { name, shape: [], dtype };
    },
  };
  return writer;
}

/** The shape that operands of an elementwise node come to. */
export function commonShape(values: readonly Value[]): Shape {
  return values.map(({ shape }) => shape).reduce((a, b) => broadcastShapes(a, b));
}

function tensorOf({ name, shape, dtype }: Value, data: ArrayLike<number>): TensorProto {
  const held = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array }[dtype].from(data);
  return create(TensorProtoSchema, {
    name,
    dims: shape.map(BigInt),
    dataType: elementTypes[dtype],
    rawData: new Uint8Array(held.buffer),
  });
}
