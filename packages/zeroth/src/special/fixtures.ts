/*
 * Comparison with the reference tables, for the tests of this folder.
 */

/** What a function got wrong by most, and where. */
export interface Worst {
  readonly error: number;
  readonly at: readonly number[];
  readonly value: number;
  readonly expected: number;
}

/** The rows of a table: arguments, then the value. */
export function rowsOf(table: string): readonly (readonly number[])[] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
}

/**
 * The largest error of a function on a table, relative to the value or to a scale where that is larger.
 *
 * @param scale of the arguments: for functions with zeros what errors there are measured by
 */
export function worst(
  table: string,
  compute: (...args: number[]) => number,
  scale: (...args: number[]) => number = () => 0,
): Worst {
  let largest: Worst = { error: 0, at: [], value: 0, expected: 0 };
  for (const row of rowsOf(table)) {
    const at = row.slice(0, -1);
    const expected = row.at(-1) ?? Number.NaN;
    const value = compute(...at);
    const size = Math.max(Math.abs(expected), scale(...at));
    const error = value === expected ? 0 : Math.abs(value - expected) / size;
    // A NaN is the worst of all.
    if (!(error <= largest.error)) largest = { error: Number.isNaN(error) ? Infinity : error, at, value, expected };
  }
  return largest;
}
