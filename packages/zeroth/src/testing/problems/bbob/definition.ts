import type { Instance } from './instance.js';

/** A function as the report defines it, without its least value. */
export interface Shape {
  /** A global minimiser. */
  readonly optimum: Float64Array;
  /** f − f_opt at x; x stays as it is. */
  readonly above: (x: Float64Array) => number;
}

/** A function of the collection: what it makes of an instance's draws. */
export interface Definition {
  readonly name: string;
  readonly shape: (instance: Instance) => Shape;
}
