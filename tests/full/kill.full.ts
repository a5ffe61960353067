import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { random } from 'zeroth/random';
import { program } from '../bad-input/command-line.js';

/*
 * A fine-tuning run that is killed by SIGKILL at random instants, and resumed each time, leaves what a run leaves that
 * nobody disturbed: the same journal, deltas and report, bit for bit, but for times and memory.
 */

const begin = 'finetune use-lite spam-assassin --limit 300 --steps 60 --stages head,all --folder run'.split(' ');
const resume = 'finetune --resume run'.split(' ');
const kills = 20;
/** Milliseconds that a run may take on a busy machine. */
const patience = 300_000;
/** Milliseconds between two looks at a run folder. */
const interval = 2;

const folder = mkdtempSync(join(tmpdir(), 'zeroth-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** When a process is killed: resolves at that instant. `isOver` says that the process has ended by itself. */
type Instant = (run: string, isOver: () => boolean) => Promise<void>;

/** Starts or resumes the run in a folder. @returns whether it ended by itself; otherwise it was killed at the instant */
async function go(cwd: string, instant?: Instant): Promise<boolean> {
  const run = join(cwd, 'run');
  const child = spawn(process.execPath, [program, ...(existsSync(join(run, 'run.json')) ? resume : begin)], { cwd });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  child.stdout.resume();
  let isOver = false;
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) => {
      isOver = true;
      done({ code, signal });
    });
  });
  if (instant !== undefined) {
    await instant(run, () => isOver);
    child.kill('SIGKILL');
  }
  const { code, signal } = await ended;
  if (signal === 'SIGKILL') return false;
  expect(code, err).toBe(0);
  return true;
}

/** So many milliseconds after the process has started. */
const afterStart =
  (milliseconds: number): Instant =>
  async (_, isOver) => {
    for (const end = performance.now() + milliseconds; performance.now() < end && !isOver(); )
      await setTimeout(interval);
  };

const sizeOf = (path: string) => (existsSync(path) ? statSync(path).size : 0);

/** So many milliseconds after the journal has grown: while the run tunes, or measures and writes its results. */
const afterStep =
  (milliseconds: number): Instant =>
  async (run, isOver) => {
    const journal = join(run, 'journal.jsonl');
    for (const before = sizeOf(journal); sizeOf(journal) <= before && !isOver(); ) await setTimeout(interval);
    await afterStart(milliseconds)(run, isOver);
  };

/** As soon as a file is there that was not. */
const atFile =
  (pattern: RegExp): Instant =>
  async (run, isOver) => {
    const found = () => (existsSync(run) ? readdirSync(run).filter((name) => pattern.test(name)).length : 0);
    for (const before = found(); found() <= before && !isOver(); ) await setTimeout(0);
  };

/** What a run leaves, without what differs between two runs that do the same. */
function left(cwd: string) {
  const run = join(cwd, 'run');
  const measured = new Set(['seconds', 'stepMilliseconds', 'peakBytes', 'inferenceBytes']);
  const report: unknown = JSON.parse(readFileSync(join(run, 'report.json'), 'utf8'), (key, value) =>
    measured.has(key) ? undefined : value,
  );
  const names = readdirSync(run).filter((name) => !name.startsWith('.'));
  const whole = names.filter((name) => /\.bin$|^journal\.jsonl$|^run\.json$/.test(name));
  return {
    report,
    names: names.sort(),
    files: Object.fromEntries(whole.map((name) => [name, readFileSync(join(run, name)).toString('base64')])),
    page: readFileSync(join(run, 'report.html'), 'utf8').trimEnd().endsWith('</html>'),
  };
}

describe('a run that is killed and resumed', () => {
  const undisturbed = join(folder, 'undisturbed');
  const duration = { all: 0, tuning: 0 };

  beforeAll(async () => {
    mkdirSync(undisturbed);
    const started = performance.now();
    let begun = 0;
    // Looks on, and kills nothing: it waits until the run is over.
    await go(undisturbed, async (run, isOver) => {
      await afterStep(0)(run, isOver);
      begun = performance.now();
      while (!isOver()) await setTimeout(interval);
    });
    duration.all = performance.now() - started;
    duration.tuning = performance.now() - begun;
    expect(Object.keys(left(undisturbed).files)).toEqual(
      expect.arrayContaining(['delta-all.bin', 'delta-head.bin', 'delta.bin', 'journal.jsonl', 'run.json']),
    );
  }, patience);

  it(`at ${kills} random instants ends like one that nobody disturbed`, async () => {
    const draws = random(20261124);
    const expected = left(undisturbed);
    const whole = Buffer.byteLength(expected.files['journal.jsonl'] ?? '', 'base64');
    let killed = 0;
    let midway = 0;
    for (let attempt = 0; killed < kills; attempt++) {
      // A run that ends before all kills are done is compared, and another one begun.
      const cwd = join(folder, `disturbed-${attempt}`);
      mkdirSync(cwd);
      for (;;) {
        const u = draws.uniform();
        // Every other kill falls into the tuning, which is the smaller part of so small a run.
        const instant = killed % 2 === 0 ? afterStart(u * duration.all) : afterStep(u * duration.tuning);
        if (await go(cwd, killed < kills ? instant : undefined)) break;
        killed++;
        const size = sizeOf(join(cwd, 'run', 'journal.jsonl'));
        if (size > 0 && size < whole) midway++;
      }
      expect(left(cwd)).toEqual(expected);
    }
    expect(midway).toBeGreaterThan(0);
  });

  it('while it writes its plan or its results ends like one that nobody disturbed', async () => {
    const cwd = join(folder, 'writing');
    mkdirSync(cwd);
    const patterns = [/^run\.json/, /^delta-head\.bin/, /^delta\.bin/, /^report\.json/, /^report\.html/];
    for (const pattern of patterns) await go(cwd, atFile(pattern));
    // Some kills came too late, or found the run over: one that goes on to its end is the last word.
    await go(cwd);
    expect(left(cwd)).toEqual(left(undisturbed));
  });
});
