import type { NDArray } from '../../array/index.js';
import type { Pattern } from './pattern.js';

/** What is known of an array before the inputs are. */
export interface Reach {
  /** Which inputs its derivative can depend on; undefined where it has none. */
  readonly pattern: Pattern | undefined;
  /** Its elements, where they do not depend on the inputs. */
  readonly value: (() => NDArray) | undefined;
}

/** An application of a primitive, as rules of reach see it. */
export interface ReachApplication<P> {
  readonly inputs: readonly Reach[];
  /** Of the inputs and the outputs. */
  readonly inputShapes: readonly (readonly number[])[];
  readonly outputShapes: readonly (readonly number[])[];
  readonly params: P;
}

/** Patterns of the outputs of a primitive. */
export type ReachRule<P> = (application: ReachApplication<P>) => readonly (Pattern | undefined)[];

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
