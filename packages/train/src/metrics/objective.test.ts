import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accuracy, crossEntropy, f1, namedObjective, objective } from './index.js';

const logits = Float32Array.of(2, 1, -1, 0.5, 0, 3);
const labels = Int32Array.of(1, 1, 0);

describe('objective', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zeroth-objective-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('knows the named ones, accuracy and F1 as their negatives', async () => {
    expect((await objective('crossEntropy')).loss(logits, labels, 2)).toBe(crossEntropy(logits, labels, 2));
    expect((await objective('accuracy')).loss(logits, labels, 2)).toBe(-accuracy(logits, labels, 2));
    expect((await objective('f1')).loss(logits, labels, 2)).toBe(-f1(logits, labels, 2));
    expect((await objective('f1')).smooth?.(logits, labels, 2)).toBe(crossEntropy(logits, labels, 2));
    expect(namedObjective('accuracy')?.name).toBe('accuracy');
    expect(namedObjective('other')).toBeUndefined();
  });

  it('reads costs in any order', async () => {
    const { name, loss } = await objective('cost( fn = 1 , fp=10 )');
    expect(name).toBe('cost(fp=10,fn=1)');
    // One false negative (row 0) and one false positive (row 2).
    expect(loss(logits, labels, 2)).toBe(11 / 3);
  });

  it('loads a module by its path', async () => {
    const path = join(folder, 'mine.mjs');
    await writeFile(path, 'export default (logits, labels, classes) => logits[0] + labels.length + classes;');
    const { name, loss } = await objective(path);
    expect(name).toBe(path);
    expect(loss(logits, labels, 2)).toBe(2 + 3 + 2);
  });

  it.each([
    [
      'loss',
      'objective-unknown',
      /give one of crossEntropy, accuracy, f1, cost\(fp=10,fn=1\), path\/to\/module\.js\.$/,
    ],
    ['cost(fp=10)', 'objective-invalid', /must read like cost\(fp=10,fn=1\)\.$/],
    ['cost(fp=-1,fn=1)', 'objective-invalid', /at least 0/],
    ['cost(fp=0,fn=0)', 'objective-invalid', /not both 0/],
    ['cost(fp=1,fp=2)', 'objective-invalid', /must read like cost\(fp=10,fn=1\)\.$/],
    ['no-such-module.js', 'objective-invalid', /^The objective no-such-module\.js cannot be loaded: /],
  ])('rejects %s', async (specification, code, message) => {
    await expect(objective(specification)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('says whose function failed', async () => {
    const path = join(folder, 'failing.mjs');
    await writeFile(path, 'export default (logits) => logits.no.such;');
    const { loss } = await objective(path);
    expect(() => loss(logits, labels, 2)).toThrow(
      `The objective of ${path} failed: Cannot read properties of undefined`,
    );
  });

  it('rejects a module without a function, and one that returns no number', async () => {
    const empty = join(folder, 'empty.mjs');
    await writeFile(empty, 'export const loss = 1;');
    await expect(objective(empty)).rejects.toMatchObject({ code: 'objective-invalid' });
    const silent = join(folder, 'silent.mjs');
    await writeFile(silent, 'export default () => {};');
    const { loss } = await objective(silent);
    expect(() => loss(logits, labels, 2)).toThrow(`The objective of ${silent} must return a number.`);
  });
});
