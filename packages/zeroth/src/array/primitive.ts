import type { DType } from './dtype.js';
import type { NDArray } from './ndarray.js';
import type { Shape } from './shape.js';

/** What is known of an array before its elements are. */
export interface ArrayType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/**
 * One of the operations that everything else is composed of. Primitives are compared by identity: rules for derivatives,
 * batching and compilation are kept in maps from these objects.
 */
export interface Primitive<P = unknown> {
  readonly name: string;
  /** Types of the results; throws a ZerothError when the inputs do not fit. */
  shapes(inputs: readonly ArrayType[], params: P): readonly ArrayType[];
  /** The results, computed now. */
  evaluate(inputs: readonly NDArray[], params: P): readonly NDArray[];
}

/** How a subclass of NDArray takes over the operations it is an input of. */
export interface Interceptor {
  /** Where inputs of several interceptors meet, the highest level is asked. */
  readonly level: number;
  apply<P>(primitive: Primitive<P>, inputs: readonly NDArray[], params: P): readonly NDArray[];
}

/** Key of the {@link Interceptor} of an array; ordinary arrays have none. */
export const interceptor: unique symbol = Symbol('zeroth.interceptor');

/** A primitive from its type rule and its computation, which is handed the types that the rule found. */
export function definePrimitive<P>(definition: {
  readonly name: string;
  shapes(inputs: readonly ArrayType[], params: P): readonly ArrayType[];
  compute(inputs: readonly NDArray[], params: P, outputs: readonly ArrayType[]): readonly NDArray[];
}): Primitive<P> {
  return {
    name: definition.name,
    shapes: definition.shapes,
    evaluate: (inputs, params) => definition.compute(inputs, params, definition.shapes(inputs, params)),
  };
}

/** Applies a primitive: at once, unless an input intercepts. Every function on arrays comes through here. */
export function bind<P>(primitive: Primitive<P>, inputs: readonly NDArray[], params: P): readonly NDArray[] {
  let taker: Interceptor | undefined;
  for (const input of inputs) {
    const candidate = input[interceptor];
    if (candidate !== undefined && (taker === undefined || candidate.level > taker.level)) taker = candidate;
  }
  return taker === undefined ? primitive.evaluate(inputs, params) : taker.apply(primitive, inputs, params);
}

/** {@link bind} for primitives with one result. */
export function bindOne<P>(primitive: Primitive<P>, inputs: readonly NDArray[], params: P): NDArray {
  return bind(primitive, inputs, params)[0]!;
}
