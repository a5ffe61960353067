import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as zeroth from 'zeroth';
import { ZerothError } from 'zeroth';
import * as estimators from 'zeroth/estimators';
import * as optimize from 'zeroth/optimize';
import { comparable } from './compare/candidates.js';
import { usageCodes } from './exit-codes.js';
import { methodList } from './method-list.js';
import { methodRates } from './method-rates.js';
import { ran, scriptedTrain, shortReport } from './testing.js';
import type { FinetuneOptions } from './train.js';

const start = process.cwd();
beforeAll(() => process.chdir(mkdtempSync(join(tmpdir(), 'zeroth-cli-'))));
afterAll(() => {
  const folder = process.cwd();
  process.chdir(start);
  rmSync(folder, { recursive: true });
});

/** The options that `finetune` is called with. */
async function finetuneOptions(...words: string[]): Promise<FinetuneOptions | undefined> {
  let seen: FinetuneOptions | undefined;
  const train = scriptedTrain({
    finetune: async (options) => {
      seen = options;
      return shortReport;
    },
  });
  const { err, code } = await ran(['finetune', ...words], { train });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return seen;
}

describe('finetune', () => {
  it('hands on every option under its own name and type', async () => {
    const words =
      'use-lite mails.csv --stages head,norms --steps 100 --seconds 7.5 --objective cost(fp=10,fn=1) --seed 3 --method sparse-mezo ' +
      '--update sign --batch 8 --learning-rate 1e-3 --radius 0.01 --directions 4 --law sphere --schedule cosine --weight-decay 0.1 ' +
      '--text body --label folder --limit 50 --max-tokens 64 --stage-tokens 16 --folder here --threads 2 --cache there';
    const { signal, onEvent, ...options } = (await finetuneOptions(...words.split(' '))) ?? { model: '', data: '' };
    expect(signal).toBeInstanceOf(AbortSignal);
    expect(onEvent).toBeInstanceOf(Function);
    expect(options).toEqual({
      model: 'use-lite',
      data: 'mails.csv',
      stages: ['head', 'norms'],
      steps: 100,
      seconds: 7.5,
      objective: 'cost(fp=10,fn=1)',
      seed: 3,
      method: 'sparse-mezo',
      update: 'sign',
      batch: 8,
      learningRate: 1e-3,
      radius: 0.01,
      directions: 4,
      law: 'sphere',
      schedule: 'cosine',
      weightDecay: 0.1,
      text: 'body',
      label: 'folder',
      limit: 50,
      maxTokens: 64,
      stageTokens: 16,
      folder: 'here',
      threads: 2,
      cache: 'there',
    });
  });

  it('leaves the defaults to the run, but for a folder of its own', async () => {
    const { signal, onEvent, ...options } = (await finetuneOptions('use-lite', 'data/my mails.csv')) ?? {
      model: '',
      data: '',
    };
    expect(options).toEqual({
      model: 'use-lite',
      data: 'data/my mails.csv',
      folder: join('runs', 'use-lite-my-mails-0'),
    });
  });

  it('resumes a folder with nothing else', async () => {
    expect(await finetuneOptions('--resume', 'runs/x')).toMatchObject({ folder: 'runs/x', resume: true });
    const more = await ran(['finetune', 'use-lite', '--resume', 'runs/x', '--steps', '5']);
    expect(more.code).toBe(2);
    expect(more.err).toMatch(/leave out "use-lite", the option steps/);
  });

  it('prints the report alone on standard output with --json', async () => {
    const { out, err, code } = await ran(['finetune', 'use-lite', 'mails.csv', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(shortReport);
    expect(err).toContain('majority class');
  });

  it('ends with the table, the choice, the report and the next commands', async () => {
    const { out } = await ran(['finetune', 'use-lite', 'mails.csv', '--folder', 'runs/x']);
    expect(out).toContain('THE TABLE');
    expect(out).toContain('Validation chose "head". The whole run took 1 min 05 s.');
    expect(out).toContain(join('runs', 'x', 'report.html'));
    for (const next of ['predict', 'evaluate', 'apply']) expect(out).toContain(`zeroth ${next} `);
  });
});

describe('exit codes', () => {
  it.each([
    ['an unknown command', ['fintune'], /unknown command 'fintune'/],
    ['an unknown option', ['finetune', 'a', 'b', '--step', '3'], /unknown option '--step'/],
    ['a value that is no number', ['finetune', 'a', 'b', '--steps', 'many'], /whole number|must be a number/],
    ['a fraction of a step', ['finetune', 'a', 'b', '--steps', '1.5'], /whole number/],
    ['no steps', ['finetune', 'a', 'b', '--steps', '0'], /at least 1/],
    ['an empty number', ['finetune', 'a', 'b', '--seconds='], /must be a number/],
    ['a learning rate below zero', ['finetune', 'a', 'b', '--learning-rate=-1'], /above 0/],
    [
      'a name that is no choice',
      ['finetune', 'a', 'b', '--method', 'newton'],
      /mezo, zo-adamu, sparse-mezo, sgd, adam, adamw/,
    ],
    ['an empty name in a list', ['finetune', 'a', 'b', '--stages', 'head,,all'], /commas/],
    ['no data', ['finetune', 'use-lite'], /finetune needs data/],
    ['no output', ['apply', 'use-lite', 'delta.bin'], /--output/],
    ['too many arguments', ['evaluate', 'a', 'b', 'c'], /too many arguments/],
    ['texts that are not there', ['predict', 'runs/x', 'nowhere.txt'], /nowhere\.txt cannot be read/],
    ['texts that are a folder', ['predict', 'runs/x', '.'], /is a folder/],
    ['a row that is not there', ['reproduce', '5'], /no reproduction of row 5/],
    ['a method that is not there', ['methods', 'qqq'], /No method/],
  ])('is 2 for %s, which is named', async (_, words, message) => {
    const { code, out, err } = await ran(words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err).toMatch(/^zeroth: /);
  });

  it('is 2 with the help on the error output where no command is given', async () => {
    const { code, out, err } = await ran([]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Usage: zeroth');
  });

  const failing = (error: unknown) => scriptedTrain({ finetune: () => Promise.reject(error) });
  const missing = Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT', syscall: 'open' });

  it.each([
    ['the run failed', new ZerothError('loss-not-finite', 'The loss is NaN at step 3: lower the learning rate.'), 1],
    ['the data are damaged', new ZerothError('jsonl-invalid', 'mails.jsonl, line 3: this is no JSON.'), 1],
    ['a bad option', new ZerothError('option-invalid', 'seed must be a whole number.'), 2],
    [
      'a file that is not there',
      new ZerothError('file-unreadable', 'mails.csv cannot be read.', '', { cause: missing }),
      2,
    ],
    ['a file that may not be read', new ZerothError('file-unreadable', 'mails.csv cannot be read.'), 1],
    [
      'an interruption',
      new ZerothError('interrupted', 'interrupted; go on with: zeroth finetune --resume runs/x'),
      130,
    ],
    [
      'a full disk',
      Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: 'write' }),
      1,
    ],
  ])('for %s is told in one line without a stack', async (_, error, expected) => {
    const { code, out, err } = await ran(['finetune', 'use-lite', 'mails.csv', '--json'], { train: failing(error) });
    expect({ code, out }).toEqual({ code: expected, out: '' });
    expect(err).toBe(`zeroth: ${error.message}\n`);
  });

  it('is 1 for a mistake of ours, which says how to see more', async () => {
    const train = failing(new TypeError('x is not a function'));
    expect(await ran(['finetune', 'a', 'b'], { train })).toMatchObject({
      code: 1,
      err: expect.stringContaining('ZEROTH_DEBUG=1'),
    });
    const { err } = await ran(['finetune', 'a', 'b'], { train, io: { environment: { ZEROTH_DEBUG: '1' } } });
    expect(err).toMatch(/^TypeError: x is not a function\n +at /);
  });

  it('keeps a hostile message on one line and from steering the terminal', async () => {
    const { err } = await ran(['finetune', 'a', 'b'], { train: failing(new ZerothError('x', 'a\u001b[2J\r\nb')) });
    expect(err).toBe('zeroth: a\uFFFD[2J b\n');
  });
});

it('takes for usage only codes that errors have', () => {
  const sources = ['zeroth', 'node', 'onnx', 'train', 'cli'].map(
    (name) => new URL(`../../${name}/src/`, import.meta.url),
  );
  const code = sources
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => new URL(name, folder)),
    )
    .filter(({ pathname }) => pathname.endsWith('.ts') && !/\.test\.ts$|exit-codes\.ts$/.test(pathname))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  expect([...usageCodes].filter((usage) => !code.includes(`'${usage}'`))).toEqual([]);
});

describe('evaluate', () => {
  it('prints scores with a standard error, and the confusion matrix', async () => {
    const { out } = await ran(['evaluate', 'runs/x', 'mails.csv', '--part', 'all']);
    // √(0.9 × 0.1 / 40) = 0.047.
    expect(out).toBe(
      '40 texts of mails (all), 2 s\naccuracy 0.900 ± 0.047  F1 0.800  cross-entropy 0.250\n\n' +
        'is, taken for  ham  spam\nham             18     2\nspam             2    18\n',
    );
  });

  it('prints one JSON object with --json', async () => {
    const { out } = await ran(['evaluate', 'runs/x', 'mails.csv', '--json']);
    expect(JSON.parse(out)).toMatchObject({ model: 'runs/x', data: { texts: 40 } });
  });
});

describe('predict', () => {
  it('answers each line of standard input in order, the last without an end too', async () => {
    const { out, err } = await ran(['predict', 'runs/x'], { input: ['hello\r\n\nyou won a pr', 'ize'] });
    expect({ out, err }).toEqual({ out: 'ham\t0.7500\nham\t0.7500\nspam\t0.7500\n', err: '' });
  });

  it('reads JSON lines by the name of the file or when told, and prints them with --json', async () => {
    writeFileSync('mails.jsonl', '\uFEFF{"body":"prize\\nfor you"}\n\n"plain"\n');
    const { out } = await ran(['predict', 'runs/x', 'mails.jsonl', '--text', 'body', '--json']);
    expect(out).toBe('{"label":"spam","probability":0.75}\n{"label":"ham","probability":0.75}\n');
    const told = await ran(['predict', 'runs/x', '--jsonl'], { input: ['{"text":"a prize"}\n'] });
    expect(told.out).toBe('spam\t0.7500\n');
  });

  it('prints the answers before a bad line and then names the line', async () => {
    const { code, out, err } = await ran(['predict', 'runs/x', '--jsonl'], {
      input: ['{"text":"a"}\n', '\n{"txt":"b"}\n'],
    });
    expect({ code, out }).toEqual({ code: 1, out: 'ham\t0.7500\n' });
    expect(err).toBe(
      'zeroth: standard input, line 3: there is no text in the field "text"; name the field with --text.\n',
    );
  });

  it('answers before the input has ended', async () => {
    const seen: string[] = [];
    async function* input(): AsyncGenerator<Uint8Array, void> {
      yield new TextEncoder().encode('one\n');
      // The scripted model answers each text at once, so the first answer must be out before more is read.
      expect(seen).toEqual(['ham\t0.7500\n']);
      yield new TextEncoder().encode('two\n');
    }
    const out = { isTerminal: false, colours: false, columns: 80, write: async (text: string) => void seen.push(text) };
    await ran(['predict', 'runs/x'], { io: { input: input(), out } });
    expect(seen).toHaveLength(2);
  });

  it('names the place of bytes that are not UTF-8', async () => {
    writeFileSync('latin.txt', Buffer.from([0x61, 0x0a, 0xe9, 0x0a]));
    const { code, err } = await ran(['predict', 'runs/x', 'latin.txt']);
    expect(code).toBe(1);
    expect(err).toMatch(/^zeroth: latin\.txt is not UTF-8/);
  });
});

describe('apply', () => {
  it('says what it wrote and which weights they are', async () => {
    const { out } = await ran(['apply', 'use-lite', 'delta.bin', '-o', 'tuned']);
    expect(out).toBe('tuned: 29,000,000 bytes, 2 s\nweights abcd, as the delta promised\n');
  });
});

describe('reproduce', () => {
  it('prints the pinned JSON and nothing else, and leaves it with the plot in a folder', async () => {
    const { code, out } = await ran(['reproduce', '4', '--seed', '7', '--json', '-o', 'row']);
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(out))).toEqual(['row', 'title', 'seed', 'checks', 'pass', 'seconds']);
    expect(readFileSync('row/result.json', 'utf8')).toBe(out);
    expect(readFileSync('row/plot.svg', 'utf8')).toBe('<svg/>');
  });

  it('exits with 1 when a check fails, and shows which', async () => {
    const { code, out } = await ran(['reproduce', '9']);
    expect(code).toBe(1);
    expect(out).toContain('FAIL  as good as the reference\n      expected 0.95, measured 0.9');
    expect(out).toContain('1 of 2 checks passed');
    expect(existsSync(join('runs', 'row-9-seed-0', 'result.json'))).toBe(true);
  });

  it('lists the rows that there are', async () => {
    expect((await ran(['reproduce'])).out).toBe('4  MeZO\n9  ZO-AdaMU\n');
    expect(JSON.parse((await ran(['reproduce', '--json'])).out)).toHaveLength(2);
  });
});

describe('methods', () => {
  it('lists just what the packages export', () => {
    const listed = (kind: string) =>
      methodList
        .filter((method) => method.kind === kind)
        .map(({ name }) => name)
        .sort();
    const elsewhere = methodList.filter(({ from }) => from === 'zeroth').map(({ name }) => name);
    expect(listed('optimiser')).toEqual([...Object.keys(optimize), ...elsewhere].sort());
    // The front door's own are there, and every one that can be compared is listed.
    for (const name of elsewhere) expect(zeroth, name).toHaveProperty(name);
    expect(listed('optimiser')).toEqual(expect.arrayContaining([...comparable]));
    const tools = new Set(['atEach', 'lift', 'liftAt']);
    expect(listed('estimator')).toEqual(
      Object.keys(estimators)
        .filter((name) => !tools.has(name))
        .sort(),
    );
  });

  it('have rates under their own names', () => {
    const rated = methodList.filter(({ rate }) => rate !== undefined).map(({ name }) => name);
    expect(rated.sort()).toEqual([...methodRates.keys()].sort());
  });

  it('filters by order and word', async () => {
    const { out } = await ran(['methods', 'newton', '--json']);
    expect(JSON.parse(out).map(({ name }: { name: string }) => name)).toEqual([
      'newtonKrylov',
      'gaussNewton',
      'newton',
      'lazyNewton',
      'dampedNewton',
      'gradientRegularizedNewton',
      'newtonEquations',
      'truncatedNewton',
      'newtonLineSearch',
      'trustRegionNewton',
      'cubicNewton',
    ]);
    const second: { order: number }[] = JSON.parse((await ran(['methods', '--order', '2', '--json'])).out);
    expect(second.length).toBeGreaterThan(0);
    expect(second.every(({ order }) => order === 2)).toBe(true);
  });
});
