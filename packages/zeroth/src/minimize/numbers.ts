import { ZerothError } from '../errors.js';
import { copyVector } from '../query/copy-vector.js';

/** All numbers of nested arrays and objects, in order. */
export function numbersIn(part: unknown): readonly number[] {
  const values: number[] = [];
  collect(part, values);
  return values;
}

/** {@link numbersIn} as a vector of its own; one that is given is copied as a whole, to `into` where that has its length. */
export function vectorIn(part: unknown, into?: Float64Array): Float64Array {
  if (!(part instanceof Float64Array)) return Float64Array.from(numbersIn(part));
  return into?.length === part.length ? copyVector(part, into) : part.slice();
}

function collect(part: unknown, into: number[]): void {
  if (typeof part === 'number') into.push(part);
  else if (part instanceof Float64Array || part instanceof Float32Array || Array.isArray(part))
    for (const item of part) collect(item, into);
  else if (typeof part === 'object' && part !== null) {
    if ('then' in part)
      throw new ZerothError(
        'not-an-answer',
        'The function promises its answer: use the form that ends in Async.',
        part,
      );
    // Arrays of zeroth/array and nested objects alike.
    if ('toArray' in part && typeof part.toArray === 'function') collect(Reflect.apply(part.toArray, part, []), into);
    else for (const item of Object.values(part)) collect(item, into);
  } else throw new ZerothError('not-an-answer', `Numbers were expected in the answer, not ${typeOf(part)}.`, part);
}

function typeOf(part: unknown): string {
  return part === undefined ? 'nothing: is a return missing?' : part === null ? 'null' : `a ${typeof part}`;
}
