import { checkInteger } from '../../array/checks.js';
import { ZerothError } from '../../errors.js';

/** The value that the next step must fall below, told after each value reached. */
export type Reference = (value: number) => number;

/**
 * The largest of the last `memory` values; 1 is a monotone search.
 *
 * @source Grippo, Lampariello and Lucidi: A nonmonotone line search technique for Newton's method (1986)
 */
export function largestOfLast(memory: number): Reference {
  checkInteger('memory', memory, 1);
  const values: number[] = [];
  return (value) => {
    values.push(value);
    if (values.length > memory) values.shift();
    return Math.max(...values);
  };
}

/**
 * A weighted mean of all values so far, older ones weighing by powers of η: C ← (η Q C + f) / (η Q + 1), Q ← η Q + 1. 0 is
 * a monotone search, 1 the plain mean.
 *
 * @param eta η in [0, 1]
 * @source Zhang and Hager: A nonmonotone line search technique and its application to unconstrained optimization (2004)
 */
export function meanOfValues(eta: number): Reference {
  if (!(eta >= 0 && eta <= 1))
    throw new ZerothError('option-out-of-range', `eta must be from 0 to 1, not ${eta}.`, eta);
  let weight = 0;
  let mean = 0;
  return (value) => {
    const next = eta * weight + 1;
    // A convex combination of both, which stays at or above the newest of falling values.
    mean = weight === 0 ? value : value + (eta * weight * (mean - value)) / next;
    weight = next;
    return mean;
  };
}
