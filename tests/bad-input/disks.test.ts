import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { expectRefusal, type Ran, zeroth } from './command-line.js';
import { csv, file, modelFolder, workingFolder } from './material.js';

const folder = workingFolder();
const model = modelFolder(join(folder, 'model'));
const data = file(folder, 'data.csv', csv());
const kilobyte = 1024;
/** A disk in memory gives out whole pages. */
const pageKilobytes = 4;

/** A disk that has no room for more than some bytes. */
interface Disk {
  readonly name: string;
  readonly reason: string;
  /** Runs a command line whose folder `run` may grow by so much. */
  run(words: readonly string[], kilobytes: number): Promise<Ran>;
  /** The room, in kilobytes, in which files of these bytes fit but for the last. */
  short(files: readonly number[]): number;
  readonly cwd: string;
}

/** Every file is limited, which every system can do. */
function limitedFiles(): Disk {
  const cwd = join(folder, 'limited');
  mkdirSync(cwd);
  return {
    name: 'where files may not grow',
    reason: 'the file has reached the largest size allowed',
    cwd,
    short: (files) => Math.floor(files.at(-1)! / kilobyte) - 1,
    run: (words, kilobytes) =>
      // In units of 512 bytes, as POSIX has it.
      zeroth(words, { cwd, through: ['sh', '-c', `ulimit -f ${2 * kilobytes}; exec "$@"`, 'sh'] }),
  };
}

/** A small disk in memory, filled up but for what is free; undefined where this user may not mount one. */
function smallDisk(): Disk | undefined {
  const cwd = join(folder, 'disk');
  mkdirSync(cwd);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${16 * kilobyte * kilobyte}`, 'tmpfs', cwd], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  afterAll(() => void execFileSync('umount', [cwd]));
  const filler = join(cwd, 'filler');
  return {
    name: 'that is full',
    reason: 'the disk is full',
    cwd,
    // Beside the files there are two locks, and the last file lacks one page.
    short: (files) =>
      pageKilobytes * (files.reduce((sum, bytes) => sum + Math.ceil(bytes / (pageKilobytes * kilobyte)), 2) - 1),
    async run(words, kilobytes) {
      rmSync(filler, { force: true });
      const [, line = ''] = execFileSync('df', ['-k', cwd], { encoding: 'utf8' }).split('\n');
      writeFileSync(filler, Buffer.alloc((Number(line.split(/\s+/)[3]) - kilobytes) * kilobyte));
      return zeroth(words, { cwd }).finally(() => rmSync(filler));
    },
  };
}

const disks = [limitedFiles(), smallDisk()].filter((disk) => disk !== undefined);

describe.each(disks)('a disk $name', ({ reason, run, short, cwd }) => {
  const finetune = (name: string) => ['finetune', model, data, '--folder', name, '--steps', '40'];
  const resume = (name: string) => zeroth(['finetune', '--resume', name], { cwd });
  const bytes = (name: string, each: string) => readFileSync(join(cwd, name, each));

  it('ends a run when its journal does not fit; with more room it goes on to the same weights', async () => {
    expect((await zeroth(finetune('whole'), { cwd })).code).toBe(0);
    expectRefusal(
      await run(finetune('journal'), 16),
      1,
      new RegExp(`journal\\.jsonl cannot be written, ${reason}: make room`),
    );
    expect(bytes('journal', 'journal.jsonl').at(-1)).toBe('\n'.charCodeAt(0));
    expect((await resume('journal')).code).toBe(0);
    for (const each of ['journal.jsonl', 'delta.bin', 'delta-all.bin'])
      expect(bytes('journal', each).equals(bytes('whole', each)), each).toBe(true);
  });

  it('ends a run when its report does not fit; nothing is half written', async () => {
    // So few steps that the report is the longest file.
    const words = (name: string) => ['finetune', model, data, '--folder', name, '--stages', 'all', '--steps', '6'];
    await zeroth(words('complete'), { cwd });
    const others = readdirSync(join(cwd, 'complete')).filter((each) => each !== 'report.html');
    const room = short([...others, 'report.html'].map((each) => bytes('complete', each).length));
    expectRefusal(await run(words('report'), room), 1, /report\/report\.html cannot be written/);
    const files = readdirSync(join(cwd, 'report'));
    expect(files).not.toContain('report.html');
    expect(files.filter((each) => /tmp|new|lock/.test(each))).toEqual([]);
    expect((await resume('report')).code).toBe(0);
    expect(bytes('report', 'report.html').toString()).toContain('</html>');
  });

  it('is told when a model is exported', async () => {
    const apply = ['apply', model, join('whole', 'delta.bin'), '-o', 'tuned.onnx'];
    expectRefusal(await run(apply, 0), 1, /tuned\.onnx cannot be written/);
    expect(readdirSync(cwd).filter((each) => each.startsWith('tuned'))).toEqual([]);
  });

  it('is told when a model is converted', async () => {
    const ran = await run(['finetune', 'use-lite', data, '--folder', 'converted', '--cache', 'cache'], 1000);
    expectRefusal(ran, 1, /The cache folder cache cannot be written \(.*\): give another one/);
    expect(readdirSync(join(cwd, 'cache'))).toEqual([]);
    expect(readdirSync(cwd)).not.toContain('converted');
  });
});
