import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectRefusal, zeroth } from './command-line.js';
import { csv, file, modelFolder, smallRun, workingFolder } from './material.js';
import { startRun } from './started-run.js';

const folder = workingFolder();
const model = modelFolder(join(folder, 'model'));
const data = file(folder, 'data.csv', csv());

const path = (...names: string[]) => join(folder, ...names);
const bytes = (...names: string[]) => readFileSync(path(...names));
const resume = (name: string) => zeroth(['finetune', '--resume', name], { cwd: folder });

/** A copy of the whole run as it was before its results were written. */
function unfinished(name: string): string {
  cpSync(path('whole'), path(name), { recursive: true });
  for (const each of readdirSync(path(name))) if (/^(?:delta|report)/.test(each)) rmSync(path(name, each));
  return path(name, 'journal.jsonl');
}

beforeAll(async () => {
  expect((await smallRun(folder, model, data, 'whole')).code).toBe(0);
}, 60_000);

describe.concurrent('a journal', () => {
  it('with a torn tail is gone on with, to the same weights', async () => {
    for (const torn of [1, 2000]) {
      const journal = unfinished(`torn-${torn}`);
      writeFileSync(journal, readFileSync(journal).subarray(0, -torn));
      const ran = await resume(`torn-${torn}`);
      expect(ran.code, ran.err).toBe(0);
      for (const name of ['journal.jsonl', 'delta.bin', 'delta-head.bin', 'delta-all.bin'])
        expect(bytes(`torn-${torn}`, name).equals(bytes('whole', name)), `${name} after ${torn}`).toBe(true);
    }
  });

  it('with a changed middle is refused with the number of the record, and left as it is', async () => {
    const journal = unfinished('changed');
    const whole = readFileSync(journal);
    const lines = whole.toString().split('\n');
    // A digit of the fifth record becomes another one.
    lines[4] = lines[4]!.replace(/\d/, (digit) => String((Number(digit) + 1) % 10));
    writeFileSync(journal, lines.join('\n'));
    expectRefusal(await resume('changed'), 1, /changed\/journal\.jsonl: record 5 of the journal is damaged/);
    expect(readFileSync(journal, 'utf8')).toBe(lines.join('\n'));
    writeFileSync(journal, whole);
    expect((await resume('changed')).code).toBe(0);
    expect(bytes('changed', 'delta.bin').equals(bytes('whole', 'delta.bin'))).toBe(true);
  });

  it('that lacks a record is refused, and left as it is', async () => {
    const journal = unfinished('gap');
    const lines = readFileSync(journal, 'utf8').split('\n');
    lines.splice(4, 1);
    writeFileSync(journal, lines.join('\n'));
    expectRefusal(await resume('gap'), 1, /the journal in gap cannot be replayed: .*\d/);
    expect(readFileSync(journal, 'utf8')).toBe(lines.join('\n'));
  });

  it('of another run is refused', async () => {
    unfinished('other');
    const plan = readFileSync(path('other', 'run.json'), 'utf8');
    writeFileSync(path('other', 'run.json'), plan.replace('"learningRate": 0.004', '"learningRate": 0.005'));
    expectRefusal(await resume('other'), 1, /the journal in other cannot be replayed: .*\d/);
  });
});

describe('a run folder', () => {
  it('whose plan is damaged is refused', async () => {
    unfinished('plan');
    writeFileSync(path('plan', 'run.json'), '{"settings": {');
    expectRefusal(await resume('plan'), 1, /plan\/run\.json cannot be read: start the run anew in another folder/);
  });

  it('whose data have changed is refused', async () => {
    const own = file(folder, 'own.csv', csv());
    await smallRun(folder, model, own, 'moved', '--stages', 'head');
    file(folder, 'own.csv', csv().replace('fish swim,fish', 'fish fly,fish'));
    expectRefusal(await resume('moved'), 1, /the data is not what the run in moved began with: restore it/);
    rmSync(own);
    expectRefusal(await resume('moved'), 2, /own\.csv/);
  });

  it('that another process uses is refused, and that process is not disturbed', async () => {
    const other = await startRun({ cwd: folder, model, data, folder: 'used', steps: 600 });
    // It holds its lock and does not end before its time.
    other.kill('SIGSTOP');
    const message = new RegExp(`run folder used is used by process ${other.pid} \\(started .*\\): wait for it`);
    expectRefusal(await resume('used'), 1, message);
    expectRefusal(await smallRun(folder, model, data, 'used'), 1, message);
    other.kill('SIGCONT');
    expect((await other.ended).code).toBe(0);
    expect(existsSync(path('used', 'delta.bin'))).toBe(true);
    expect(existsSync(path('used', '.lock'))).toBe(false);
  });

  it('of a process that was killed is free', async () => {
    const killed = await startRun({ cwd: folder, model, data, folder: 'killed', steps: 600 });
    killed.kill('SIGKILL');
    await killed.ended;
    expect(existsSync(path('killed', '.lock'))).toBe(true);
    // As if it had died in the middle of its report.
    file(path('killed'), `report.json.${killed.pid}.tmp`, '{"version": 1, "mod');
    const ran = await resume('killed');
    expect(ran.code, ran.err).toBe(0);
    expect(bytes('killed', 'delta.bin').equals(bytes('used', 'delta.bin'))).toBe(true);
    expect(readdirSync(path('killed')).sort()).toEqual(readdirSync(path('used')).sort());
  });

  it('of an interrupted run says how to go on', async () => {
    const interrupted = await startRun({ cwd: folder, model, data, folder: 'interrupted', steps: 600 });
    interrupted.kill('SIGINT');
    expectRefusal(await interrupted.ended, 130, /go on with: zeroth finetune --resume interrupted/);
    expect((await resume('interrupted')).code).toBe(0);
    expect(bytes('interrupted', 'delta.bin').equals(bytes('used', 'delta.bin'))).toBe(true);
  });
});
