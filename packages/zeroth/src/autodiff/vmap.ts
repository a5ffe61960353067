import { type ArrayLike, type NDArray, permuteDims } from '../array/index.js';
import { ZerothError } from '../errors.js';
import { evaluateBatch } from './batch.js';
import { type AnyFunction, presented, staged } from './staged.js';
import { argumentsOf, formsOf, type Structure, unflatten } from './tree.js';
import type { ArrayFunction } from './types.js';

/** Options of {@link vmap}. */
export interface VmapOptions {
  /** The axis of each argument that the batch runs along; null for an argument that is the same for all. Default 0. */
  readonly axes?: number | null | readonly (number | null)[];
}

/**
 * A function of one element as a function of a batch of them: every array of the arguments gets one more axis, every
 * array of the result one in front, and the work is done for all at once.
 *
 * @throws ZerothError `shape-mismatch` where the lengths of the batch axes differ
 */
export function vmap(f: ArrayFunction, options?: VmapOptions): (...inputs: readonly ArrayLike[]) => NDArray;
export function vmap<A extends unknown[], R>(f: (...inputs: A) => R, options?: VmapOptions): (...inputs: A) => R;
export function vmap(f: AnyFunction, { axes = 0 }: VmapOptions = {}): (...inputs: never[]) => unknown {
  const run = staged(
    f,
    ({ traced, leaves, inputs }) => {
      const along = axesOf(inputs, axes);
      const batched = along.map((axis) => axis !== null);
      const fronted = leaves.map((leaf, i) => toFront(leaf, along[i]!));
      return evaluateBatch(traced.graph, fronted, batched, batchLength(fronted, along));
    },
    (results, { traced }) =>
      unflatten(
        traced.structure,
        results.map((result) => presented(result, false)),
      ),
    {
      types(inputs, leaves) {
        const along = axesOf(inputs, axes);
        const fronted = leaves.map((leaf, i) => toFront(leaf, along[i]!));
        batchLength(fronted, along);
        return fronted.map((leaf, i) => (along[i] === null ? leaf : { shape: leaf.shape.slice(1), dtype: leaf.dtype }));
      },
    },
  );
  return (...inputs) => run(inputs);
}

/** The batch axis of each leaf. */
function axesOf(inputs: Structure, axes: NonNullable<VmapOptions['axes']> | null): readonly (number | null)[] {
  return argumentsOf(inputs).flatMap(({ structure }, argument) => {
    const axis = typeof axes === 'number' || axes === null ? axes : (axes[argument] ?? null);
    return formsOf(structure).map(() => axis);
  });
}

function toFront(x: NDArray, axis: number | null): NDArray {
  if (axis === null) return x;
  const front = axis < 0 ? axis + x.ndim : axis;
  if (!(front >= 0 && front < x.ndim))
    throw new ZerothError(
      'bad-axis',
      `The batch should run along axis ${axis}, but an argument has shape [${x.shape.join(', ')}].`,
      axis,
    );
  if (front === 0) return x;
  return permuteDims(x, [front, ...Array.from({ length: x.ndim }, (_, i) => i).filter((i) => i !== front)]);
}

function batchLength(leaves: readonly NDArray[], axes: readonly (number | null)[]): number {
  const lengths = leaves.flatMap(({ shape }, i) => (axes[i] === null ? [] : [shape[0]!]));
  const first = lengths[0];
  if (first !== undefined && lengths.every((length) => length === first)) return first;
  throw new ZerothError(
    'shape-mismatch',
    first === undefined
      ? 'Nothing is batched: give at least one argument an axis.'
      : `The batch axes of all arguments must have one length, not ${lengths.join(', ')}.`,
    lengths,
  );
}
