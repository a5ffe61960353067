import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectRefusal, zeroth } from './command-line.js';
import { csv, file, modelFolder, smallRun, workingFolder } from './material.js';

const folder = workingFolder();
const model = modelFolder(join(folder, 'model'));
const data = file(folder, 'data.csv', csv());

const report = (run: string) => JSON.parse(readFileSync(join(folder, run, 'report.json'), 'utf8'));

it('a learning rate that makes the loss NaN ends the run with the last good state, and a report', async () => {
  const wild = ['--stages', 'head,all', '--steps', '24', '--learning-rate', '1e30'];
  const ran = await smallRun(folder, model, data, 'wild', ...wild);
  const message =
    /the loss of stage all was not finite at step (\d+): lower the learning rate; the state of step (\d+), the best on validation, is kept in wild/;
  expectRefusal(ran, 1, message);
  const [, diverged, kept] = message.exec(ran.err) ?? [];
  expect(Number(kept)).toBeLessThan(Number(diverged));

  const { results } = report('wild');
  const [head, all] = results.stages;
  expect(all.steps).toBeLessThanOrEqual(Number(diverged));
  for (const { loss } of all.curve) expect(Number.isFinite(loss)).toBe(true);
  for (const scores of [all.before, all.after, all.validation, head.after])
    expect(Object.values(scores).every(Number.isFinite)).toBe(true);
  expect(readFileSync(join(folder, 'wild', 'report.html'), 'utf8')).toContain('</html>');

  // What is kept can be used, and a resumed run ends where this one did.
  const evaluation = await zeroth(['evaluate', join('wild', 'delta-all.bin'), data, '--json'], { cwd: folder });
  expect(evaluation.code, evaluation.err).toBe(0);
  expect(JSON.parse(evaluation.out).scores.accuracy).toBe(all.after.accuracy);
  const delta = readFileSync(join(folder, 'wild', 'delta-all.bin'));
  expectRefusal(await zeroth(['finetune', '--resume', 'wild'], { cwd: folder }), 1, message);
  expect(readFileSync(join(folder, 'wild', 'delta-all.bin')).equals(delta)).toBe(true);
  expect(report('wild').results.stages[1].weightsHash).toBe(all.weightsHash);
});

it('an objective that is not finite where the tuning begins ends the run before it has done anything', async () => {
  const objective = file(folder, 'never.mjs', 'export default () => Number.NaN;\n');
  const ran = await smallRun(folder, model, data, 'never', '--stages', 'all', '--objective', objective);
  expectRefusal(ran, 1, /the objective is not finite where the tuning began: check the data and the objective/);
  expect(existsSync(join(folder, 'never', 'delta.bin'))).toBe(false);
});

it.concurrent.each([
  ['fails', 'export default () => missing;', 1, /The objective of .*\.mjs failed: missing is not defined/],
  ['gives no number', 'export default () => "low";', 2, /The objective of .*\.mjs must return a number/],
  ['gives NaN', 'export default () => Number.NaN;', 1, /the objective is not finite where the tuning began/],
])('an objective that %s is named, in the head stage too', async (what, code, exitCode, message) => {
  const module = file(folder, `${what}.mjs`.replaceAll(' ', '-'), code);
  const own = ['--stages', 'head', '--objective', module];
  expectRefusal(await smallRun(folder, model, data, `run-${what}`, ...own), exitCode, message);
});
