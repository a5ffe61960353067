import fc from 'fast-check';
import { fromData } from './conversion.js';
import type { NDArray } from './ndarray.js';

/* An array by its definition, for tests: a shape and a function of indices. No strides, no views, no blocks. */

export interface Naive {
  readonly shape: readonly number[];
  get(index: readonly number[]): number;
}

/** All indices of a shape, in row-major order. */
export function* indices(shape: readonly number[]): Generator<readonly number[]> {
  if (shape.length === 0) {
    yield [];
    return;
  }
  for (let i = 0; i < shape[0]!; i++) for (const rest of indices(shape.slice(1))) yield [i, ...rest];
}

/** The elements of a naive array, in row-major order. */
export function elements({ shape, get }: Naive): readonly number[] {
  return [...indices(shape)].map(get);
}

/** An array's definition, by its public properties. */
export function naive(x: NDArray): Naive {
  const { data, strides, offset } = x;
  return { shape: x.shape, get: (index) => data[index.reduce((at, i, axis) => at + i * strides[axis]!, offset)]! };
}

/** Elements of an array in row-major order, as numbers. */
export function flat(x: NDArray): readonly number[] {
  return elements(naive(x));
}

/** An array of the numbers 0, 1, 2, … in float64. */
export function counting(shape: readonly number[]): NDArray {
  const size = shape.reduce((product, length) => product * length, 1);
  return fromData(
    Float64Array.from({ length: size }, (_, i) => i),
    shape,
  );
}

/** Shapes of at most four axes and 200 elements, empty ones too. */
export const anyShape = fc
  .array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 })
  .filter((shape) => shape.reduce((product, length) => product * length, 1) <= 200);

/** Small integers in an array of some shape: sums and products of them are exact. */
export function integersIn(shape: readonly number[]): fc.Arbitrary<NDArray> {
  const size = shape.reduce((product, length) => product * length, 1);
  return fc
    .array(fc.integer({ min: -4, max: 4 }), { minLength: size, maxLength: size })
    .map((values) => fromData(Float64Array.from(values), shape));
}

/** An array of small integers whose memory may be permuted, reversed or stepped over. */
export const anyArray: fc.Arbitrary<NDArray> = anyShape.chain((shape) =>
  fc
    .tuple(
      integersIn(shape.map((length) => 2 * length)),
      fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
      fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
    )
    .map(([x, order, backwards]) => {
      const parts = shape.map((length, axis): readonly [number | null, number | null, number] =>
        backwards[axis] ? [null, null, -2] : [0, length, 1],
      );
      return x.slice(...parts).permuteDims(...order);
    }),
);
