import type { ArrayType, NDArray, Primitive } from '../array/index.js';

/** A value that a graph computes. */
export interface Variable extends ArrayType {
  readonly kind: 'variable';
  readonly id: number;
}

/** A value that a graph was made with. It may be a tracer of an outer trace. */
export interface Constant {
  readonly kind: 'constant';
  readonly value: NDArray;
}

/** What an equation reads. */
export type Operand = Variable | Constant;

/** outputs = primitive(inputs; params) */
export interface Equation {
  readonly primitive: Primitive<unknown>;
  readonly inputs: readonly Operand[];
  readonly params: unknown;
  readonly outputs: readonly Variable[];
  /** Made where the user's function called the operation; its stack names the line. */
  readonly origin?: Error | undefined;
}

/** A function of arrays as a list of equations, each reading what stands before it. */
export interface Graph {
  readonly inputs: readonly Variable[];
  readonly equations: readonly Equation[];
  readonly outputs: readonly Operand[];
}

/** Shape and dtype of an operand. */
export function typeOf(operand: Operand): ArrayType {
  return operand.kind === 'variable' ? operand : operand.value;
}
