import { type ArrayType, type Interceptor, interceptor, NDArray, type Primitive } from '../array/index.js';
import { ZerothError } from '../errors.js';
import type { Equation, Graph, Operand, Variable } from './graph.js';
import { located } from './location.js';

/** A stand-in for an array while a function is traced: it has a shape and a dtype, and no elements. */
export class Tracer extends NDArray {
  readonly variable: Variable;
  readonly recorder: Recorder;

  constructor(recorder: Recorder, variable: Variable) {
    super(variable.shape, variable.dtype);
    this.recorder = recorder;
    this.variable = variable;
  }

  override get [interceptor](): Interceptor {
    return this.recorder;
  }

  override toString(): string {
    return `traced ${this.dtype} [${this.shape.join(', ')}]`;
  }

  /** What JavaScript calls for `if (x > 0)`, `x * 2` and template texts. */
  override [Symbol.toPrimitive](): never {
    throw new ZerothError(
      'branch-on-traced-value',
      'The value of an array is not known while a function is traced: instead of an `if`, a comparison or arithmetic ' +
        'on it in JavaScript, use where, cond or the functions of zeroth/array.',
    );
  }
}

/*
 * Traces inside traces need an order, and a function may close over the tracers of any trace begun before its own.
 * The counter gives nothing but that order.
 */
let traces = 0;

/** Called before each equation is recorded, with its index; gives where it comes from. */
export type Watch = (equation: number) => Error | undefined;

/** The {@link Watch} of a function of the user: stacks are read only when an error needs them. */
export const fromHere: Watch = () => new Error();

/** Records the operations of one trace. */
export class Recorder implements Interceptor {
  readonly level = ++traces;
  readonly equations: Equation[] = [];
  #variables = 0;
  #open = true;
  readonly #watch: Watch | undefined;

  constructor(watch?: Watch) {
    this.#watch = watch;
  }

  variable({ shape, dtype }: ArrayType): Variable {
    return { kind: 'variable', id: this.#variables++, shape, dtype };
  }

  close(): void {
    this.#open = false;
  }

  get open(): boolean {
    return this.#open;
  }

  apply<P>(primitive: Primitive<P>, inputs: readonly NDArray[], params: P): readonly NDArray[] {
    const operands = inputs.map((input) => this.operand(input));
    const origin = this.#watch?.(this.equations.length);
    const outputs = primitive.shapes(inputs, params).map((type) => this.variable(type));
    this.equations.push({ primitive, inputs: operands, params, outputs, origin });
    return outputs.map((variable) => new Tracer(this, variable));
  }

  operand(value: NDArray): Operand {
    if (!(value instanceof Tracer)) return { kind: 'constant', value };
    if (!value.recorder.open)
      throw new ZerothError(
        'leaked-tracer',
        'An array of a function that was traced is used after its trace has ended: return it from the function ' +
          'instead of storing it outside.',
      );
    return value.recorder === this ? value.variable : { kind: 'constant', value };
  }
}

/**
 * The graph of a function: what it does to arrays of these types. The function is called once, with tracers.
 *
 * @param watch called before each equation is recorded, with its index
 * @throws ZerothError whatever the function throws, with the line of it added to the message
 */
export function trace(
  f: (inputs: readonly NDArray[]) => readonly NDArray[],
  types: readonly ArrayType[],
  watch?: Watch,
): Graph {
  const recorder = new Recorder(watch);
  const inputs = types.map((type) => recorder.variable(type));
  try {
    const results = f(inputs.map((variable) => new Tracer(recorder, variable)));
    const outputs = results.map((result) => recorder.operand(result));
    return { inputs, equations: recorder.equations, outputs };
  } catch (error) {
    throw located(error);
  } finally {
    recorder.close();
  }
}

/** Whether an array is a stand-in. */
export function isTraced(value: NDArray): boolean {
  return value[interceptor] !== undefined;
}
