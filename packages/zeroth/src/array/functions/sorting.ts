import { checkChoice } from '../checks.js';
import { type ArrayLike, asArray } from '../conversion.js';
import { alignTypes } from '../elementwise.js';
import type { NDArray } from '../ndarray.js';
import { bindOne } from '../primitive.js';
import { argsortPrimitive, searchsortedPrimitive, sortPrimitive } from '../primitives/sorting.js';
import { normalizeAxis } from '../shape.js';
import { contiguousData, float64Data, fromDoubles, wrap } from '../storage.js';
import { flatten, reshape } from './shaping.js';

/** Options of {@link sort} and {@link argsort}. */
export interface SortOptions {
  /** Default: the last. */
  readonly axis?: number;
  /** Default false. */
  readonly descending?: boolean;
}

/** Elements in order along an axis; NaN comes last in both directions. */
export function sort(x: ArrayLike, { axis = -1, descending = false }: SortOptions = {}): NDArray {
  const source = asArray(x);
  return bindOne(sortPrimitive, [source], { axis: normalizeAxis(axis, source.shape.length), descending });
}

/** Positions (int32) that sort along an axis; equal elements keep their order, and NaN comes last. */
export function argsort(x: ArrayLike, { axis = -1, descending = false }: SortOptions = {}): NDArray {
  const source = asArray(x);
  return bindOne(argsortPrimitive, [source], { axis: normalizeAxis(axis, source.shape.length), descending });
}

/** Options of {@link searchsorted}. */
export interface SearchOptions {
  /** Where equal elements are: to the right of the place (`left`, the default) or to the left of it. */
  readonly side?: 'left' | 'right';
}

/** Places (int32) in an ascending vector where values would be put to keep it sorted. */
export function searchsorted(sorted: ArrayLike, values: ArrayLike, { side = 'left' }: SearchOptions = {}): NDArray {
  checkChoice('side', side, ['left', 'right']);
  const [places, wanted] = alignTypes([sorted, values]);
  return bindOne(searchsortedPrimitive, [places!, wanted!], { side });
}

/** Indices (int32) of the elements that are not 0: a vector for each axis, in row-major order. Not traceable. */
export function nonzero(x: ArrayLike): readonly NDArray[] {
  const source = asArray(x);
  const data = contiguousData(source);
  const found: number[] = [];
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) found.push(i);
  const rank = source.shape.length;
  const out = Array.from({ length: Math.max(1, rank) }, () => new Int32Array(found.length));
  found.forEach((position, k) => {
    let rest = position;
    for (let axis = rank - 1; axis >= 0; axis--) {
      out[axis]![k] = rest % source.shape[axis]!;
      rest = Math.floor(rest / source.shape[axis]!);
    }
  });
  return out.map((indices) => wrap(indices, [indices.length], 'int32'));
}

/** What {@link uniqueAll} finds. */
export interface Unique {
  /** The distinct elements, ascending; each NaN is one of its own. */
  readonly values: NDArray;
  /** Position (int32) in the flattened array where each occurs first. */
  readonly indices: NDArray;
  /** For each element of the array, its place (int32) among the values; in the array's shape. */
  readonly inverseIndices: NDArray;
  /** How often (int32) each occurs. */
  readonly counts: NDArray;
}

/** The distinct elements, with where and how often they occur. Not traceable. */
export function uniqueAll(x: ArrayLike): Unique {
  const source = asArray(x);
  const data = float64Data(source);
  const order = contiguousData(argsort(flatten(source)));
  const values: number[] = [];
  const indices: number[] = [];
  const counts: number[] = [];
  const inverse = new Int32Array(data.length);
  for (const position of order) {
    const value = data[position]!;
    if (values.length === 0 || value !== values[values.length - 1]) {
      values.push(value);
      indices.push(position);
      counts.push(0);
    }
    counts[counts.length - 1]!++;
    inverse[position] = values.length - 1;
  }
  const integers = (list: readonly number[]) => wrap(Int32Array.from(list), [list.length], 'int32');
  return {
    values: fromDoubles(Float64Array.from(values), [values.length], source.dtype),
    indices: integers(indices),
    inverseIndices: reshape(wrap(inverse, [inverse.length], 'int32'), source.shape),
    counts: integers(counts),
  };
}

/** The distinct elements, ascending; each NaN is one of its own. Not traceable. */
export function uniqueValues(x: ArrayLike): NDArray {
  return uniqueAll(x).values;
}

/** Whether each element of x is among the values; NaN never is. Not traceable. */
export function isin(x: ArrayLike, values: ArrayLike): NDArray {
  const source = asArray(x);
  const set = new Set(float64Data(asArray(values)));
  const data = float64Data(source);
  const out = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = !Number.isNaN(data[i]!) && set.has(data[i]!) ? 1 : 0;
  return wrap(out, source.shape, 'bool');
}
