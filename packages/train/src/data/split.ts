import { ZerothError } from 'zeroth';
import type { Random } from 'zeroth/random';
import type { Split } from './task.js';

/** The stream of a seed that decides choice and split: "data" in ASCII, where no other use of the seed will be. */
export const dataStream = 0x64617461;

/** How large the parts are, as fractions of all examples; train gets the rest. */
export interface SplitFractions {
  /** In (0, 1). */
  readonly validation: number;
  /** In (0, 1); with validation below 1. */
  readonly test: number;
}

/** What decides where an example goes, and names for messages. */
export interface SplitKeys<T> {
  /** The file or task. */
  readonly source: string;
  readonly classes: readonly string[];
  /** Examples with the same key stay in the same part. */
  readonly group: (example: T) => string;
  /** The class, so that every part has about the same share of each. */
  readonly label: (example: T) => number;
}

/**
 * Splits examples at random into parts that share no group, class by class: the test part is filled first, then the
 * validation part, and train gets the rest. A group counts as of the class of its first example.
 *
 * @param random decides the order; the same stream gives the same split
 * @throws ZerothError `split-invalid` for fractions out of range, `too-few-examples` where a part would lack a class
 */
export function splitByGroup<T>(
  examples: readonly T[],
  fractions: SplitFractions,
  keys: SplitKeys<T>,
  random: Random,
): Split<T> {
  checkFractions(fractions);
  const split = { train: [] as T[], validation: [] as T[], test: [] as T[] };
  for (const [label, groups] of groupsByClass(examples, keys).entries()) {
    const total = groups.reduce((sum, group) => sum + group.length, 0);
    const wanted = {
      test: Math.max(1, Math.round(fractions.test * total)),
      validation: Math.max(1, Math.round(fractions.validation * total)),
    };
    const filled = { test: 0, validation: 0, train: 0 };
    random.shuffle(groups);
    for (const group of groups) {
      const part = filled.test < wanted.test ? 'test' : filled.validation < wanted.validation ? 'validation' : 'train';
      split[part].push(...group);
      filled[part] += group.length;
    }
    if (filled.train === 0) {
      throw new ZerothError(
        'too-few-examples',
        `${keys.source}: class "${keys.classes[label]}" has ${total} examples, ${groups.length} of them distinct, too few for ` +
          'train, validation and test: give at least three distinct texts of each class, or smaller validation and ' +
          'test fractions.',
        total,
      );
    }
  }
  // Classes were dealt one after the other: mix them, so that no reader of the first n sees one class only.
  for (const part of [split.train, split.validation, split.test]) random.shuffle(part);
  return split;
}

function groupsByClass<T>(examples: readonly T[], keys: SplitKeys<T>): T[][][] {
  const groups = new Map<string, T[]>();
  for (const example of examples) {
    const key = keys.group(example);
    const group = groups.get(key);
    if (group) group.push(example);
    else groups.set(key, [example]);
  }
  const classes = keys.classes.map((): T[][] => []);
  for (const group of groups.values()) classes[keys.label(group[0]!)]!.push(group);
  return classes;
}

function checkFractions({ validation, test }: SplitFractions): void {
  if (validation > 0 && test > 0 && validation + test < 1) return;
  throw new ZerothError(
    'split-invalid',
    `The validation and test fractions must be above 0 and sum to less than 1, not ${validation} and ${test}.`,
    { validation, test },
  );
}
