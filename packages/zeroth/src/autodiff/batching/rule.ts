import type { NDArray, Primitive } from '../../array/index.js';

/** One application of a primitive to inputs some of which are batches: they have the batch's axis in front. */
export interface BatchedApplication<P> {
  readonly inputs: readonly NDArray[];
  readonly batched: readonly boolean[];
  readonly params: P;
  /** Length of the batch. */
  readonly size: number;
}

/** The outputs, all of them batches. At least one input is one. */
export type BatchingRule<P> = (application: BatchedApplication<P>) => readonly NDArray[];

export interface BatchingEntry {
  readonly primitive: Primitive<unknown>;
  readonly rule: BatchingRule<unknown>;
}

/** An entry whose rule takes the primitive's own parameters. */
export function batching<P>(primitive: Primitive<P>, rule: BatchingRule<P>): BatchingEntry;
export function batching(primitive: Primitive<unknown>, rule: BatchingRule<unknown>): BatchingEntry {
  return { primitive, rule };
}
