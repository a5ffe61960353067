import type { Vector } from '../../query/index.js';

/** Share of the ranks that a value may move by chance before it is called noise. */
const accepted = 0.2;

/**
 * How far ranks change when values are asked again, less what is accepted: positive where noise disturbs the selection.
 *
 * @param values of one generation
 * @param again of its first points, asked once more
 * @source Hansen, Niederberger, Guzzella, Koumoutsakos: A method for handling uncertainty in evolutionary optimization
 *   with an application to feedback control of combustion (2009), algorithm 2
 */
export function rankNoise(values: Vector, again: Vector): number {
  const size = values.length;
  const all = [...values, ...again, ...values.subarray(again.length)].sort((a, b) => a - b || 0);
  const rank = (value: number): number => all.filter((other) => other < value).length;
  let sum = 0;
  for (let i = 0; i < again.length; i++) {
    const [before, after] = [rank(values[i]!), rank(again[i]!)];
    const change = after - before;
    const moved = Math.abs(change - Math.sign(change));
    sum +=
      2 * moved -
      acceptedChange(after - (again[i]! > values[i]! ? 1 : 0), size) -
      acceptedChange(before - (values[i]! > again[i]! ? 1 : 0), size);
  }
  return sum / again.length;
}

/** The quantile of |k − rank| over k = 0 … 2λ − 2 at half of the accepted share. */
function acceptedChange(rank: number, size: number): number {
  const changes = Array.from({ length: 2 * size - 1 }, (_, k) => Math.abs(k - rank)).sort((a, b) => a - b);
  return changes[Math.floor((accepted / 2) * (changes.length - 1))]!;
}
