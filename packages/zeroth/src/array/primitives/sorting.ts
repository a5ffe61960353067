import { ZerothError } from '../../errors.js';
import { argsortStrided, sortRun } from '../merge-sort.js';
import { definePrimitive } from '../primitive.js';
import { showShape } from '../shape.js';
import { copyElements, float64Data, wrap } from '../storage.js';
import { axisLayout } from '../strided.js';

/** What to sort along, and which way. */
export interface SortParams {
  readonly axis: number;
  readonly descending: boolean;
}

/** Elements in ascending or descending order along an axis, NaN last. */
export const sortPrimitive = definePrimitive<SortParams>({
  name: 'sort',
  shapes: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
  write([x], { axis, descending }, [out]) {
    const sorted = out instanceof Float64Array ? out : new Float64Array(out!.length);
    copyElements(x!, sorted, 0);
    const { outer, length, inner } = axisLayout(x!.shape, axis);
    if (inner === 1) for (let o = 0; o < outer; o++) sortRun(sorted, o * length, length, descending);
    else {
      const run = new Float64Array(length);
      for (let o = 0; o < outer; o++)
        for (let j = 0; j < inner; j++) {
          const start = o * length * inner + j;
          for (let i = 0; i < length; i++) run[i] = sorted[start + i * inner]!;
          sortRun(run, 0, length, descending);
          for (let i = 0; i < length; i++) sorted[start + i * inner] = run[i]!;
        }
    }
    if (sorted !== out) out!.set(sorted);
  },
});

/** Positions (int32) along an axis that sort it; equal elements keep their order, and NaN comes last. */
export const argsortPrimitive = definePrimitive<SortParams>({
  name: 'argsort',
  shapes: ([x]) => [{ shape: x!.shape, dtype: 'int32' }],
  compute([x], { axis, descending }, [type]) {
    const data = float64Data(x!);
    const { outer, length, inner } = axisLayout(x!.shape, axis);
    const out = new Int32Array(data.length);
    const order = new Int32Array(length);
    const scratch = new Int32Array(length);
    for (let o = 0; o < outer; o++)
      for (let j = 0; j < inner; j++) {
        const start = o * length * inner + j;
        argsortStrided(data, start, length, inner, descending, order, scratch);
        for (let i = 0; i < length; i++) out[start + i * inner] = order[i]!;
      }
    return [wrap(out, type!.shape, 'int32')];
  },
});

/** Whether a comes before b in ascending order with NaN last. */
function before(a: number, b: number): boolean {
  return a < b || (Number.isNaN(b) && !Number.isNaN(a));
}

/**
 * Positions (int32) in the first operand, ascending and of one axis, where elements of the second would be put to keep
 * it sorted: before equal ones on side `left`, after them on `right`.
 */
export const searchsortedPrimitive = definePrimitive<{ readonly side: 'left' | 'right' }>({
  name: 'searchsorted',
  shapes([sorted, values]) {
    if (sorted!.shape.length !== 1)
      throw new ZerothError(
        'shape-mismatch',
        `searchsorted looks in a vector, an array of one axis, not in shape ${showShape(sorted!.shape)} for shape ${showShape(values!.shape)}.`,
        sorted!.shape,
      );
    return [{ shape: values!.shape, dtype: 'int32' }];
  },
  compute([sorted, values], { side }, [type]) {
    const places = float64Data(sorted!);
    const wanted = float64Data(values!);
    const out = new Int32Array(wanted.length);
    for (let i = 0; i < wanted.length; i++) {
      const value = wanted[i]!;
      let low = 0;
      let high = places.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        const place = places[middle]!;
        if (side === 'left' ? before(place, value) : !before(value, place)) low = middle + 1;
        else high = middle;
      }
      out[i] = low;
    }
    return [wrap(out, type!.shape, 'int32')];
  },
});
