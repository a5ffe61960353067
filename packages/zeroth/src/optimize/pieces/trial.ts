import { type Gradients, gradientAt, type Method, type Vector } from '../../query/index.js';
import { OracleError } from '../../run/index.js';

/** A point with its value and gradient; a value of Infinity stands for one where the function is not finite. */
export interface Trial {
  readonly x: Vector;
  readonly value: number;
  readonly gradient: Vector;
}

/** Value and gradient, where a point at which they are not finite is worse than any other. */
export function* trialAt(x: Vector): Method<Gradients, Trial> {
  try {
    const { value, gradient } = yield* gradientAt(x, new Float64Array(x.length));
    // −∞ ends a method, whatever an estimate makes of the slope there.
    if (value === -Number.MAX_VALUE) return { x, value, gradient: new Float64Array(x.length) };
    // An estimate of the gradient may have stepped onto such a point.
    return { x, value: gradient.every((g) => Number.isFinite(g)) ? value : Infinity, gradient };
  } catch (error) {
    if (!(error instanceof OracleError) || !error.notFinite) throw error;
    return { x, value: Infinity, gradient: new Float64Array(x.length).fill(Number.NaN) };
  }
}
