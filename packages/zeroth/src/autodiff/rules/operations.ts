import { bindOne, type DType, type NDArray, type Shape } from '../../array/index.js';
import * as p from '../../array/primitives/index.js';

/*
 * Primitives as functions, for rules: no promotion, no negative axes, nothing done when there is nothing to do.
 */

export function cast(x: NDArray, dtype: DType): NDArray {
  return x.dtype === dtype ? x : bindOne(p.astypePrimitive, [x], { dtype });
}

export function reshaped(x: NDArray, shape: Shape): NDArray {
  return sameShape(x.shape, shape) ? x : bindOne(p.reshapePrimitive, [x], { shape });
}

export function stretched(x: NDArray, shape: Shape): NDArray {
  return sameShape(x.shape, shape) ? x : bindOne(p.broadcastToPrimitive, [x], { shape });
}

export function permuted(x: NDArray, axes: readonly number[]): NDArray {
  return axes.every((axis, i) => axis === i) ? x : bindOne(p.permutePrimitive, [x], { axes });
}

export function summed(x: NDArray, axes: readonly number[]): NDArray {
  return axes.length === 0 ? x : bindOne(p.sumPrimitive, [x], { axes });
}

/** The result of a reduction over axes, stretched back to the shape that was reduced. */
export function unreduced(x: NDArray, axes: readonly number[], shape: Shape): NDArray {
  return stretched(
    reshaped(
      x,
      shape.map((length, axis) => (axes.includes(axis) ? 1 : length)),
    ),
    shape,
  );
}

/** Elements `start`, …, `start + length − 1` along one axis. */
export function sliced(x: NDArray, axis: number, start: number, length: number): NDArray {
  return bindOne(p.slicePrimitive, [x], {
    starts: x.shape.map((_, i) => (i === axis ? start : 0)),
    lengths: x.shape.map((n, i) => (i === axis ? length : n)),
    steps: x.shape.map(() => 1),
  });
}

/** A constant put before and after the elements along one axis. */
export function padded(x: NDArray, axis: number, before: number, after: number, value: number): NDArray {
  const along = (amount: number): readonly number[] => x.shape.map((_, i) => (i === axis ? amount : 0));
  return bindOne(p.padPrimitive, [x], { before: along(before), after: along(after), between: along(0), value });
}

/** The axes in reverse order along these. */
export function flipped(x: NDArray, axes: readonly number[]): NDArray {
  if (axes.length === 0) return x;
  return bindOne(p.slicePrimitive, [x], {
    starts: x.shape.map((n, axis) => (axes.includes(axis) ? Math.max(0, n - 1) : 0)),
    lengths: x.shape,
    steps: x.shape.map((_, axis) => (axes.includes(axis) ? -1 : 1)),
  });
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, i) => length === b[i]);
}
