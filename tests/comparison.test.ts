import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CompareOptions, type Comparison, compareMethods, comparisonTable, finetune } from '@zeroth/train';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectRefusal, zeroth } from './bad-input/command-line.js';
import { csv, file, modelFolder, workingFolder } from './bad-input/material.js';

const folder = workingFolder();
const model = modelFolder(join(folder, 'model'));
const data = file(folder, 'data.csv', csv());
const options = { model, data, methods: ['mezo', 'adamw'], steps: 12, seed: 3, threads: 1, batch: 8 } as const;
const text = (...names: string[]) => readFileSync(join(folder, ...names), 'utf8');

describe('a comparison', () => {
  let whole: Comparison;
  beforeAll(async () => {
    const words = ['--compare', 'mezo,adamw', '--steps', '12', '--seed', '3', '--threads', '1', '--batch', '8'];
    const ran = await zeroth(['finetune', model, data, ...words, '--folder', 'whole', '--json'], { cwd: folder });
    expect(ran.code, ran.err).toBe(0);
    whole = JSON.parse(ran.out);
    expect(JSON.parse(text('whole', 'report.json'))).toEqual(whole);
  }, 60_000);

  it('has a run of each method on the same batches, with what each cost', () => {
    const [mezo, adamw] = whole.runs.map(({ stages }) => stages[0]!);
    expect(whole.runs.map(({ method }) => method)).toEqual(['mezo', 'adamw']);
    expect([mezo!.passes, adamw!.passes]).toEqual([2 * 12, 3 * 12]);
    expect(mezo!.before).toEqual(adamw!.before);
    expect(mezo!.looks[0]!.validation).toEqual(adamw!.looks[0]!.validation);
    expect(mezo!.looks.map(({ step }) => step)).toEqual(Array.from({ length: 13 }, (_, k) => k));
    expect(adamw!.looks.map(({ passes }) => passes)).toEqual(Array.from({ length: 13 }, (_, k) => 3 * k));
    for (const stage of [mezo!, adamw!]) {
      const delta = readFileSync(join(folder, 'whole', stage === mezo ? 'mezo' : 'adamw', 'delta-all.bin'));
      expect(stage.shippedBytes).toBe(delta.length);
      expect(stage.peakBytes).toBeGreaterThan(0);
      for (const { step, seconds } of stage.looks)
        expect(seconds).toBeCloseTo((step * stage.stepMilliseconds) / 1000, 9);
    }
    // Backpropagation ships all tuned weights, MeZO the head's start and a scalar a step.
    expect(adamw!.shippedBytes).toBeGreaterThan(4 * adamw!.parameters);
    expect(mezo!.shippedBytes).toBeLessThan(4 * mezo!.parameters);
  });

  it('has a page that shows both methods and loads nothing', () => {
    const page = text('whole', 'report.html');
    expect(page.trimEnd().endsWith('</html>')).toBe(true);
    expect(page).toContain("default-src 'none'");
    for (const kind of ['series-0', 'series-1'])
      expect(page.match(new RegExp(`class="line-${kind}"`, 'g'))).toHaveLength(4);
    expect(page).toContain('A gradient is counted as 3 forward passes');
    for (const line of comparisonTable(whole).split('\n').slice(0, 4)) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('that is stopped in either run is resumed to the same scores and deltas', async () => {
    const stopped = join(folder, 'stopped');
    const go = (more: Partial<CompareOptions>, stop?: { readonly method: string; readonly step: number }) => {
      const controller = new AbortController();
      let method = '';
      return compareMethods(
        {
          ...options,
          ...more,
          folder: stopped,
          signal: controller.signal,
          onEvent: (event) => {
            if (event.type === 'note') method = event.text;
            if (event.type === 'step' && method.endsWith(stop?.method ?? '-') && event.step === stop?.step)
              controller.abort();
          },
        },
        finetune,
      );
    };
    await expect(go({}, { method: 'mezo', step: 5 })).rejects.toThrow(`--resume ${stopped}`);
    await expect(go({ resume: true, methods: [] }, { method: 'adamw', step: 7 })).rejects.toThrow('interrupted');
    expect(existsSync(join(stopped, 'report.json'))).toBe(false);
    // The last part by the command line, which finds that the folder holds a comparison.
    const ran = await zeroth(['finetune', '--resume', 'stopped', '--json'], { cwd: folder });
    expect(ran.code, ran.err).toBe(0);
    const resumed: Comparison = JSON.parse(ran.out);
    const scores = ({ runs }: Comparison) =>
      runs.map(({ stages }) =>
        stages.map(({ after, looks, shippedBytes }) => [
          after,
          looks.map(({ validation }) => validation),
          shippedBytes,
        ]),
      );
    expect(scores(resumed)).toEqual(scores(whole));
    for (const method of ['mezo', 'adamw'])
      expect(text('stopped', method, 'delta-all.bin')).toBe(text('whole', method, 'delta-all.bin'));
  });

  it('compares what a method kept whose loss was no number at some step', async () => {
    const wild = await compareMethods(
      { ...options, folder: join(folder, 'wild'), methods: ['sgd', 'mezo'], weightDecay: 1e6 },
      finetune,
    );
    expect(wild.runs.map(({ diverged }) => diverged)).toContain(true);
    expect(wild.runs.map(({ stages }) => stages.length)).toEqual([1, 1]);
    // As if it had been killed after the runs: their reports alone say how they ended.
    rmSync(join(folder, 'wild', 'report.json'));
    const again = { ...options, folder: join(folder, 'wild'), methods: [], resume: true };
    expect(await compareMethods(again, () => Promise.reject(new Error('it ran again')))).toEqual(wild);
  });

  it('says where its folder cannot be made', async () => {
    const inFile = { ...options, folder: join(data, 'inside') };
    await expect(compareMethods(inFile, finetune)).rejects.toThrow(/the run folder .* cannot be made/);
  });
});

it.each([
  [['--compare', 'mezo'], /compare takes two to 6 methods/],
  [['--compare', 'mezo,mezo'], /compare takes two to 6 methods/],
  [['--compare', 'mezo,newton'], /compare knows no "newton"/],
  [['--compare', 'mezo,adamw', '--stages', 'head'], /the head stage is the same for all methods/],
  [['--compare', 'mezo,adamw', '--objective', 'f1'], /adamw follows the gradient of crossEntropy/],
  [['--compare', 'mezo,adamw', '--method', 'mezo'], /--compare.*cannot be used with.*--method/],
])('%j is refused before anything is run', async (words, message) => {
  expectRefusal(await zeroth(['finetune', model, data, ...words, '--folder', 'refused'], { cwd: folder }), 2, message);
  expect(existsSync(join(folder, 'refused'))).toBe(false);
});
