import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectRefusal, zeroth } from './command-line.js';
import { csv, file, modelFolder, smallRun, workingFolder } from './material.js';

const folder = workingFolder();
const model = modelFolder(join(folder, 'model'));
const data = file(folder, 'data.csv', csv());

const tune = ['finetune', model, data, '--folder', 'run'];
const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['a misspelt command', ['fintune', model, data], /unknown command 'fintune' \(Did you mean finetune\?/],
  [
    'a misspelt option',
    [...tune, '--learningrate', '1'],
    /unknown option '--learningrate' \(Did you mean --learning-rate\?/,
  ],
  ['no data', ['finetune', model], /finetune needs data, as in: zeroth finetune .* spam-assassin/],
  ['a misspelt task', ['finetune', model, 'spam-assasin'], /"spam-assasin" is no task: give a file .* spam-assassin/],
  ['negative steps', [...tune, '--steps', '-5'], /--steps <count>.*'-5' is invalid.*whole number, at least 1/],
  ['steps of 0', [...tune, '--steps', '0'], /--steps <count>.*'0' is invalid.*whole number, at least 1/],
  ['a negative batch', [...tune, '--batch', '-16'], /--batch <texts>.*'-16' is invalid/],
  ['a negative learning rate', [...tune, '--learning-rate', '-0.1'], /--learning-rate.*'-0\.1' is invalid.*above 0/],
  ['a negative weight decay', [...tune, '--weight-decay', '-1'], /weightDecay must be a number from 0 to .*, not -1/],
  ['a negative seed', [...tune, '--seed', '-1'], /--seed <number>.*'-1' is invalid.*at least 0/],
  [
    'a seed beyond the range',
    [...tune, '--seed', '99999999'],
    /seed must be a whole number from 0 to \d+, not 99999999/,
  ],
  ['more tokens than the model reads', [...tune, '--max-tokens', '4096'], /whole number from 1 to 128, not 4096/],
  [
    'an unknown method',
    [...tune, '--method', 'mezzo'],
    /--method <name>.*'mezzo' is invalid.*mezo, zo-adamu, sparse-mezo/,
  ],
  ['an unknown stage', [...tune, '--stages', 'head,heads'], /heads.*(?:head|all|norms)/],
  ['a stage that comes twice', [...tune, '--stages', 'all,head,all'], /each stage may come once: all, head, all/],
  ['stages without a name', [...tune, '--stages', 'head,'], /--stages <names>.*'head,' is invalid.*list of names/],
  ['an unknown objective', [...tune, '--objective', 'acuracy'], /acuracy.*accuracy/],
  ['an objective module that is not there', [...tune, '--objective', './mine.js'], /mine\.js/],
  ['a cost that does not parse', [...tune, '--objective', 'cost(fp=x)'], /cost/],
  ['a prefix of a model that has none', [...tune, '--stages', 'prefix'], /prefix can be tuned for use-lite only/],
  ['a folder to resume that is no run', ['finetune', '--resume', 'no-run'], /no-run holds no run to resume/],
  [
    'options for a resumed run',
    ['finetune', '--resume', 'no-run', '--steps', '9'],
    /A run is resumed as it began: leave out/,
  ],
  ['predict on a folder that is no run', ['predict', 'no-run'], /no-run holds no delta\.bin/],
  ['predict on nothing', ['predict', 'nowhere'], /there is no run folder or delta nowhere/],
  [
    'apply of a delta that is not there',
    ['apply', model, 'delta.bin', '-o', 'tuned'],
    /no run folder or delta delta\.bin/,
  ],
  ['apply without an output', ['apply', model, 'delta.bin'], /required option '-o, --output <path>' not specified/],
];

describe('a command line with a mistake', () => {
  it.concurrent.each(cases)('is refused: %s', async (mistake, words, message) => {
    const own = join(folder, mistake.replaceAll(' ', '-'));
    mkdirSync(join(own, 'no-run'), { recursive: true });
    const ran = await zeroth(words, { cwd: own });
    // Commander's suggestions stand on a line of their own.
    expectRefusal({ ...ran, err: ran.err.replace(/\n\(Did you mean (.*)\?\)/, ' (Did you mean $1?)') }, 2, message);
    expect(readdirSync(own)).toEqual(['no-run']);
  });

  it('does not write over a run', async () => {
    expect((await smallRun(folder, model, data, 'taken', '--stages', 'head')).code).toBe(0);
    const again = await smallRun(folder, model, data, 'taken', '--stages', 'head');
    expectRefusal(again, 2, /taken holds a run already: resume it with --resume taken, or choose another folder/);
  });

  it('is refused where the run folder cannot be made', async () => {
    const ran = await smallRun(folder, model, data, join(data, 'run'));
    expectRefusal(ran, 2, /the run folder .*data\.csv\/run cannot be made/);
  });
});

describe('what happens outside of a command', () => {
  it('is told in a sentence: a timer of a module of the user', async () => {
    const objective = file(folder, 'late.mjs', 'setTimeout(() => missing); export default () => 1;\n');
    const ran = await smallRun(folder, model, data, 'late', '--objective', objective);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toMatch(
      /\nzeroth: unexpected error: missing is not defined \(set ZEROTH_DEBUG=1 to see where\)\n$/,
    );
    expect(ran.err).not.toMatch(/^\s+at /m);
  });

  it('is no error where the reader of the results has read enough', async () => {
    const ran = await zeroth(['methods'], { cwd: folder, through: ['sh', '-c', '"$@" | head -n 1', 'sh'] });
    expect(ran).toMatchObject({ code: 0, err: '' });
  });
});
