import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZerothError } from 'zeroth';
import { type LoadTaskOptions, loadTask } from './load-task.js';
import type { Task } from './task.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zeroth-data-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function load(
  name: string,
  contents: string | Uint8Array,
  options: Partial<LoadTaskOptions> = {},
): Promise<Task> {
  const path = join(folder, name);
  await writeFile(path, contents);
  return loadTask(path, { seed: 0, ...options });
}

async function mistake(promise: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof ZerothError)) throw error;
    // The folder's name changes from run to run.
    return { code: error.code, message: error.message.replaceAll(`${folder}/`, '') };
  }
  throw new Error('nothing was thrown');
}

const words = Array.from({ length: 40 }, (_, i) => ({
  text: `text number ${i}, with "quotes"`,
  label: i % 2 ? 'b' : 'a',
}));
const csv = (rows: readonly { text: string; label: string }[] = words): string =>
  ['text,label', ...rows.map(({ text, label }) => `"${text.replaceAll('"', '""')}",${label}`)].join('\n');
const jsonLines = (rows: readonly object[] = words): string => rows.map((row) => JSON.stringify(row)).join('\n');
const parquet = (): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'label', data: words.map(({ label }) => label), type: 'STRING' },
        { name: 'text', data: words.map(({ text }) => text), type: 'STRING' },
        { name: 'other', data: words.map((_, i) => i), type: 'INT32' },
      ],
    }),
  );

describe('files', () => {
  it('gives the same examples and split from CSV, JSON lines and Parquet', async () => {
    const tasks = [await load('a.csv', csv()), await load('a.jsonl', jsonLines()), await load('a.parquet', parquet())];
    for (const task of tasks) expect(task.hash).toBe(tasks[0]!.hash);
    const { name, classes, train, validation, test } = tasks[0]!;
    expect({ name, classes }).toEqual({ name: 'a.csv', classes: ['a', 'b'] });
    // Of 20 a class: round(0.3 · 20) = 6 and round(0.135 · 20) = 3.
    expect([train.length, validation.length, test.length]).toEqual([22, 6, 12]);
    const back = [...train, ...validation, ...test].map(({ text, label }) => ({ text, label: classes[label]! }));
    expect(back.sort((a, b) => a.text.localeCompare(b.text))).toEqual(
      [...words].sort((a, b) => a.text.localeCompare(b.text)),
    );
  });

  it('accepts a byte order mark, CRLF line ends and line breaks in quoted fields', async () => {
    const rows = words.map(({ text, label }) => `"${text.replaceAll('"', '""')}\r\nsecond line",${label}`);
    const task = await load('bom.csv', `\ufefftext,label\r\n${rows.join('\r\n')}\r\n`);
    expect(task.train[0]!.text).toMatch(/second line$/);
    expect(task.train.length + task.validation.length + task.test.length).toBe(40);
    const lines = await load('bom.jsonl', `\ufeff${jsonLines().replaceAll('\n', '\r\n')}\n\n`);
    expect(lines.hash).toBe((await load('plain.jsonl', jsonLines())).hash);
  });

  it('reads the named columns, and numbers and booleans as labels', async () => {
    const rows = words.map(({ text }, i) => ({ body: text, stars: i % 11 }));
    const task = await load('n.jsonl', jsonLines(rows.concat(rows)), { text: 'body', label: 'stars' });
    expect(task.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    const yes = await load('b.jsonl', jsonLines(words.map(({ text }, i) => ({ text, label: i % 2 === 0 }))));
    expect(yes.classes).toEqual(['false', 'true']);
  });

  it('keeps texts that are equal but for case, punctuation and white space in one part', async () => {
    const rows = Array.from({ length: 90 }, (_, i) => ({
      text: ['Hello, number', 'hello  number', 'HELLO: number'][i % 3]! + (Math.floor(i / 3) % 30),
      label: Math.floor(i / 3) % 2,
    }));
    const { train, validation, test } = await load('dup.jsonl', jsonLines(rows));
    const keys = [train, validation, test].map((part) => new Set(part.map(({ text }) => text.match(/\d+/)![0])));
    expect(keys.reduce((sum, set) => sum + set.size, 0)).toBe(30);
  });

  it('is the same for the same seed, another for another seed, and keeps to the limit', async () => {
    const first = await load('a.csv', csv(), { seed: 1, limit: 30 });
    expect(await load('a.csv', csv(), { seed: 1, limit: 30 })).toEqual(first);
    expect((await load('a.csv', csv(), { seed: 2, limit: 30 })).hash).not.toBe(first.hash);
    expect(first.train.length + first.validation.length + first.test.length).toBe(30);
  });

  it('splits by the fractions asked for, each class alike', async () => {
    const { train, validation, test } = await load('a.csv', csv(), { validation: 0.25, test: 0.25 });
    expect([train, validation, test].map((part) => part.filter(({ label }) => label === 0).length)).toEqual([10, 5, 5]);
    expect([train, validation, test].map((part) => part.filter(({ label }) => label === 1).length)).toEqual([10, 5, 5]);
  });
});

describe('bad input', () => {
  it.each<[string, string, string | Uint8Array, Partial<LoadTaskOptions>, string, string]>([
    ['an empty file', 'e.csv', '', {}, 'file-empty', 'e.csv is empty: it must hold examples.'],
    ['blank lines only', 'e.jsonl', '\n \n', {}, 'file-empty', 'e.jsonl is empty: it must hold examples.'],
    ['an empty Parquet file', 'e.parquet', '', {}, 'file-empty', 'e.parquet is empty: it must hold examples.'],
    [
      'a header only',
      'h.csv',
      'text,label\n',
      {},
      'one-class',
      'h.csv has no example: a classifier needs at least two classes.',
    ],
    [
      'one class',
      'o.csv',
      'text,label\none,x\ntwo,x\n',
      {},
      'one-class',
      'o.csv has one class only, "x": a classifier needs at least two classes.',
    ],
    [
      'a missing column in CSV',
      'm.csv',
      csv(),
      { label: 'class' },
      'column-missing',
      'm.csv has no column "class": name one of its columns: "text", "label".',
    ],
    [
      'a missing column in JSON lines',
      'm.jsonl',
      `${jsonLines()}\n{"body":"x"}`,
      {},
      'column-missing',
      'm.jsonl:41 has no column "text": name one of its columns: "body".',
    ],
    [
      'a missing column in Parquet',
      'm.parquet',
      parquet(),
      { text: 'body' },
      'column-missing',
      'm.parquet has no column "body": name one of its columns: "label", "text", "other".',
    ],
    [
      'a ragged row',
      'r.csv',
      'text,label\n"a\nb",x\none, two,x\n',
      {},
      'csv-ragged',
      'r.csv:4: the row has 3 fields and the header 2: quote fields that hold commas.',
    ],
    [
      'a quote that is not closed',
      'q.csv',
      'text,label\none,x\n"two,x\n',
      {},
      'csv-invalid',
      'q.csv:3: not valid CSV (Quote Not Closed: the parsing is finished with an opening quote at line 3): check the quotes there.',
    ],
    [
      'invalid UTF-8',
      'u.csv',
      Buffer.from('text,label\nfine,x\ncaf\xe9,y\n', 'latin1'),
      {},
      'invalid-utf8',
      'u.csv:3: not valid UTF-8: save the file as UTF-8.',
    ],
    [
      'invalid UTF-8 in the last line',
      'u.jsonl',
      Buffer.from('{}\n\xff', 'latin1'),
      {},
      'invalid-utf8',
      'u.jsonl:2: not valid UTF-8: save the file as UTF-8.',
    ],
    [
      'a JSON line that is no object',
      'l.jsonl',
      '\n[1]',
      {},
      'jsonl-invalid',
      'l.jsonl:2: not a JSON object: put one object on each line.',
    ],
    [
      'a text that is no string',
      't.jsonl',
      '{"text":1,"label":0}',
      {},
      'value-invalid',
      't.jsonl:1: "text" must be a string.',
    ],
    [
      'a label that is null',
      't.jsonl',
      '{"text":"a","label":null}',
      {},
      'value-invalid',
      't.jsonl:1: "label" must be a string, a number or true or false.',
    ],
    [
      'a label that is empty, in a row after one of two lines',
      'v.csv',
      'text,label\n"one\ntwo",x\nthree,\nfour,\n',
      {},
      'value-empty',
      'v.csv:4: "label" is empty here, and in 2 rows in all: fill or remove them.',
    ],
    [
      'a text that is blank',
      'v.jsonl',
      '{"body":" ","label":1}',
      { text: 'body' },
      'value-empty',
      'v.jsonl:1: "body" is empty here, and in 1 rows in all: fill or remove them.',
    ],
    [
      'too few examples for the split',
      'f.csv',
      'text,label\n1,x\n2,x\n3,x\n4,y\n5,y\n',
      {},
      'too-few-examples',
      'f.csv: class "y" has 2 examples, 2 of them distinct, too few for train, validation and test: give at least three distinct texts of each class, or smaller validation and test fractions.',
    ],
    [
      'fractions that leave nothing for train',
      'a.csv',
      csv(),
      { validation: 0.5, test: 0.5 },
      'split-invalid',
      'The validation and test fractions must be above 0 and sum to less than 1, not 0.5 and 0.5.',
    ],
    ['a limit of none', 'a.csv', csv(), { limit: 0 }, 'limit-invalid', 'The limit must be a positive integer, not 0.'],
  ])('%s', async (_, name, contents, options, code, message) => {
    expect(await mistake(load(name, contents, options))).toEqual({ code, message });
  });

  it('a limit that leaves a class of a built-in task without examples', async () => {
    const { code, message } = await mistake(loadTask('spam-assassin', { seed: 0, limit: 2 }));
    expect(code).toBe('too-few-examples');
    expect(message).toMatch(/^spam-assassin: class "ham" has 1 examples, 1 of them distinct, too few for train/);
  });

  it('a JSON line that does not parse', async () => {
    const { code, message } = await mistake(load('j.jsonl', `${jsonLines()}\n{"text": "half`));
    expect(code).toBe('jsonl-invalid');
    // The parser's own words in the middle change with the version of Node.
    expect(message).toMatch(/^j\.jsonl:41: not valid JSON \(.+\): put one object on each line\.$/);
  });

  it('a Parquet file that is cut or overwritten, wherever it is', async () => {
    const whole = parquet();
    const cut = await mistake(load('c.parquet', whole.subarray(0, whole.length >> 1)));
    expect(cut.code).toBe('parquet-invalid');
    expect(cut.message).toMatch(/^c\.parquet cannot be read as Parquet \(.+\): it is damaged/);
    const overwritten = whole.slice().fill(255, 4, whole.length >> 2);
    expect((await mistake(load('w.parquet', overwritten))).code).toBe('parquet-invalid');
    expect((await mistake(load('x.parquet', csv()))).code).toBe('parquet-invalid');
  });

  it('a file that is not there', async () => {
    expect(await mistake(loadTask(join(folder, 'none.csv'), { seed: 0 }))).toEqual({
      code: 'file-unreadable',
      message: 'Cannot read none.csv (ENOENT): check the path.',
    });
  });

  it('a source that is neither a task nor a known kind of file', async () => {
    const { code, message } = await mistake(loadTask('mails.txt', { seed: 0 }));
    expect(code).toBe('source-unknown');
    expect(message).toBe(
      '"mails.txt" is no task: give a file ending in .csv, .jsonl, .ndjson, .parquet, or one of spam-assassin, mailing-lists.',
    );
  });
});
