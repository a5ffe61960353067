import { ZerothError } from '../errors.js';
import { type ArrayLike, asArray } from './conversion.js';
import { allocate, type DType, dtypeBeside, floatingOf, numericOf, promote } from './dtype.js';
import type { NDArray } from './ndarray.js';
import { copyFromDoubles, operandReader } from './operand.js';
import { type ArrayType, bindOne, type Primitive } from './primitive.js';
import { astypePrimitive } from './primitives/astype.js';
import { broadcastToPrimitive } from './primitives/structure.js';
import { broadcastTwo, type Shape, sameShape, showShape, sizeOf } from './shape.js';
import { view, wrap } from './storage.js';

/**
 * What operands are converted to before an elementwise primitive sees them: `floating` int32 and bool to float64,
 * `numeric` bool to int32, `bool` everything to bool (whether it is not 0), `any` nothing.
 */
export type Domain = 'floating' | 'numeric' | 'bool' | 'any';

/**
 * A loop over blocks of doubles: `out[k + i]` from `inputs[a][offsets[a] + i]` for i < n. Written out where speed
 * matters, because V8 compiles one loop for all functions that are handed to it, and then inlines none of them.
 */
export type UnaryLoop = (x: Float64Array, i: number, out: Float64Array, k: number, n: number) => void;
export type BinaryLoop = (
  x: Float64Array,
  i: number,
  y: Float64Array,
  j: number,
  out: Float64Array,
  k: number,
  n: number,
) => void;

/** Options of {@link elementwise}. */
export interface ElementwiseOptions {
  /** What operands are converted to first. Default `floating`. */
  readonly domain?: Domain;
  /** dtype of the result: that of the operands, or bool. Default `same`. */
  readonly range?: 'same' | 'bool';
  /** The function as a JavaScript expression in x, y, z, w (its arguments in order), for compilers. */
  readonly expression?: string;
}

/** A function of numbers, applied to each element of arrays of one shape and dtype. */
export interface Elementwise extends Primitive<undefined> {
  readonly scalar: (...values: number[]) => number;
  readonly arity: number;
  readonly domain: Domain;
  readonly range: 'same' | 'bool';
  readonly expression: string | undefined;
}

/** Doubles a block: inputs, scratch and output of one stay in the first-level cache. */
const blockLength = 1024;

/**
 * Declares an elementwise primitive: `const erfPrimitive = elementwise('erf', 1, erf)`.
 *
 * @param arity number of operands, 1 to 4
 * @param scalar the function of that many numbers; booleans are 0 and 1, in and out
 */
export function elementwise(
  name: string,
  arity: 1,
  scalar: (x: number) => number,
  options?: ElementwiseOptions & { readonly loop?: UnaryLoop },
): Elementwise;
export function elementwise(
  name: string,
  arity: 2,
  scalar: (x: number, y: number) => number,
  options?: ElementwiseOptions & { readonly loop?: BinaryLoop },
): Elementwise;
export function elementwise(
  name: string,
  arity: number,
  scalar: (...values: number[]) => number,
  options?: ElementwiseOptions,
): Elementwise;
export function elementwise(
  name: string,
  arity: number,
  scalar: (...values: number[]) => number,
  options: ElementwiseOptions & { readonly loop?: UnaryLoop | BinaryLoop } = {},
): Elementwise {
  const { domain = 'floating', range = 'same', expression, loop } = options;
  const shapes = (inputs: readonly ArrayType[]): readonly ArrayType[] => {
    const first = inputs[0];
    if (first === undefined || inputs.length !== arity)
      throw new ZerothError('wrong-operands', `${name} takes ${arity} operands, not ${inputs.length}.`, inputs.length);
    for (const input of inputs)
      if (!sameShape(input.shape, first.shape) || input.dtype !== first.dtype)
        throw new ZerothError(
          'shape-mismatch',
          `${name} needs operands of one shape and dtype, not ${inputs.map((t) => `${t.dtype} ${showShape(t.shape)}`).join(' and ')}.`,
          inputs,
        );
    return [{ shape: first.shape, dtype: range === 'bool' ? 'bool' : first.dtype }];
  };
  const run = blockLoop(arity, scalar, loop);
  const evaluate = (inputs: readonly NDArray[]): readonly NDArray[] => {
    const [type] = shapes(inputs);
    return [evaluateBlocks(inputs, type!, run)];
  };
  return { name, arity, scalar, domain, range, expression, shapes, evaluate };
}

type BlockLoop = (
  inputs: readonly Float64Array[],
  offsets: readonly number[],
  out: Float64Array,
  k: number,
  n: number,
) => void;

function blockLoop(
  arity: number,
  scalar: (...values: number[]) => number,
  loop: UnaryLoop | BinaryLoop | undefined,
): BlockLoop {
  if (loop !== undefined && isUnary(loop, arity))
    return (inputs, offsets, out, k, n) => loop(inputs[0]!, offsets[0]!, out, k, n);
  if (loop !== undefined && isBinary(loop, arity))
    return (inputs, offsets, out, k, n) => loop(inputs[0]!, offsets[0]!, inputs[1]!, offsets[1]!, out, k, n);
  switch (arity) {
    case 1:
      return ([x], [i], out, k, n) => {
        for (let t = 0; t < n; t++) out[k + t] = scalar(x![i! + t]!);
      };
    case 2:
      return ([x, y], [i, j], out, k, n) => {
        for (let t = 0; t < n; t++) out[k + t] = scalar(x![i! + t]!, y![j! + t]!);
      };
    default: {
      const values = new Array<number>(arity);
      return (inputs, offsets, out, k, n) => {
        for (let t = 0; t < n; t++) {
          for (let a = 0; a < arity; a++) values[a] = inputs[a]![offsets[a]! + t]!;
          out[k + t] = scalar(...values);
        }
      };
    }
  }
}

function isUnary(loop: UnaryLoop | BinaryLoop, arity: number): loop is UnaryLoop {
  return arity === 1 && loop.length === 5;
}

function isBinary(loop: UnaryLoop | BinaryLoop, arity: number): loop is BinaryLoop {
  return arity === 2 && loop.length === 7;
}

function evaluateBlocks(inputs: readonly NDArray[], { shape, dtype }: ArrayType, run: BlockLoop): NDArray {
  const size = sizeOf(shape);
  const data = allocate(dtype, size);
  const block = Math.min(size, blockLength);
  const readers = inputs.map((input) => operandReader(input, block));
  const sources = readers.map(({ buffer }) => buffer);
  const offsets = new Array<number>(readers.length).fill(0);
  const direct = data instanceof Float64Array ? data : undefined;
  const scratch = direct ?? new Float64Array(block);
  // When no operand needs a copy, the whole array is one block.
  const step = direct !== undefined && readers.every(({ whole }) => whole) ? size : block;
  for (let start = 0; start < size; start += step) {
    const n = Math.min(step, size - start);
    for (let a = 0; a < readers.length; a++) offsets[a] = readers[a]!.read(start, n);
    run(sources, offsets, scratch, direct === undefined ? 0 : start, n);
    if (direct === undefined) copyFromDoubles(scratch, data, start, n);
  }
  return wrap(data, shape, dtype);
}

/** The dtype that operands are converted to, numbers being weak. */
function operandType(values: readonly ArrayLike[], arrays: readonly NDArray[], domain: Domain): DType {
  if (domain === 'bool') return 'bool';
  let dtype: DType | undefined;
  values.forEach((value, i) => {
    if (typeof value !== 'number') dtype = dtype === undefined ? arrays[i]!.dtype : promote(dtype, arrays[i]!.dtype);
  });
  const strong = dtype ?? 'float64';
  const found = values.reduce<DType>(
    (type, value) => (typeof value === 'number' ? promote(type, dtypeBeside(value, type)) : type),
    strong,
  );
  if (domain === 'floating') return floatingOf(found);
  return domain === 'numeric' ? numericOf(found) : found;
}

/** Operands as arrays of one dtype, by the promotion rules of the array API; plain numbers are weak. */
export function alignTypes(values: readonly ArrayLike[], domain: Domain = 'any'): readonly NDArray[] {
  if (!Array.isArray(values))
    throw new ZerothError('wrong-operands', `Give a list of arrays, not ${String(values)}.`, values);
  const arrays = values.map((value) => asArray(value));
  const dtype = operandType(values, arrays, domain);
  return arrays.map((x) => (x.dtype === dtype ? x : bindOne(astypePrimitive, [x], { dtype })));
}

/** Operands as arrays of one shape and dtype. */
export function alignOperands(values: readonly ArrayLike[], domain: Domain): readonly NDArray[] {
  const arrays = alignTypes(values, domain);
  const shape = arrays.reduce<Shape>((common, x) => broadcastTwo(common, x.shape), []);
  return arrays.map((x, i) => {
    if (sameShape(x.shape, shape)) return x;
    // A plain number is nobody's variable, so its stretching need not be an operation.
    return typeof values[i] === 'number'
      ? view(x, shape, new Array<number>(shape.length).fill(0), 0)
      : bindOne(broadcastToPrimitive, [x], { shape });
  });
}

/** Applies an elementwise primitive to anything like an array: promotes, broadcasts, binds. */
export function applyElementwise(primitive: Elementwise, ...values: readonly ArrayLike[]): NDArray {
  return bindOne(primitive, alignOperands(values, primitive.domain), undefined);
}

/** A function that gives back what it was given: a number for numbers, a Float64Array where a vector was meant. */
export interface ElementwiseFunction {
  (...values: number[]): number;
  (...values: (number | Float64Array)[]): Float64Array;
  (...values: ArrayLike[]): NDArray;
}

/**
 * The public function of an elementwise primitive of zeroth/special and the like: numbers give a number, Float64Arrays
 * (beside numbers) a Float64Array, everything else an NDArray.
 */
export function elementwiseFunction(primitive: Elementwise): ElementwiseFunction {
  function call(...values: number[]): number;
  function call(...values: (number | Float64Array)[]): Float64Array;
  function call(...values: ArrayLike[]): NDArray;
  function call(...values: ArrayLike[]): number | Float64Array | NDArray {
    if (values.every((value) => typeof value === 'number')) return primitive.scalar(...values);
    const result = applyElementwise(primitive, ...values);
    const plain = values.every((value) => typeof value === 'number' || value instanceof Float64Array);
    return plain && result.data instanceof Float64Array ? result.data : result;
  }
  return call;
}
