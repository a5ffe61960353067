import { ZerothError } from '../errors.js';
import type { Bounds } from '../optimize/minimizer.js';
import { projectedGradientNorm } from '../optimize/pieces/box.js';
import type { Vector } from '../query/index.js';
import type { Layout, PerParameter } from './parameters.js';

/** What a user says of the parameters beside their start. */
export interface VariableOptions {
  /** Lower and upper bounds, one for all or nested as x0; −Infinity and Infinity where there is none. */
  readonly bounds?: { readonly lower?: PerParameter<number>; readonly upper?: PerParameter<number> };
  /** True for parameters that keep their starting value. */
  readonly fixed?: PerParameter<boolean>;
  /** Typical sizes, positive: methods see x divided by them, but for integers. Default 1. */
  readonly scales?: PerParameter<number>;
  /** True for parameters that take integers only, by a method that can, such as `cmaEs`. x0 is rounded. Default false. */
  readonly integers?: PerParameter<boolean>;
}

/** The variables that a method sees: the free parameters, divided by their scales. */
export interface Variables {
  readonly x0: Vector;
  readonly bounds: Bounds | undefined;
  /** Which of them take integers only; undefined where none does. */
  readonly integers: readonly boolean[] | undefined;
  /** All parameters for a method's vector. */
  expand(z: Vector): Vector;
  /** A direction of all parameters for a method's. */
  expandDirection(z: Vector): Vector;
  /** A gradient by all parameters for a method's; 0 for those that do not vary. */
  expandGradient(gradient: Vector): Vector;
  /** A Jacobian by the free parameters, row-major, for a method's. */
  expandJacobian(jacobian: Vector): Vector;
  /** ‖x − P(x − ∇f)‖∞ of all parameters, by those that vary. */
  gradientNorm(x: Vector, gradient: Vector): number;
  /** A method's gradient for one by all parameters. */
  reduceGradient(gradient: Vector, into?: Vector): Vector;
  /** A method's Hessian, row-major, for one by all parameters. */
  reduceHessian(hessian: Vector): Vector;
  /** Whether a method sees the parameters just as they are. */
  readonly same: boolean;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && !Number.isNaN(value);
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isScale = (value: unknown): value is number => typeof value === 'number' && value > 0 && value < Infinity;

/**
 * The variables of a problem. A start outside of its bounds is moved to the nearest point within.
 *
 * @throws ZerothError `contradictory-bounds`, `shape-mismatch`, `bad-option`
 */
export function variablesOf(layout: Layout<unknown>, start: Vector, options: VariableOptions): Variables {
  const { lower, upper, integers, free } = rangesOf(layout, options);
  const scales = layout.spread(options.scales, 1, 'scales', isScale).map((scale, i) => (integers[i] ? 1 : scale));
  const full = start.slice();
  const fixed = layout.spread(options.fixed, false, 'fixed', isBoolean);
  for (let i = 0; i < full.length; i++)
    if (!fixed[i]) full[i] = clamp(integers[i] ? Math.round(full[i]!) : full[i]!, lower[i]!, upper[i]!);
  const same = free.length === full.length && scales.every((scale) => scale === 1);
  const bounded = free.some((i) => lower[i]! > -Infinity || upper[i]! < Infinity);
  const part = (values: ArrayLike<number>): Vector => Float64Array.from(free, (i) => values[i]! / scales[i]!);
  const bounds = bounded ? { lower: part(lower), upper: part(upper) } : undefined;
  return {
    x0: part(full),
    bounds,
    integers: free.some((i) => integers[i]) ? free.map((i) => integers[i]!) : undefined,
    same,
    expand: (z) => {
      if (same) return z;
      const x = full.slice();
      for (let k = 0; k < free.length; k++) {
        const i = free[k]!;
        // Scaling back must not leave the bounds by a rounding.
        x[i] = clamp(z[k]! * scales[i]!, lower[i]!, upper[i]!);
      }
      return x;
    },
    expandDirection: (z) => {
      if (same) return z;
      const direction = new Float64Array(full.length);
      for (let k = 0; k < free.length; k++) direction[free[k]!] = z[k]! * scales[free[k]!]!;
      return direction;
    },
    expandGradient: (gradient) => {
      if (same) return gradient;
      const all = new Float64Array(full.length);
      for (let k = 0; k < free.length; k++) all[free[k]!] = gradient[k]! / scales[free[k]!]!;
      return all;
    },
    expandJacobian: (jacobian) => (same ? jacobian : jacobian.map((v, at) => v / scales[free[at % free.length]!]!)),
    gradientNorm: (x, gradient) =>
      projectedGradientNorm(x, gradient, { lower: Float64Array.from(lower), upper: Float64Array.from(upper) }),
    reduceGradient: (gradient, into = new Float64Array(free.length)) => {
      for (let k = 0; k < free.length; k++) into[k] = gradient[free[k]!]! * scales[free[k]!]!;
      return into;
    },
    reduceHessian: (hessian) => {
      const n = free.length;
      const out = new Float64Array(n * n);
      for (let k = 0; k < n; k++)
        for (let l = 0; l < n; l++) {
          const [i, j] = [free[k]!, free[l]!];
          out[k * n + l] = hessian[i * full.length + j]! * scales[i]! * scales[j]!;
        }
      return out;
    },
  };
}

/** Which parameters vary, by their place among all. */
export function freePlaces<P>(layout: Layout<P>, options: VariableOptions): readonly number[] {
  return rangesOf(layout, options).free;
}

interface Ranges {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly integers: readonly boolean[];
  /** Places of the parameters that vary. */
  readonly free: readonly number[];
}

/** What each parameter may be: bounds of integers are integers. */
function rangesOf<P>(layout: Layout<P>, options: VariableOptions): Ranges {
  const { bounds: given } = options;
  if (given !== undefined && (Array.isArray(given) || !('lower' in given || 'upper' in given)))
    throw new ZerothError('bad-option', 'bounds must be an object { lower, upper }, with one of them or both.', given);
  const integers = layout.spread(options.integers, false, 'integers', isBoolean);
  const fixed = layout.spread(options.fixed, false, 'fixed', isBoolean);
  const whole = (bound: number, i: number, round: (x: number) => number): number =>
    integers[i] ? round(bound) : bound;
  const below = layout.spread(given?.lower, -Infinity, 'bounds.lower', isNumber);
  const above = layout.spread(given?.upper, Infinity, 'bounds.upper', isNumber);
  const lower = below.map((bound, i) => whole(bound, i, Math.ceil));
  const upper = above.map((bound, i) => whole(bound, i, Math.floor));
  for (let i = 0; i < layout.length; i++) {
    if (lower[i]! <= upper[i]! && lower[i] !== Infinity && upper[i] !== -Infinity) continue;
    // A fixed parameter takes no other value: only bounds that contradict each other are a mistake.
    if (fixed[i] && below[i]! <= above[i]!) continue;
    throw new ZerothError(
      'contradictory-bounds',
      `The bounds of ${layout.name(i)} leave it no ${integers[i] ? 'integer' : 'value'}: lower ${below[i]}, upper ${above[i]}.`,
      [below[i], above[i]],
    );
  }
  return { lower, upper, integers, free: fixed.flatMap((is, i) => (is || lower[i] === upper[i] ? [] : [i])) };
}

function clamp(x: number, lower: number, upper: number): number {
  return Math.min(upper, Math.max(lower, x));
}

/** Throws `integers-not-supported` where a method cannot keep to integers. */
export function checkIntegers(
  { integers }: Variables,
  method: { readonly name: string; readonly integers?: boolean },
): void {
  if (integers !== undefined && method.integers !== true)
    throw new ZerothError(
      'integers-not-supported',
      `${method.name} cannot ask about integers only: in minimize, leave the method out or take cmaEs.`,
      method.name,
    );
}
