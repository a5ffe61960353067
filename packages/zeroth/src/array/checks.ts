import { ZerothError } from '../errors.js';

/** Throws `option-out-of-range` unless 0 < value < Infinity. */
export function checkPositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity))
    throw new ZerothError('option-out-of-range', `${name} must be a positive finite number, not ${value}.`, value);
}

/** Throws `option-out-of-range` unless 0 ≤ value < Infinity. */
export function checkNotNegative(name: string, value: number): void {
  if (!(value >= 0 && value < Infinity))
    throw new ZerothError('option-out-of-range', `${name} must be a finite number of at least 0, not ${value}.`, value);
}

/** Throws `option-out-of-range` unless 0 ≤ value < 1. */
export function checkDecay(name: string, value: number): void {
  if (!(value >= 0 && value < 1))
    throw new ZerothError('option-out-of-range', `${name} must be at least 0 and less than 1, not ${value}.`, value);
}

/** Throws `option-out-of-range` unless value is an integer from `least` to `most`. */
export function checkInteger(name: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `at least ${least}` : `from ${least} to ${most}`;
  throw new ZerothError('option-out-of-range', `${name} must be an integer ${range}, not ${value}.`, value);
}

/** Throws `option-out-of-range` unless the value is one of the choices. */
export function checkChoice<Choice>(name: string, value: Choice, choices: readonly Choice[]): void {
  if (!choices.includes(value))
    throw new ZerothError(
      'option-out-of-range',
      `${name} must be one of ${choices.join(', ')}, not ${String(value)}.`,
      value,
    );
}

/** Throws `not-finite` where a component is NaN or infinite. */
export function checkFinite(name: string, vector: Float64Array): void {
  for (let i = 0; i < vector.length; i++)
    if (!Number.isFinite(vector[i]!))
      throw new ZerothError('not-finite', `Component ${i} of ${name} is ${vector[i]}: it must be finite.`, vector[i]);
}

/** Throws `shape-mismatch` unless the vector has n components. */
export function checkLength(name: string, vector: { readonly length: number }, n: number): void {
  if (vector.length !== n)
    throw new ZerothError('shape-mismatch', `${name} must have length ${n}, not ${vector.length}.`, vector.length);
}
