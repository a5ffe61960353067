import * as p from '../../array/primitives/index.js';
import { rowMajorStrides, type Shape, sameShape } from '../../array/shape.js';
import { isContiguous } from '../../array/storage.js';
import { type Equation, type Operand, typeOf, type Variable } from '../graph.js';
import { applies } from './elementwise.js';

/** An index as a function of the indices of the loops around it: start + Σ steps[a] i_a. */
export interface Affine {
  readonly start: number;
  readonly steps: readonly number[];
}

/** Where an operand's elements come from: a root that has memory or is computed, and the index into each axis of it. */
export interface Source {
  readonly root: Operand;
  /** The shape that the root's elements, in row-major order, are seen in. */
  readonly shape: Shape;
  readonly access: readonly Affine[];
}

/** Lengths of a shape that are not 1: the loops over it. */
export function loopsOf(shape: Shape): Shape {
  return shape.filter((length) => length !== 1);
}

/** The access of an element of the shape that is walked itself. */
export function identity(shape: Shape): readonly Affine[] {
  const loops = loopsOf(shape).length;
  let axis = 0;
  return shape.map((length) => {
    const own = length === 1 ? -1 : axis++;
    return { start: 0, steps: Array.from({ length: loops }, (_, a) => (a === own ? 1 : 0)) };
  });
}

/** Whether an access walks a shape as {@link identity} does. */
export function isIdentity(access: readonly Affine[], shape: Shape): boolean {
  const own = identity(shape);
  return access.every(({ start, steps }, axis) => start === own[axis]!.start && sameShape(steps, own[axis]!.steps));
}

/** Whether a reshape does nothing but add or drop axes of length 1. */
function addsOrDropsUnits(a: Shape, b: Shape): boolean {
  return sameShape(loopsOf(a), loopsOf(b));
}

/** Whether an equation is a view of what it reads, without elements of its own. */
export function isView(equation: Equation, definition: (variable: Variable) => Equation | undefined): boolean {
  if (
    applies(equation, p.permutePrimitive) ||
    applies(equation, p.broadcastToPrimitive) ||
    applies(equation, p.slicePrimitive)
  )
    return true;
  if (!applies(equation, p.reshapePrimitive)) return false;
  const [x] = equation.inputs;
  if (addsOrDropsUnits(typeOf(x!).shape, equation.params.shape)) return true;
  if (x!.kind === 'constant') return isContiguous(x!.value);
  const before = definition(x!);
  return before === undefined || !isView(before, definition) || isReshapeOfRoot(before, definition);
}

/** Whether an equation sees a root's elements in order in another shape. */
function isReshapeOfRoot(equation: Equation, definition: (variable: Variable) => Equation | undefined): boolean {
  if (!applies(equation, p.reshapePrimitive)) return false;
  const [x] = equation.inputs;
  if (x!.kind === 'constant') return isContiguous(x!.value);
  const before = definition(x!);
  return before === undefined || !isView(before, definition) || isReshapeOfRoot(before, definition);
}

/** The source of an operand that is read at `access`: views are followed to what they are views of. */
export function sourceOf(
  operand: Operand,
  access: readonly Affine[],
  definition: (variable: Variable) => Equation | undefined,
): Source {
  const equation = operand.kind === 'variable' ? definition(operand) : undefined;
  const itself = { root: operand, shape: typeOf(operand).shape, access };
  if (equation === undefined || !isView(equation, definition)) return itself;
  const x = equation.inputs[0]!;
  const { shape } = typeOf(x);
  const fixed: Affine = { start: 0, steps: (access[0]?.steps ?? []).map(() => 0) };
  if (applies(equation, p.permutePrimitive)) {
    const inner = new Array<Affine>(shape.length);
    equation.params.axes.forEach((axis, i) => {
      inner[axis] = access[i]!;
    });
    return sourceOf(x, inner, definition);
  }
  if (applies(equation, p.broadcastToPrimitive)) {
    const added = access.length - shape.length;
    return sourceOf(
      x,
      shape.map((length, axis) => (length === 1 ? fixed : access[added + axis]!)),
      definition,
    );
  }
  if (applies(equation, p.slicePrimitive)) {
    const { starts, steps, lengths } = equation.params;
    const empty = lengths.includes(0);
    const inner = access.map(({ start, steps: own }, axis) => ({
      start: empty ? 0 : starts[axis]! + steps[axis]! * start,
      steps: own.map((step) => step * steps[axis]!),
    }));
    return sourceOf(x, inner, definition);
  }
  if (addsOrDropsUnits(shape, itself.shape)) {
    const walked = itself.shape.flatMap((length, axis) => (length === 1 ? [] : [access[axis]!]));
    let next = 0;
    return sourceOf(
      x,
      shape.map((length) => (length === 1 ? fixed : walked[next++]!)),
      definition,
    );
  }
  // The elements of the root in order, in the shape of this reshape.
  const { root } = sourceOf(x, identity(shape), definition);
  return { root, shape: itself.shape, access };
}

/** The index into memory of a row-major root, or of a constant by its strides, as a function of so many loops. */
export function linear({ root, shape, access }: Source, loops: number): Affine {
  const given = root.kind === 'constant' && sameShape(root.value.shape, shape) ? root.value.strides : undefined;
  const start = root.kind === 'constant' ? root.value.offset : 0;
  return combined(access, given ?? rowMajorStrides(shape), start, loops);
}

/** start + Σ strides[axis] access[axis] */
export function combined(access: readonly Affine[], strides: readonly number[], start: number, loops: number): Affine {
  return {
    start: access.reduce((sum, affine, axis) => sum + affine.start * strides[axis]!, start),
    steps: Array.from({ length: loops }, (_, a) =>
      access.reduce((sum, { steps }, axis) => sum + (steps[a] ?? 0) * strides[axis]!, 0),
    ),
  };
}
