import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectRefusal, zeroth } from './command-line.js';
import { csv, file, modelFolder, rows, smallRun, workingFolder } from './material.js';

const folder = workingFolder();
const model = modelFolder(join(folder, 'model'));

const jsonLines = rows().map(([text, label]) => JSON.stringify({ text, label }));

/** Bytes of a text in which one character is half of one. */
function halved(text: string, at: string): Uint8Array {
  const bytes = Buffer.from(text);
  bytes[bytes.indexOf(at)] = 0xc3;
  return bytes;
}

const lines = csv().split('\n');

/** What is wrong, the file's name and contents, options, exit code, and what is said. */
const cases: readonly (readonly [string, string, string | Uint8Array, readonly string[], number, RegExp])[] = [
  ['is empty', 'empty.csv', '', [], 1, /empty\.csv is empty: it must hold examples/],
  ['is empty', 'empty.jsonl', '\n\n', [], 1, /empty\.jsonl is empty: it must hold examples/],
  ['has a header and no rows', 'bare.csv', 'text,label\n', [], 1, /bare\.csv has no example/],
  [
    'has one class',
    'one-class.csv',
    csv(rows(['fish', 'fish'])),
    [],
    1,
    /one-class\.csv has one class only, "fish": a classifier needs at least two classes/,
  ],
  [
    'lacks the column of the texts',
    'other.csv',
    csv().replace('text,', 'body,'),
    [],
    2,
    /other\.csv has no column "text": name one of its columns: "body", "label"/,
  ],
  [
    'lacks the named column',
    'named.csv',
    csv(),
    ['--label', 'folder'],
    2,
    /named\.csv has no column "folder": name one of its columns: "text", "label"/,
  ],
  [
    'lacks the named field in a line',
    'field.jsonl',
    [...jsonLines.slice(0, 4), '{"text": "red"}'].join('\n'),
    [],
    2,
    /field\.jsonl:5 has no column "label"/,
  ],
  [
    'has ragged rows',
    'ragged.csv',
    [...lines.slice(0, 10), 'red, green fish,fish', ...lines.slice(10)].join('\n'),
    [],
    1,
    /ragged\.csv:11: the row has 3 fields and the header 2: quote fields that hold commas/,
  ],
  [
    'has a quote that does not end',
    'quote.csv',
    [...lines.slice(0, 10), '"red fish,fish', ...lines.slice(10)].join('\n'),
    [],
    1,
    /quote\.csv:\d+: not valid CSV/,
  ],
  ['is not UTF-8', 'latin.csv', halved(csv(), 'green'), [], 1, /latin\.csv:6: not valid UTF-8: save the file as UTF-8/],
  [
    'has a line that is no JSON',
    'broken.jsonl',
    [...jsonLines.slice(0, 6), '{"text": "red fish", "label": }', ...jsonLines.slice(6)].join('\n'),
    [],
    1,
    /broken\.jsonl:7: not valid JSON .*: put one object on each line/,
  ],
  [
    'has a line that is no object',
    'list.jsonl',
    [...jsonLines.slice(0, 2), '["red fish", "fish"]'].join('\n'),
    [],
    1,
    /list\.jsonl:3: not a JSON object/,
  ],
  [
    'has a text that is no string',
    'number.jsonl',
    ['{"text": 7, "label": "fish"}', ...jsonLines].join('\n'),
    [],
    1,
    /number\.jsonl:1: "text" must be a string/,
  ],
  [
    'has an empty label',
    'unlabelled.csv',
    csv([...rows(), ['red fish', '']]),
    [],
    1,
    /unlabelled\.csv:\d+: "label" is empty here, and in 1 rows in all: fill or remove them/,
  ],
  ['is no Parquet file', 'text.parquet', csv(), [], 1, /text\.parquet cannot be read as Parquet/],
  [
    'has too few texts of a class',
    'few.csv',
    csv([...rows().slice(0, 20), ['red bird', 'bird']]),
    [],
    1,
    /few\.csv: class "bird" has 1 examples, .* too few/,
  ],
  [
    'is cut by --limit to too few texts',
    'limited.csv',
    csv(),
    ['--limit', '5'],
    1,
    /limited\.csv: class "\w+" has \d examples, .* too few/,
  ],
  [
    'is smaller than a batch',
    'small.csv',
    csv(),
    ['--batch', '4096'],
    2,
    /a batch of 4096 cannot be drawn from 36 training examples: choose a batch of 1 to 36/,
  ],
  ['has an ending that is not known', 'data.txt', csv(), [], 2, /data\.txt" is no task: give a file ending in \.csv/],
];

describe('a data file', () => {
  it.concurrent.each(cases)('that %s is refused: %s', async (_, name, contents, options, code, message) => {
    const runFolder = join(folder, `run-${name}`);
    const data = file(folder, name, contents);
    const ran = await smallRun(folder, model, data, runFolder, ...options);
    expectRefusal(ran, code, message);
    // Nothing has begun, and nothing is left behind.
    expect(readdirSync(folder)).not.toContain(`run-${name}`);
  });

  it('that is not there, or a folder, is refused', async () => {
    const absent = await smallRun(folder, model, join(folder, 'absent.csv'), 'run-absent');
    expectRefusal(absent, 2, /absent\.csv/);
    const name = join(folder, 'folder.csv');
    modelFolder(name);
    expectRefusal(await smallRun(folder, model, name, 'run-folder'), 2, /folder\.csv/);
  });

  it.concurrent.each([
    ['CSV', 'windows.csv', `\uFEFF${csv().replaceAll('\n', '\r\n')}`],
    ['JSON lines', 'marked.jsonl', `\uFEFF${jsonLines.join('\r\n')}\r\n`],
  ])('with a byte order mark is accepted: %s', async (_, name, contents) => {
    const data = file(folder, name, contents);
    const marked = await smallRun(folder, model, data, `run-${name}`, '--stages', 'head', '--json');
    expect(marked.code, marked.err).toBe(0);
    const { data: read } = JSON.parse(marked.out);
    expect(read.classes).toEqual(['fish', 'tree']);
    expect(read.train + read.validation + read.test).toBe(rows().length);
  });
});

describe('texts to label', () => {
  it('are refused where they cannot be read, after those before are labelled', async () => {
    const data = file(folder, 'good.csv', csv());
    await smallRun(folder, model, data, 'tuned', '--stages', 'head');
    const broken = file(folder, 'texts.jsonl', '{"text": "red fish"}\n{"text": 7}\n');
    const ran = await zeroth(['predict', 'tuned', broken], { cwd: folder });
    expect(ran.out).toMatch(/^(?:fish|tree)\t[01]\.\d{4}\n$/);
    expectRefusal({ ...ran, out: '' }, 1, /texts\.jsonl, line 2: there is no text in the field "text"/);

    const latin = await zeroth(['predict', 'tuned', file(folder, 'latin.txt', halved('red\ngreen\n', 'green'))], {
      cwd: folder,
    });
    expectRefusal({ ...latin, out: '' }, 1, /latin\.txt is not UTF-8 from about line [12] on/);
    expectRefusal(await zeroth(['predict', 'tuned', 'absent.txt'], { cwd: folder }), 2, /absent\.txt cannot be read/);
  });
});
