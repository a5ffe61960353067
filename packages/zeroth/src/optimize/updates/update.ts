import { checkLength } from '../../array/checks.js';
import { ZerothError } from '../../errors.js';
import type { Schedule } from '../pieces/schedules.js';

/** Parameters, gradients and what is averaged of them, in either precision. */
export type Numbers = Float32Array | Float64Array;

/** A tensor of parameters, trained in place. */
export interface Tensor {
  /** Row by row. */
  readonly values: Numbers;
  readonly shape: readonly number[];
  /** What patterns of parameter groups are matched with. */
  readonly name?: string;
}

/** All that a rule remembers: plain data, which goes into checkpoints. */
export interface UpdateState {
  /** Steps taken. */
  step: number;
}

/**
 * How parameters move, given their gradient: the part of a training method that is left when questions, samples and
 * schedules are taken away. A step writes in place and allocates nothing of the parameters' size.
 */
export interface UpdateRule<S extends UpdateState = UpdateState> {
  readonly name: string;
  /** The rate that the rule's authors propose. */
  readonly rate: number | Schedule;
  /** The state before the first step. The tensors are read where the rule needs where it began. */
  begin(tensors: readonly Tensor[]): S;
  /**
   * Moves the tensors by one step.
   *
   * @param gradients one a tensor, of its length
   * @param rate step size of this step
   */
  step(tensors: readonly Tensor[], gradients: readonly Numbers[], state: S, rate: number): void;
  /**
   * Writes the parameters that are meant to be used, where they are not those at which gradients are asked. Rules
   * without it mean the tensors themselves.
   */
  average?(tensors: readonly Tensor[], state: S, into: readonly Numbers[]): void;
}

/** Zeros of the tensors' lengths and precisions. */
export function zerosLike(tensors: readonly Tensor[]): Numbers[] {
  return tensors.map(({ values }) =>
    values instanceof Float32Array ? new Float32Array(values.length) : new Float64Array(values.length),
  );
}

/** Copies of the tensors' values. */
export function copiesOf(tensors: readonly Tensor[]): Numbers[] {
  return tensors.map(({ values }) => values.slice());
}

/** A vector as the tensors that it holds, one after another: views, so that steps write into it. */
export function tensorsIn(
  x: Float64Array,
  shapes: readonly { readonly shape: readonly number[]; readonly name?: string }[] = [{ shape: [x.length] }],
): readonly (Tensor & { readonly values: Float64Array })[] {
  let at = 0;
  const tensors = shapes.map((tensor) => {
    const length = lengthOf(tensor.shape);
    at += length;
    return { ...tensor, values: x.subarray(at - length, at) };
  });
  if (at !== x.length)
    throw new ZerothError('shape-mismatch', `The shapes hold ${at} parameters, and x has ${x.length}.`, at);
  return tensors;
}

/** Throws `shape-mismatch` unless there is a gradient of its length for each tensor. */
export function checkGradients(tensors: readonly Tensor[], gradients: readonly Numbers[]): void {
  checkLength('gradients', gradients, tensors.length);
  for (const [t, { values }] of tensors.entries()) checkLength(`gradients[${t}]`, gradients[t]!, values.length);
}

export function lengthOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
