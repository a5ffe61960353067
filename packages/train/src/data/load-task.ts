import { basename, extname } from 'node:path';
import { ZerothError } from 'zeroth';
import { type Random, random } from 'zeroth/random';
import { contentKey } from './content-key.js';
import { readCsv } from './csv.js';
import { readJsonLines } from './jsonl.js';
import { mailingLists } from './mailing-lists.js';
import { readParquet } from './parquet.js';
import type { Columns, TextRecord } from './records.js';
import { spamAssassin } from './spam-assassin.js';
import { dataStream, splitByGroup } from './split.js';
import { type Example, makeTask, type Task } from './task.js';

/** Options of {@link loadTask}. */
export interface LoadTaskOptions {
  /** Decides the choice of examples and the split: the same seed gives the same task. */
  readonly seed: number;
  /** Column of the texts in a file. Default `text`. */
  readonly text?: string;
  /** Column of the labels in a file. Default `label`. */
  readonly label?: string;
  /** Fraction of the examples for validation, in (0, 1). Default 0.135. */
  readonly validation?: number;
  /** Fraction of the examples for the test, in (0, 1). Default 0.3. */
  readonly test?: number;
  /** The most examples that are read. Default: all of a file; a built-in task has its own. */
  readonly limit?: number;
}

const readers = new Map<string, (path: string, columns: Columns) => Promise<TextRecord[]>>([
  ['.csv', readCsv],
  ['.jsonl', readJsonLines],
  ['.ndjson', readJsonLines],
  ['.parquet', readParquet],
]);

const builtIn = new Map([
  ['spam-assassin', spamAssassin],
  ['mailing-lists', mailingLists],
]);

/** Names that {@link loadTask} takes besides paths of files. */
export const builtInTasks: readonly string[] = [...builtIn.keys()];

/**
 * Loads a text classification task and splits it into train, validation and test parts.
 *
 * Texts that are equal but for case, punctuation and white space stay in one part. Classes are sorted, as numbers
 * where all labels are numbers.
 *
 * @param source the name of a built-in task, or the path of a `.csv`, `.jsonl`, `.ndjson` or `.parquet` file
 * @throws ZerothError with the file, and the line where there is one: `source-unknown`, `file-unreadable`, `file-empty`,
 *   `invalid-utf8`, `csv-ragged`, `csv-invalid`, `jsonl-invalid`, `parquet-invalid`, `column-missing`, `value-invalid`,
 *   `value-empty`, `one-class`, `too-few-examples`, `split-invalid`, `limit-invalid`, `package-missing`
 */
export async function loadTask(source: string, options: LoadTaskOptions): Promise<Task> {
  const { seed, text = 'text', label = 'label', limit, validation = 0.135, test = 0.3 } = options;
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    throw new ZerothError('limit-invalid', `The limit must be a positive integer, not ${limit}.`, limit);
  }
  const make = builtIn.get(source);
  if (make) return make(seed, { validation, test }, limit);
  const read = readers.get(extname(source).toLowerCase());
  if (!read) {
    throw new ZerothError(
      'source-unknown',
      `"${source}" is no task: give a file ending in ${[...readers.keys()].join(', ')}, or one of ${builtInTasks.join(', ')}.`,
      source,
    );
  }
  const records = await read(source, { text, label });
  checkFilled(records, { text, label });
  const order = random(seed, dataStream);
  order.shuffle(records);
  return taskFromRecords(source, records.slice(0, limit), { validation, test }, order);
}

function checkFilled(records: readonly TextRecord[], columns: Columns): void {
  for (const column of ['text', 'label'] as const) {
    const empty = records.filter((record) => record[column].trim() === '');
    if (empty.length === 0) continue;
    throw new ZerothError(
      'value-empty',
      `${empty[0]!.place}: "${columns[column]}" is empty here, and in ${empty.length} rows in all: fill or remove them.`,
      empty[0]!.place,
    );
  }
}

function taskFromRecords(
  path: string,
  records: readonly TextRecord[],
  fractions: { readonly validation: number; readonly test: number },
  order: Random,
): Task {
  const classes = classNames(records);
  if (classes.length < 2) {
    const found = classes.length === 0 ? 'no example' : `one class only, "${classes[0]}"`;
    throw new ZerothError('one-class', `${path} has ${found}: a classifier needs at least two classes.`, classes);
  }
  const labels = new Map(classes.map((name, index) => [name, index]));
  const examples = records.map(({ text, label }) => ({ text, label: labels.get(label)! }));
  const keys = {
    source: path,
    classes,
    group: ({ text }: Example) => contentKey(text),
    label: (example: Example) => example.label,
  };
  return makeTask(basename(path), classes, splitByGroup(examples, fractions, keys, order));
}

function classNames(records: readonly TextRecord[]): string[] {
  const names = [...new Set(records.map(({ label }) => label))];
  const numeric = names.every((name) => name.trim() !== '' && Number.isFinite(Number(name)));
  return numeric ? names.sort((a, b) => Number(a) - Number(b)) : names.sort();
}
