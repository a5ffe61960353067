import { checkDecay, checkInteger, checkNotNegative, checkPositive } from '../../array/checks.js';

/** A step size, or another number, for each iteration k = 0, 1, 2, … */
export type Schedule = (k: number) => number;

/** The number itself as a schedule. */
export function toSchedule(step: number | Schedule): Schedule {
  return typeof step === 'number' ? constant(step) : step;
}

/** The same at each iteration. */
export function constant(value: number): Schedule {
  checkNotNegative('value', value);
  return () => value;
}

/** From `first` at k = 0 to `last` at k = length in a straight line, and `last` from then on. */
export function linear(first: number, last: number, length: number): Schedule {
  return polynomial(first, last, length, 1);
}

/** last + (first − last) (1 − k / length)^power, and `last` from `length` on. Power positive. */
export function polynomial(first: number, last: number, length: number, power: number): Schedule {
  checkNotNegative('first', first);
  checkNotNegative('last', last);
  checkInteger('length', length, 1);
  checkPositive('power', power);
  return (k) => (k >= length ? last : last + (first - last) * (1 - k / length) ** power);
}

/**
 * Half a cosine from `first` at k = 0 to `last` (default 0) at k = length, and `last` from then on.
 *
 * @source Loshchilov and Hutter: SGDR, stochastic gradient descent with warm restarts (2017)
 */
export function cosine(first: number, length: number, last = 0): Schedule {
  checkNotNegative('first', first);
  checkNotNegative('last', last);
  checkInteger('length', length, 1);
  return (k) => {
    if (k >= length) return last;
    const c = Math.cos((Math.PI * k) / length);
    return 0.5 * (first * (1 + c) + last * (1 - c));
  };
}

/** value / √(1 + k / scale): the decay that suits stochastic convex problems. Scale default 1. */
export function inverseSquareRoot(value: number, scale = 1): Schedule {
  checkNotNegative('value', value);
  checkPositive('scale', scale);
  return (k) => value / Math.sqrt(1 + k / scale);
}

/** value factor^⌊k / every⌋, factor in [0, 1). */
export function stepDecay(value: number, every: number, factor: number): Schedule {
  checkNotNegative('value', value);
  checkInteger('every', every, 1);
  checkDecay('factor', factor);
  return (k) => value * factor ** Math.floor(k / every);
}

/** (k + 1) / length of what the schedule begins with while k < length, and the schedule from its own start after it. */
export function warmup(length: number, then: Schedule): Schedule {
  checkInteger('length', length, 0);
  return (k) => (k < length ? (then(0) * (k + 1)) / length : then(k - length));
}

/**
 * Cosines up from peak / 25 to the peak over the first `rise` of the length (default 0.3), and down to peak / 250000.
 *
 * @source Smith and Topin: Super-convergence, very fast training of neural networks using large learning rates (2019)
 */
export function oneCycle(peak: number, length: number, rise = 0.3): Schedule {
  checkInteger('length', length, 2);
  checkDecay('rise', rise);
  const top = Math.min(length - 1, Math.round(rise * length));
  const down = cosine(peak, length - top, peak / 25 / 10_000);
  const up = top === 0 ? down : cosine(peak / 25, top, peak);
  return (k) => (k < top ? up(k) : down(k - top));
}
