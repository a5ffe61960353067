import type { NDArray, Primitive } from '../../array/index.js';
import * as p from '../../array/primitives/index.js';
import { sameShape, sizeOf } from '../../array/shape.js';
import { type Constant, type Equation, type Operand, typeOf, type Variable } from '../graph.js';
import { assemblePrimitive, assembly, type Placement, samePlace } from './assemble.js';
import { applies, isElementwise } from './elementwise.js';
import { uniform, uniformValue } from './uniform.js';

/** What rules of simplification may ask for. */
export interface Builder {
  /** The equation that computes an operand. */
  definition(operand: Operand): Equation | undefined;
  /** Whether the elements of a constant are known not to change. */
  isFixed(constant: Constant): boolean;
  /** The result of an equation, simplified in its turn. */
  make<P>(primitive: Primitive<P>, inputs: readonly Operand[], params: P): Operand;
}

/** Something simpler that an equation of one result comes to, or undefined. */
export function rewrite(equation: Equation, builder: Builder): Operand | undefined {
  const [out] = equation.outputs;
  if (out === undefined) return undefined;
  return (
    folded(equation, out) ??
    structural(equation, out, builder) ??
    byIdentity(equation, builder) ??
    arithmetic(equation, builder) ??
    placed(equation, builder)
  );
}

function folded({ primitive, inputs, params }: Equation, { shape, dtype }: Variable): Operand | undefined {
  const values = inputs.map(uniformValue);
  if (!values.every((value) => value !== undefined)) return undefined;
  if (isElementwise(primitive)) return uniform(primitive.scalar(...values), shape, dtype);
  const equation = { primitive, inputs, params, outputs: [] };
  if (
    applies(equation, p.reshapePrimitive) ||
    applies(equation, p.broadcastToPrimitive) ||
    applies(equation, p.permutePrimitive) ||
    applies(equation, p.slicePrimitive) ||
    (applies(equation, p.padPrimitive) && equation.params.value === values[0])
  )
    return uniform(values[0]!, shape, dtype);
  if (applies(equation, p.selectPrimitive)) return uniform(values[0] !== 0 ? values[1]! : values[2]!, shape, dtype);
  if (applies(equation, p.astypePrimitive)) {
    const value = values[0]!;
    return uniform(dtype === 'bool' ? Number(value !== 0) : value, shape, dtype);
  }
  const elements = sizeOf(typeOf(inputs[0]!).shape);
  if (applies(equation, p.sumPrimitive) && values[0] === 0) return uniform(0, shape, dtype);
  if (applies(equation, p.sumPrimitive) && elements > 0 && Number.isInteger(values[0]!)) {
    // Sums of integers that stay below 2^53 are exact in any order.
    const total = (values[0]! * elements) / Math.max(1, sizeOf(shape));
    if (Math.abs(total) < 2 ** (dtype === 'int32' ? 31 : 53)) return uniform(total, shape, dtype);
  }
  return undefined;
}

function structural(equation: Equation, out: Variable, { definition, make }: Builder): Operand | undefined {
  const [x] = equation.inputs;
  if (x === undefined) return undefined;
  if (equation.primitive.name === 'stopGradient') return x;
  const { shape, dtype } = typeOf(x);
  const inner = definition(x);
  if (applies(equation, p.reshapePrimitive) || applies(equation, p.broadcastToPrimitive)) {
    if (sameShape(shape, out.shape)) return x;
    if (inner !== undefined && inner.primitive === equation.primitive)
      return make(equation.primitive, [inner.inputs[0]!], equation.params);
  }
  if (applies(equation, p.permutePrimitive)) {
    const { axes } = equation.params;
    if (axes.every((axis, i) => axis === i)) return x;
    if (inner !== undefined && applies(inner, p.permutePrimitive))
      return make(p.permutePrimitive, [inner.inputs[0]!], { axes: axes.map((axis) => inner.params.axes[axis]!) });
  }
  if (applies(equation, p.slicePrimitive)) {
    const { starts, steps, lengths } = equation.params;
    if (sameShape(shape, lengths) && starts.every((s) => s === 0) && steps.every((s) => s === 1)) return x;
  }
  if (applies(equation, p.astypePrimitive) && dtype === out.dtype) return x;
  if (applies(equation, p.selectPrimitive)) {
    const condition = uniformValue(x);
    if (condition !== undefined) return equation.inputs[condition !== 0 ? 1 : 2];
    if (same(equation.inputs[1]!, equation.inputs[2]!)) return equation.inputs[1];
  }
  for (const primitive of [
    p.sumPrimitive,
    p.prodPrimitive,
    p.maxPrimitive,
    p.minPrimitive,
    p.anyPrimitive,
    p.allPrimitive,
  ])
    if (applies(equation, primitive) && equation.params.axes.every((axis) => shape[axis] === 1) && dtype === out.dtype)
      return make(p.reshapePrimitive, [x], { shape: out.shape });
  return undefined;
}

/** A product with an identity matrix is the other operand, its axes in the order of the product. */
function byIdentity(equation: Equation, { isFixed, make }: Builder): Operand | undefined {
  if (!applies(equation, p.dotGeneralPrimitive)) return undefined;
  const { contract, batch } = equation.params;
  if (contract[0].length !== 1 || batch[0].length > 0) return undefined;
  const which = equation.inputs.findIndex(
    (input) => input.kind === 'constant' && isFixed(input) && isIdentityMatrix(input.value),
  );
  if (which < 0) return undefined;
  const other = equation.inputs[1 - which]!;
  const moved = contract[1 - which]![0]!;
  const rest = typeOf(other).shape.flatMap((_, axis) => (axis === moved ? [] : [axis]));
  return make(p.permutePrimitive, [other], { axes: which === 0 ? [moved, ...rest] : [...rest, moved] });
}

function isIdentityMatrix({ shape, strides, data, offset }: NDArray): boolean {
  const [n, columns] = shape;
  if (n === undefined || shape.length !== 2 || n !== columns) return false;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      if (data[offset + i * strides[0]! + j * strides[1]!] !== (i === j ? 1 : 0)) return false;
  return true;
}

function same(a: Operand, b: Operand): boolean {
  return a === b || (a.kind === 'variable' && b.kind === 'variable' && a.id === b.id);
}

function arithmetic(equation: Equation, { definition, make }: Builder): Operand | undefined {
  const [x, y] = equation.inputs;
  const { primitive } = equation;
  const negated = (operand: Operand): Operand | undefined => {
    const found = definition(operand);
    return found?.primitive === p.negativePrimitive ? found.inputs[0] : undefined;
  };
  if (primitive === p.negativePrimitive) return negated(x!);
  if (y === undefined) return undefined;
  const a = uniformValue(x!);
  const b = uniformValue(y);
  switch (primitive) {
    case p.addPrimitive: {
      if (a === 0) return y;
      if (b === 0) return x;
      const [left, right] = [negated(x!), negated(y)];
      if (right !== undefined) return make(p.subtractPrimitive, [x!, right], undefined);
      return left === undefined ? undefined : make(p.subtractPrimitive, [y, left], undefined);
    }
    case p.subtractPrimitive: {
      if (b === 0) return x;
      const right = negated(y);
      return right === undefined ? undefined : make(p.addPrimitive, [x!, right], undefined);
    }
    case p.multiplyPrimitive: {
      if (a === 1) return y;
      if (b === 1) return x;
      if (a === -1) return make(p.negativePrimitive, [y], undefined);
      return b === -1 ? make(p.negativePrimitive, [x!], undefined) : undefined;
    }
    case p.dividePrimitive:
      return b === 1 ? x : undefined;
    case p.powerPrimitive:
      return power(x!, b, make);
    default:
      return undefined;
  }
}

function power(x: Operand, exponent: number | undefined, make: Builder['make']): Operand | undefined {
  const { shape, dtype } = typeOf(x);
  const square = (): Operand => make(p.multiplyPrimitive, [x, x], undefined);
  switch (exponent) {
    case 0:
      return uniform(1, shape, dtype);
    case 1:
      return x;
    case 2:
      return square();
    case 3:
      return make(p.multiplyPrimitive, [square(), x], undefined);
    case -1:
      return dtype === 'int32' ? undefined : make(p.reciprocalPrimitive, [x], undefined);
    default:
      return undefined;
  }
}

/** Padding, joining and sums of them as assemblies; parts that are placed alike are added first. */
function placed(equation: Equation, { definition, make }: Builder): Operand | undefined {
  const [x, y] = equation.inputs;
  if (applies(equation, p.padPrimitive)) {
    const { before, between, value } = equation.params;
    const places = [{ starts: before, steps: between.map((n) => n + 1) }];
    const { shape } = equation.outputs[0]!;
    return make(assemblePrimitive, [x!], assembly(shape, [typeOf(x!).shape], places, value));
  }
  if (applies(equation, p.concatenatePrimitive)) {
    const { axis } = equation.params;
    let at = 0;
    const places = equation.inputs.map((input): Placement => {
      const { shape } = typeOf(input);
      const starts = shape.map((_, i) => (i === axis ? at : 0));
      at += shape[axis]!;
      return { starts, steps: shape.map(() => 1) };
    });
    const shapes = equation.inputs.map((input) => typeOf(input).shape);
    return make(assemblePrimitive, equation.inputs, assembly(equation.outputs[0]!.shape, shapes, places));
  }
  if (!applies(equation, p.addPrimitive)) return undefined;
  const parts: { readonly operand: Operand; readonly place: Placement }[] = [];
  let assembled = false;
  for (const operand of [x!, y!]) {
    const found = definition(operand);
    const given =
      found !== undefined && applies(found, assemblePrimitive) && found.params.value === 0
        ? found.inputs.map((part, i) => ({ operand: part, place: found.params.places[i]! }))
        : undefined;
    if (given === undefined) {
      const { shape } = typeOf(operand);
      parts.push({ operand, place: { starts: shape.map(() => 0), steps: shape.map(() => 1) } });
      continue;
    }
    assembled = true;
    parts.push(...given);
  }
  if (!assembled) return undefined;
  const merged: { operand: Operand; place: Placement }[] = [];
  for (const { operand, place } of parts) {
    const alike = merged.find(
      (other) => samePlace(other.place, place) && sameShape(typeOf(other.operand).shape, typeOf(operand).shape),
    );
    if (alike === undefined) merged.push({ operand, place });
    else alike.operand = make(p.addPrimitive, [alike.operand, operand], undefined);
  }
  const operands = merged.map(({ operand }) => operand);
  const params = assembly(
    equation.outputs[0]!.shape,
    operands.map((operand) => typeOf(operand).shape),
    merged.map(({ place }) => place),
  );
  return make(assemblePrimitive, operands, params);
}
