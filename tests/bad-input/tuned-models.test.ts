import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bytesOf } from '../../packages/onnx/src/testing/small-models.js';
import { expectRefusal, zeroth } from './command-line.js';
import { csv, file, modelFolder, rows, smallEncoder, smallRun, workingFolder } from './material.js';
import { startRun } from './started-run.js';

const folder = workingFolder();
const model = modelFolder(join(folder, 'model'));
const data = file(folder, 'data.csv', csv());
const delta = join('run', 'delta.bin');

const cli = (...words: string[]) => zeroth(words, { cwd: folder, input: 'red fish\n' });

/** A model that differs from the base in one bit of one weight. */
function otherModel(name: string): string {
  const other = smallEncoder();
  other.graph!.initializer[0]!.rawData[2]! ^= 1;
  return modelFolder(join(folder, name), { model: bytesOf(other) });
}

beforeAll(async () => {
  expect((await smallRun(folder, model, data, 'run')).code).toBe(0);
}, 60_000);

describe.concurrent('a delta', () => {
  it('for another base is refused, and nothing is written', async () => {
    const ran = await cli('apply', otherModel('other'), delta, '-o', 'tuned');
    expectRefusal(
      ran,
      1,
      /the delta is for another base: it was made from .*model with the hash \w+, this model has \w+/,
    );
    expect(existsSync(join(folder, 'tuned'))).toBe(false);
  });

  it('whose base has changed since is refused', async () => {
    await smallRun(folder, modelFolder(join(folder, 'own')), data, 'own-run', '--stages', 'head');
    otherModel('own');
    for (const words of [
      ['predict', 'own-run'],
      ['evaluate', 'own-run', data],
    ])
      expectRefusal(await cli(...words), 1, /the delta is for another base/);
  });

  it('that is damaged, cut or no delta is refused', async () => {
    const whole = readFileSync(join(folder, delta));
    const changed = Uint8Array.from(whole);
    changed[changed.length - 40]! ^= 1;
    for (const [name, contents, reason] of [
      ['changed.bin', changed, /changed\.bin is damaged: its checksum does not fit/],
      ['cut.bin', whole.subarray(0, whole.length / 2), /cut\.bin is damaged: /],
      ['other.bin', readFileSync(data), /other\.bin is damaged: it is not a zeroth delta/],
      ['empty.bin', '', /empty\.bin is damaged: it is not a zeroth delta/],
    ] as const) {
      expectRefusal(await cli('apply', model, file(folder, name, contents), '-o', 'damaged'), 1, reason);
      expect(existsSync(join(folder, 'damaged'))).toBe(false);
    }
  });
});

describe.concurrent('a run', () => {
  it('that has not ended cannot be used yet, and says how to end it', async () => {
    const run = await startRun({ cwd: folder, model, data, folder: 'unfinished', steps: 5000 });
    run.kill('SIGKILL');
    await run.ended;
    const message = /the run in unfinished has no delta yet: finish it with zeroth finetune --resume unfinished/;
    for (const words of [
      ['predict', 'unfinished'],
      ['evaluate', 'unfinished', data],
    ])
      expectRefusal(await cli(...words), 1, message);
    expectRefusal(await cli('apply', model, 'unfinished', '-o', 'tuned'), 1, message);
  });

  it('is not scored on data with other classes', async () => {
    const ran = await cli('evaluate', 'run', file(folder, 'birds.csv', csv(rows(['bird', 'tree']))));
    expectRefusal(ran, 1, /the model knows the classes fish, tree, the data have bird, tree/);
  });

  it('whose model is gone says so', async () => {
    const gone = modelFolder(join(folder, 'gone'));
    await smallRun(folder, gone, data, 'gone-run', '--stages', 'head');
    writeFileSync(join(gone, 'model.onnx'), '');
    expectRefusal(await cli('predict', 'gone-run'), 1, /gone\/model\.onnx/);
  });

  it('is exported to no place that cannot be written', async () => {
    mkdirSync(join(folder, 'taken.onnx'));
    expectRefusal(await cli('apply', model, delta, '-o', 'taken.onnx'), 2, /taken\.onnx cannot be written/);
    expectRefusal(await cli('apply', model, delta, '-o', join(data, 'tuned')), 2, /data\.csv\/tuned cannot be written/);
  });
});
