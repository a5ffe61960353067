import { allocate } from '../../array/dtype.js';
import type { Shape } from '../../array/index.js';
import { definePrimitive } from '../../array/primitive.js';
import { rowMajorStrides, sameShape, sizeOf } from '../../array/shape.js';
import { wrap } from '../../array/storage.js';

/** Where a part lies in the whole: element i of an axis is element `starts + steps i` of the whole's. */
export interface Placement {
  readonly starts: readonly number[];
  readonly steps: readonly number[];
}

/** What {@link assemblePrimitive} makes. */
export interface AssembleParams {
  readonly shape: Shape;
  /** One for each input. */
  readonly places: readonly Placement[];
  /** What elements are before parts are added. Not 0 only where no two parts meet. */
  readonly value: number;
  /** Whether no two parts meet: then elements are set, and else added. */
  readonly disjoint: boolean;
  /** Whether parts leave no element out. */
  readonly complete: boolean;
}

/**
 * Arrays added into a whole at their places: what sums of padded arrays and joined arrays come to, without zeros that
 * are stored to be added.
 */
export const assemblePrimitive = definePrimitive<AssembleParams>({
  name: 'assemble',
  shapes: ([first], { shape }) => [{ shape, dtype: first!.dtype }],
  compute(inputs, { places, value, disjoint }, [type]) {
    const data = allocate(type!.dtype, sizeOf(type!.shape));
    if (value !== 0) data.fill(value);
    const strides = rowMajorStrides(type!.shape);
    inputs.forEach((part, k) => {
      const { starts, steps } = places[k]!;
      const visit = (axis: number, from: number, to: number): void => {
        if (axis === part.ndim) {
          data[to] = disjoint ? part.data[from]! : data[to]! + part.data[from]!;
          return;
        }
        for (let i = 0; i < part.shape[axis]!; i++)
          visit(axis + 1, from + i * part.strides[axis]!, to + (starts[axis]! + i * steps[axis]!) * strides[axis]!);
      };
      visit(0, part.offset, 0);
    });
    return [wrap(data, type!.shape, type!.dtype)];
  },
});

/** Parameters for parts of these shapes, with what can be known of how they lie. */
export function assembly(
  shape: Shape,
  parts: readonly Shape[],
  places: readonly Placement[],
  value = 0,
): AssembleParams {
  const disjoint = places.every((a, i) => places.every((b, j) => j <= i || apart(a, parts[i]!, b, parts[j]!)));
  const covered = parts.reduce((sum, part) => sum + sizeOf(part), 0);
  return { shape, places, value, disjoint, complete: disjoint && covered === sizeOf(shape) };
}

/** Whether two parts have no element in common: along one axis, their intervals or their residues differ. */
function apart(a: Placement, m: Shape, b: Placement, n: Shape): boolean {
  if (m.includes(0) || n.includes(0)) return true;
  return m.some((length, axis) => {
    const [s, t] = [a.starts[axis]!, b.starts[axis]!];
    const [p, q] = [a.steps[axis]!, b.steps[axis]!];
    if (s > t + (n[axis]! - 1) * q || t > s + (length - 1) * p) return true;
    return p === q && (s - t) % p !== 0;
  });
}

/** Whether parts are placed alike. */
export function samePlace(a: Placement, b: Placement): boolean {
  return sameShape(a.starts, b.starts) && sameShape(a.steps, b.steps);
}
