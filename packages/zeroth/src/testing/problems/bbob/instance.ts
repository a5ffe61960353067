import { type Random, random } from '../../../random/index.js';

/** What an instance of a function draws: its place, its height and its directions. */
export interface Instance {
  readonly n: number;
  readonly random: Random;
  /** The least value: a Cauchy draw to two decimals, within ±1000. */
  readonly least: number;
  /** Two orthogonal matrices n x n, row-major, made when they are read. */
  readonly r: Float64Array;
  readonly q: Float64Array;
}

/**
 * The draws of instance `index` of function `number` in n variables. The laws are those of the report; the numbers are
 * this library's own, so that values cannot be compared with those of other programs' instances.
 */
export function drawInstance(number: number, n: number, index: number): Instance {
  const stream = (part: number) => random(index, (number * 2 ** 20 + n) * 4 + part);
  const numbers = stream(0);
  const cauchy = (100 * numbers.normal()) / numbers.normal();
  const least = Math.min(1000, Math.max(-1000, Math.round(100 * cauchy) / 100));
  let r: Float64Array | undefined;
  let q: Float64Array | undefined;
  return {
    n,
    random: numbers,
    least,
    get r() {
      r ??= orthogonal(n, stream(1));
      return r;
    },
    get q() {
      q ??= orthogonal(n, stream(2));
      return q;
    },
  };
}

/** n draws between `low` and `high`. */
export function uniformPoint({ n, random }: Instance, low: number, high: number): Float64Array {
  return Float64Array.from({ length: n }, () => low + (high - low) * random.uniform());
}

/** n signs. */
export function signs({ n, random }: Instance): Float64Array {
  return Float64Array.from({ length: n }, () => (random.uniform() < 0.5 ? -1 : 1));
}

/** An orthogonal matrix, uniform among all: normal rows made orthonormal, twice, by Gram and Schmidt. */
export function orthogonal(n: number, random: Random): Float64Array {
  const rows: Float64Array[] = [];
  for (let i = 0; i < n; i++) {
    const row = Float64Array.from({ length: n }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const earlier of rows) {
        const product = dot(row, earlier);
        for (let j = 0; j < n; j++) row[j] = row[j]! - product * earlier[j]!;
      }
      const length = Math.sqrt(dot(row, row));
      for (let j = 0; j < n; j++) row[j] = row[j]! / length;
    }
    rows.push(row);
  }
  return Float64Array.from(rows.flatMap((row) => [...row]));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
