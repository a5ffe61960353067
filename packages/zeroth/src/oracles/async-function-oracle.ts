import { ZerothError } from '../errors.js';
import { isCloud, readPoint } from '../query/cloud.js';
import type { Sample, Values } from '../query/kinds.js';
import type { AsyncOracle, Vector } from '../query/types.js';
import { limiter } from './limiter.js';
import { linked } from './linked.js';

/** Options of {@link asyncFunctionOracle}. */
export interface AsyncFunctionOptions {
  /** How many evaluations may be under way at once, over all questions; an integer from 1, or Infinity, the default. */
  readonly concurrency?: number;
}

/**
 * The oracle of order 0 of a function that promises its value: a measurement, a simulation elsewhere.
 *
 * @param f the objective at one point, which is its to keep where it comes from a cloud and must not be changed
 * otherwise; the signal aborts when the run has ended or another point of the same question has failed
 */
export function asyncFunctionOracle(
  f: (x: Vector, sample: Sample | undefined, signal: AbortSignal) => number | PromiseLike<number>,
  { concurrency = Infinity }: AsyncFunctionOptions = {},
): AsyncOracle<Values> {
  if (concurrency !== Infinity && !(Number.isInteger(concurrency) && concurrency > 0))
    throw new ZerothError('concurrency-range', 'concurrency must be an integer from 1, or Infinity', concurrency);
  const limited = limiter(concurrency);
  return {
    values: ({ points, sample }, signal) =>
      linked(signal, async (question) => {
        const values = new Float64Array(points.length);
        const evaluate = (i: number) =>
          limited(async () => {
            question.signal.throwIfAborted();
            const x = isCloud(points) ? readPoint(points, i, new Float64Array(points.center.length)) : points[i]!;
            try {
              values[i] = await f(x, sample, question.signal);
            } catch (error) {
              question.abort(error); // before the next point takes this one's place
              throw error;
            }
          });
        await Promise.all(Array.from({ length: points.length }, (_, i) => evaluate(i)));
        return values;
      }),
  };
}
