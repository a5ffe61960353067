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
  const gradient = new Float64Array(x.length);
  const value = yield* trialInto(x, gradient);
  return { x, value, gradient };
}

/** {@link trialAt}, the gradient being written to a vector of the method's; gives the value. */
export function* trialInto(x: Vector, gradient: Vector): Method<Gradients, number> {
  try {
    const { value } = yield* gradientAt(x, gradient);
    // −∞ ends a method, whatever an estimate makes of the slope there.
    if (value === -Number.MAX_VALUE) {
      gradient.fill(0);
      return value;
    }
    // An estimate of the gradient may have stepped onto such a point.
    return isAllFinite(gradient) ? value : Infinity;
  } catch (error) {
    if (!(error instanceof OracleError) || !error.notFinite) throw error;
    gradient.fill(Number.NaN);
    return Infinity;
  }
}

function isAllFinite(gradient: Vector): boolean {
  for (let i = 0; i < gradient.length; i++) if (!Number.isFinite(gradient[i]!)) return false;
  return true;
}
