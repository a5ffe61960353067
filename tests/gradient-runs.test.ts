import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FinetuneOptions, finetune } from '@zeroth/train';
import { describe, expect, it } from 'vitest';
import { csv, file, modelFolder, workingFolder } from './bad-input/material.js';

const folder = workingFolder();
const model = modelFolder(join(folder, 'model'));
const data = file(folder, 'data.csv', csv());

/** What a run leaves, without what differs between two runs that do the same. */
function left(run: string) {
  const measured = new Set(['seconds', 'stepMilliseconds', 'peakBytes', 'inferenceBytes', 'folder']);
  const report: unknown = JSON.parse(readFileSync(join(run, 'report.json'), 'utf8'), (key, value) =>
    measured.has(key) ? undefined : value,
  );
  const files = ['delta.bin', 'delta-all.bin', 'journal.jsonl', 'run.json'];
  return { report, files: files.map((name) => readFileSync(join(run, name)).toString('base64')) };
}

describe.each(['sgd', 'adam', 'adamw'] as const)('a run by %s', (method) => {
  const options = { model, data, method, stages: ['head', 'all'], steps: 12, seed: 3, threads: 1, batch: 8 } as const;

  it('that is stopped, and resumed, again and again leaves what a run leaves that nobody stopped', async () => {
    const whole = join(folder, `${method}-whole`);
    await finetune({ ...options, folder: whole });
    const stopped = join(folder, `${method}-stopped`);
    const until = (folderOptions: Partial<FinetuneOptions>, last: number) => {
      const stop = new AbortController();
      return finetune({
        ...options,
        ...folderOptions,
        folder: stopped,
        signal: stop.signal,
        onEvent: (event) => {
          if (event.type === 'step' && event.stage === 'all' && event.step === last) stop.abort();
        },
      });
    };
    await expect(until({}, 2)).rejects.toThrow('interrupted');
    for (const last of [3, 9, 11]) await expect(until({ resume: true }, last)).rejects.toThrow('interrupted');
    await until({ resume: true }, Number.NaN);
    expect(left(stopped)).toEqual(left(whole));
  });
});

it('a budget of seconds is planned by the time that gradients take', async () => {
  const run = join(folder, 'budget');
  const { results } = await finetune({
    model,
    data,
    method: 'adamw',
    stages: ['all'],
    seconds: 0.3,
    threads: 1,
    folder: run,
  });
  const { steps } = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'));
  expect(steps.all).toBeGreaterThan(1);
  expect(results.stages[0]?.steps).toBe(steps.all);
});
