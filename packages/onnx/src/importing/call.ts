import type { NodeProto, TensorProto } from 'onnx-buf';
import { ZerothError } from 'zeroth';
import { contiguousData, type DType, type NDArray } from 'zeroth/array';
import { isTraced } from 'zeroth/graph';
import { attributeOf } from '../format/graph.js';

/** The dtype in which a model's floating numbers are computed. */
export type Precision = 'float32' | 'float64';

/** One node of an ONNX graph, with the values it is given. */
export interface Call {
  readonly node: NodeProto;
  /** The version of ONNX's operators that the model was written for. */
  readonly opset: number;
  readonly precision: Precision;
  /** Optional inputs that are left out are undefined. */
  readonly inputs: readonly (NDArray | undefined)[];
}

/** What a node computes: one result, or one for each output. */
export type Operator = (call: Call) => NDArray | readonly NDArray[];

/** A table of operators by ONNX's names for them. */
export type OperatorTable = Readonly<Record<string, Operator>>;

/** How messages call a node: by its operator, and its name or that of its first result. */
export function nameOf({ opType, name, output }: NodeProto): string {
  return `${opType} (${name || output[0] || 'without a name'})`;
}

/** A mistake in a node, in a sentence that names it. */
export function nodeError(node: NodeProto, code: string, problem: string, value?: unknown): ZerothError {
  return new ZerothError(code, `The node ${nameOf(node)} ${problem}`, value);
}

/** @throws ZerothError `missing-operand` */
export function input(call: Call, index = 0): NDArray {
  const value = call.inputs[index];
  if (value === undefined)
    throw nodeError(call.node, 'missing-operand', `has no input ${index}: the model is damaged.`);
  return value;
}

export function inputs({ inputs: given }: Call): readonly NDArray[] {
  return given.filter((value) => value !== undefined);
}

export function integer({ node }: Call, name: string, fallback: number): number {
  const found = attributeOf(node, name)?.i;
  return found === undefined ? fallback : Number(found);
}

/** A whole-number attribute that has no default. @throws ZerothError `missing-attribute` */
export function requiredInteger(call: Call, name: string): number {
  const found = attributeOf(call.node, name)?.i;
  if (found === undefined) throw missing(call, name);
  return Number(found);
}

export function integers({ node }: Call, name: string): readonly number[] | undefined {
  return attributeOf(node, name)?.ints.map(Number);
}

export function float({ node }: Call, name: string, fallback: number): number {
  return attributeOf(node, name)?.f ?? fallback;
}

export function text({ node }: Call, name: string, fallback: string): string {
  const bytes = attributeOf(node, name)?.s;
  return bytes === undefined ? fallback : new TextDecoder().decode(bytes);
}

export function tensor({ node }: Call, name: string): TensorProto | undefined {
  return attributeOf(node, name)?.t;
}

function missing({ node }: Call, name: string): ZerothError {
  return nodeError(node, 'missing-attribute', `lacks its attribute ${name}: the model is damaged.`, name);
}

/**
 * The numbers of an input that must be known before the model runs, as shapes and axes are.
 *
 * @throws ZerothError `dynamic-shape`
 */
export function known(call: Call, index: number): readonly number[] {
  const value = input(call, index);
  if (isTraced(value))
    throw nodeError(
      call.node,
      'dynamic-shape',
      `takes its input ${index}, ${call.node.input[index]}, from values that are known only when the model runs: shapes ` +
        'and axes must follow from the shapes of the inputs.',
      call.node.input[index],
    );
  return Array.from(contiguousData(value));
}

export function optionalKnown(call: Call, index: number): readonly number[] | undefined {
  return call.inputs[index] === undefined ? undefined : known(call, index);
}

/** Whole numbers that older versions give as an attribute and newer ones as an input. */
export function knownOr(call: Call, index: number, attribute: string): readonly number[] | undefined {
  return optionalKnown(call, index) ?? integers(call, attribute);
}

/** The axis of an input, counted from the front. @throws ZerothError `bad-axis` */
export function axisOf({ node }: Call, axis: number, rank: number): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw nodeError(node, 'bad-axis', `names the axis ${axis} of ${rank}: the model is damaged.`, axis);
}

/** ONNX's element types that arrays have a dtype for; whole numbers of all sizes are int32 here. */
const dtypes: ReadonlyMap<number, DType> = new Map<number, DType>([
  [1, 'float32'],
  [2, 'int32'],
  [3, 'int32'],
  [4, 'int32'],
  [5, 'int32'],
  [6, 'int32'],
  [7, 'int32'],
  [9, 'bool'],
  [11, 'float64'],
  [12, 'int32'],
]);

/** The dtype for an element type of ONNX; undefined for those that there is none for: half precision, texts, … */
export function dtypeOf(elementType: number, precision: Precision): DType | undefined {
  const found = dtypes.get(elementType);
  return found === 'float32' ? precision : found;
}
