import type { NDArray, Primitive } from '../../array/index.js';
import type { BatchingRule } from '../batching/rule.js';
import type { ReachRule } from '../sparsity/reach.js';

/** One application of a primitive, as its rules see it. */
export interface Application<P> {
  readonly inputs: readonly NDArray[];
  readonly outputs: readonly NDArray[];
  readonly params: P;
}

/** A tangent or cotangent; undefined is a zero that nobody has to compute. */
export type Change = NDArray | undefined;

/**
 * How changes pass through a primitive. Rules are written with functions on arrays, so that they can be traced and
 * differentiated themselves.
 */
export interface DerivativeRule<P> {
  /** Changes of the outputs for changes of the inputs, of which at least one is not zero. */
  jvp(application: Application<P>, tangents: readonly Change[]): readonly Change[];
  /**
   * What each input contributes for changes of the outputs, of which at least one is not zero. `wanted[i]` says
   * whether input i's is of use. Where it is not given it is the transpose of {@link jvp}.
   */
  vjp?(application: Application<P>, cotangents: readonly Change[], wanted: readonly boolean[]): readonly Change[];
  /**
   * `linear`: in all floating inputs together, so that Taylor coefficients pass through one by one. `bilinear`: in each
   * of two inputs, so that they are convolved. Where it is not given, the coefficients follow from {@link jvp}.
   */
  readonly form?: 'linear' | 'bilinear';
}

/** A primitive that brings its own rule: those whose parameters hold graphs. */
export interface RuledPrimitive<P> extends Primitive<P> {
  readonly derivative: DerivativeRule<P>;
  /** How it is applied to batches; without it, one element after another. */
  readonly batching?: BatchingRule<P>;
  /** Which inputs its outputs can depend on; without it, what the forward derivative shows. */
  readonly reach?: ReachRule<P>;
}

export function isRuled(primitive: Primitive<unknown>): primitive is RuledPrimitive<unknown> {
  return 'derivative' in primitive;
}

/** The same function composed of other primitives, which are differentiated in its place. */
export type Composition<P> = (inputs: readonly NDArray[], params: P) => readonly NDArray[];

/** A primitive and its rule, as tables of rules list them. */
export type RuleEntry = { readonly primitive: Primitive<unknown> } & (
  | { readonly rule: DerivativeRule<unknown> }
  | { readonly composition: Composition<unknown> }
);

/** An entry whose rule takes the primitive's own parameters. */
export function rule<P>(primitive: Primitive<P>, definition: DerivativeRule<P>): RuleEntry;
export function rule(primitive: Primitive<unknown>, definition: DerivativeRule<unknown>): RuleEntry {
  return { primitive, rule: definition };
}

/** An entry for a primitive that is differentiated through what it is composed of. */
export function composed<P>(primitive: Primitive<P>, composition: Composition<P>): RuleEntry;
export function composed(primitive: Primitive<unknown>, composition: Composition<unknown>): RuleEntry {
  return { primitive, composition };
}

/** An entry for a primitive whose outputs do not change when its inputs change by little. */
export function constant<P>(primitive: Primitive<P>): RuleEntry {
  return rule<P>(primitive, {
    jvp: ({ outputs }) => outputs.map(() => undefined),
    vjp: ({ inputs }) => inputs.map(() => undefined),
  });
}
