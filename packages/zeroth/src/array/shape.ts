import { ZerothError } from '../errors.js';

/** The lengths along each axis; `[]` for a scalar. */
export type Shape = readonly number[];

/** Most elements an array may have. */
export const mostElements = 2 ** 31;

/** "[2, 3]", as messages show a shape. */
export function showShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i]!;
  return size;
}

/** Throws `bad-shape` unless it is a list. */
export function checkShapeList(shape: Shape): void {
  if (!Array.isArray(shape))
    throw new ZerothError('bad-shape', `A shape is a list of lengths such as [2, 3], not ${String(shape)}.`, shape);
}

/** Throws `bad-shape` unless the lengths are integers of at least 0 with at most 2^31 elements in all. */
export function checkShape(shape: Shape): void {
  checkShapeList(shape);
  for (const length of shape)
    if (!Number.isSafeInteger(length) || length < 0)
      throw new ZerothError(
        'bad-shape',
        `The lengths of a shape must be integers of at least 0, but it is ${showShape(shape)}.`,
        shape,
      );
  if (sizeOf(shape) > mostElements)
    throw new ZerothError(
      'bad-shape',
      `An array holds at most 2^31 elements: ${showShape(shape)} is too large.`,
      shape,
    );
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Steps between neighbours along each axis of a row-major array. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i]!;
  }
  return strides;
}

/** The shape that both are stretched to: axes are aligned at the end, and length 1 is stretched. */
export function broadcastTwo(a: Shape, b: Shape): Shape {
  if (a.length === 0) return b;
  if (b.length === 0 || sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const m = i <= a.length ? a[a.length - i]! : 1;
    const n = i <= b.length ? b[b.length - i]! : 1;
    if (m !== n && m !== 1 && n !== 1)
      throw new ZerothError(
        'shape-mismatch',
        `Shapes ${showShape(a)} and ${showShape(b)} do not fit: aligned at the end, lengths must be equal or 1.`,
        [a, b],
      );
    out[rank - i] = m === 1 ? n : m;
  }
  return out;
}

/** The shape that all shapes are stretched to. */
export function broadcastShapes(...shapes: readonly Shape[]): Shape {
  for (const shape of shapes) checkShapeList(shape);
  return shapes.reduce<Shape>(broadcastTwo, []);
}

/** An axis in 0 … rank − 1, counted from the end when negative. Throws `bad-axis`. */
export function normalizeAxis(axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new ZerothError(
      'bad-axis',
      rank === 0
        ? `Axis ${axis} was asked of a scalar, which has no axes.`
        : `Axis ${axis} must be an integer from ${-rank} to ${rank - 1} for an array of ${rank} axes.`,
      axis,
    );
  return axis < 0 ? axis + rank : axis;
}

/** Distinct axes in 0 … rank − 1, in the order given; every axis when undefined. Throws `bad-axis`. */
export function normalizeAxes(axes: number | readonly number[] | undefined, rank: number): readonly number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, i) => i);
  const list = typeof axes === 'number' ? [axes] : axes;
  if (!Array.isArray(list))
    throw new ZerothError('bad-axis', `Axes are a number or a list of numbers, not ${String(axes)}.`, axes);
  const out = list.map((axis) => normalizeAxis(axis, rank));
  if (new Set(out).size !== out.length)
    throw new ZerothError('bad-axis', `Axes ${showShape(out)} name one axis more than once.`, axes);
  return out;
}
