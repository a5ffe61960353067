import { allocate, type DType, type TypedArray } from './dtype.js';
import { interceptor } from './interceptor.js';
import type { NDArray } from './ndarray.js';
import { type Shape, sizeOf } from './shape.js';
import { wrap } from './storage.js';

export { interceptor } from './interceptor.js';

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
  /**
   * The same into memory that is there already, row-major and of the types of the results: all of it is written, and it is
   * none that an input lies in. Absent where results are always made anew.
   */
  write?(inputs: readonly NDArray[], params: P, outputs: readonly TypedArray[]): void;
}

/** How a subclass of NDArray takes over the operations it is an input of. */
export interface Interceptor {
  /** Where inputs of several interceptors meet, the highest level is asked. */
  readonly level: number;
  apply<P>(primitive: Primitive<P>, inputs: readonly NDArray[], params: P): readonly NDArray[];
}

interface Definition<P> {
  readonly name: string;
  shapes(inputs: readonly ArrayType[], params: P): readonly ArrayType[];
}

type Computation<P> =
  | { compute(inputs: readonly NDArray[], params: P, outputs: readonly ArrayType[]): readonly NDArray[] }
  | { write(inputs: readonly NDArray[], params: P, outputs: readonly TypedArray[]): void };

/**
 * A primitive from its type rule and its computation: either one that is handed the types that the rule found, or one that
 * writes to memory of these types.
 */
export function definePrimitive<P>(definition: Definition<P> & Computation<P>): Primitive<P> {
  const { name } = definition;
  const shapes: Primitive<P>['shapes'] = (inputs, params) => definition.shapes(inputs, params);
  if (!('write' in definition))
    return {
      name,
      shapes,
      evaluate: (inputs, params) => definition.compute(inputs, params, shapes(inputs, params)),
    };
  const { write } = definition;
  return {
    name,
    shapes,
    evaluate(inputs, params) {
      const types = shapes(inputs, params);
      const outputs = types.map(({ dtype, shape }) => allocate(dtype, sizeOf(shape)));
      write(inputs, params, outputs);
      return types.map(({ dtype, shape }, i) => wrap(outputs[i]!, shape, dtype));
    },
    write,
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
