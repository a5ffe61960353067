import { ZerothError } from '../../../errors.js';
import { conditioned, moderate } from './conditioned.js';
import { disordered } from './disordered.js';
import { drawInstance } from './instance.js';
import { ordered } from './multimodal.js';
import { separable } from './separable.js';

/** A test function to be minimised over [−5, 5]^n by values alone. */
export interface BlackBoxProblem {
  /** Its number in the collection, 1 to 24. */
  readonly number: number;
  readonly name: string;
  readonly n: number;
  /** A global minimiser. */
  readonly optimum: Float64Array;
  /** The least value. */
  readonly least: number;
  readonly f: (x: Float64Array) => number;
}

const definitions = [...separable, ...moderate, ...conditioned, ...ordered, ...disordered];

/** How many functions there are. */
export const blackBoxCount = definitions.length;

/**
 * A noiseless function of the black-box optimisation benchmark: 1 to 5 separable, 6 to 9 of moderate condition, 10 to 14
 * of high condition, 15 to 19 of many valleys in an overall order, 20 to 24 in none. The instance decides its place,
 * height and directions, drawn by the report's laws from this library's own numbers.
 *
 * Hansen, Finck, Ros, Auger (2009), Real-parameter black-box optimization benchmarking 2009: noiseless functions
 * definitions, INRIA RR-6829.
 *
 * @param number 1 to 24
 * @param n variables, at least 2
 * @param instance a whole number, at least 0
 */
export function blackBoxProblem(number: number, n: number, instance = 1): BlackBoxProblem {
  const definition = definitions[number - 1];
  if (definition === undefined) {
    throw new ZerothError('bad-option', `There are functions 1 to ${blackBoxCount}, not ${number}.`, number);
  }
  if (!Number.isInteger(n) || n < 2) {
    throw new ZerothError('bad-option', `A black-box function has 2 variables or more, not ${n}.`, n);
  }
  const draws = drawInstance(number, n, instance);
  const { optimum, above } = definition.shape(draws);
  return {
    number,
    name: definition.name,
    n,
    optimum,
    least: draws.least,
    f: (x) => {
      if (x.length !== n) {
        throw new ZerothError(
          'shape-mismatch',
          `The function has ${n} variables; the point has ${x.length}.`,
          x.length,
        );
      }
      return draws.least + above(x);
    },
  };
}
