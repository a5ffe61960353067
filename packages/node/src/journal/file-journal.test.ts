import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ZerothError } from 'zeroth';
import { gradientOracle } from 'zeroth/oracles';
import { evaluations, type Journal, JournalError, memoryJournal, run } from 'zeroth/run';
import { fixture, linesOf, scratchFolder, startChild, startNode } from '../fixtures/children.js';
import { descend, quadratic, start } from '../fixtures/method.js';
import { fileJournal } from './file-journal.js';

const oracle = gradientOracle(quadratic);
const recordRun = (journal: Journal, answers: number, n = 3) =>
  run(descend(start(n)), oracle, { journal, stop: evaluations(answers) });
const textOf = (answers: number, n = 3) => {
  const journal = memoryJournal();
  recordRun(journal, answers, n);
  return journal.text();
};
const journalPath = () => join(scratchFolder(), 'journal.jsonl');
/* Where a process may have file systems of its own: on Linux, as a rule. */
const canMount =
  spawnSync('unshare', ['--map-root-user', '--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
const thrownBy = (f: () => unknown): unknown => {
  try {
    f();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('a journal in a file', () => {
  it('holds the text of the journal in memory, and replays without asking', () => {
    const path = journalPath();
    const journal = fileJournal(path);
    const outcome = recordRun(journal, 20);
    journal.close();
    expect(readFileSync(path, 'utf8')).toBe(textOf(20));
    const again = fileJournal(path);
    const deaf = gradientOracle(() => {
      throw new Error('asked');
    });
    expect(run(descend(start(3)), deaf, { journal: again, stop: evaluations(20) })).toEqual(outcome);
    expect(readFileSync(path, 'utf8')).toBe(textOf(20));
    again.close();
  });

  it('goes on from every prefix to the same bytes, wherever it was torn', () => {
    const path = journalPath();
    const whole = textOf(2, 1);
    for (let cut = 0; cut <= whole.length; cut++) {
      writeFileSync(path, whole.slice(0, cut));
      const journal = fileJournal(path);
      // The torn part is cut off before anything is appended.
      expect(readFileSync(path, 'utf8')).toBe(whole.slice(0, whole.lastIndexOf('\n', cut - 1) + 1).slice(0, cut));
      recordRun(journal, 2, 1);
      journal.close();
      expect(readFileSync(path, 'utf8')).toBe(whole);
    }
  });

  it('drops a last record that never reached the disk whole: zeros, or other bytes, with or without a newline', () => {
    const path = journalPath();
    for (const tail of ['\0'.repeat(300), '\0\0\n', 'garbage\n', '\u00ff']) {
      writeFileSync(path, textOf(3) + tail, 'latin1');
      const journal = fileJournal(path);
      expect(journal.entries).toHaveLength(3);
      journal.close();
      expect(readFileSync(path, 'utf8')).toBe(textOf(3));
    }
  });

  it('says which record was changed, names the file, leaves it alone and gives the lock back', () => {
    const path = journalPath();
    const lines = textOf(6).split('\n');
    for (const record of [1, 3, 5]) {
      const line = lines[record - 1]!;
      const changed = lines
        .with(
          record - 1,
          line.replace(/\d/, (digit) => String(9 - Number(digit))),
        )
        .join('\n');
      writeFileSync(path, changed);
      const error = thrownBy(() => fileJournal(path));
      expect(error).toBeInstanceOf(JournalError);
      expect(error).toMatchObject({ code: 'damaged', record, message: expect.stringContaining(path) });
      expect(readFileSync(path, 'utf8')).toBe(changed);
      expect(existsSync(`${path}.lock`)).toBe(false);
    }
  });

  it('reads files of many chunks, with records longer than a chunk and characters across their borders', () => {
    const path = journalPath();
    // Up to 3.6 MB a record, in chunks of 1 MiB; 数 has three bytes, so that some chunk ends within one.
    const text = (i: number) => '数'.repeat(400_000 * i + i);
    const journal = fileJournal(path);
    for (let i = 0; i < 4; i++) journal.append({ id: i, hash: 'x', reply: { answer: text(i) } });
    journal.close();
    const again = fileJournal(path);
    expect(again.entries.map((entry) => 'reply' in entry && entry.reply)).toEqual(
      [0, 1, 2, 3].map((i) => ({ answer: text(i) })),
    );
    again.close();
  });

  it('tells at any time what the file holds, so that a run with a larger budget can go on with it', () => {
    const journal = fileJournal(journalPath());
    recordRun(journal, 2);
    expect(journal.entries).toHaveLength(2);
    recordRun(journal, 5);
    expect(journal.entries).toHaveLength(5);
    journal.close();
    expect(() => journal.entries).toThrow(expect.objectContaining({ code: 'journal-closed' }));
    expect(thrownBy(() => recordRun(journal, 6))).toMatchObject({ code: 'journal-closed' });
  });

  it('keeps fingerprints of large answers, and numbers in UTF-8 text', () => {
    const path = journalPath();
    const journal = fileJournal(path, { keepBytes: 8, sync: true });
    recordRun(journal, 2);
    expect(journal.entries).toMatchObject([{ reply: { answerHash: expect.any(String) } }, {}]);
    journal.append({ id: 2, hash: 'x', reply: { error: 'Überlauf — 数', notFinite: false } });
    journal.close();
    const again = fileJournal(path);
    expect(again.entries[2]).toEqual({ id: 2, hash: 'x', reply: { error: 'Überlauf — 数', notFinite: false } });
    again.close();
  });

  it('is opened once at a time', () => {
    const path = journalPath();
    const journal = fileJournal(path);
    expect(thrownBy(() => fileJournal(path))).toMatchObject({
      code: 'locked',
      message: expect.stringContaining(`journal ${path} is used by process ${process.pid} (started 2`),
    });
    journal.close();
    journal.close();
    fileJournal(path).close();
  });

  it('says what is wrong with a path', () => {
    const folder = scratchFolder();
    expect(thrownBy(() => fileJournal(join(folder, 'none.jsonl'), { create: false }))).toMatchObject({
      code: 'journal-missing',
    });
    expect(existsSync(join(folder, 'none.jsonl.lock'))).toBe(false);
    expect(thrownBy(() => fileJournal(folder))).toMatchObject({ code: 'journal-open' });
    expect(thrownBy(() => fileJournal(join(folder, 'no', 'journal.jsonl')))).toMatchObject({ code: 'lock-write' });
  });
});

describe('a process that is killed while it records', () => {
  it('loses at most the record being written: after ten kills the journal is that of one run, twice', async () => {
    await Promise.all([killedTenTimes(0), killedTenTimes(1)]); // on two cores at once
  });

  async function killedTenTimes(offset: number): Promise<void> {
    const path = journalPath();
    let before = 0;
    for (let kill = 0; kill < 10; kill++) {
      const child = startNode('writer', path);
      expect(await child.line()).toBe('recording');
      await new Promise((resolve) => setTimeout(resolve, ((2 * kill + offset) * 7) % 13));
      child.process.kill('SIGKILL');
      expect(await child.end).toBe('SIGKILL');
      const bytes = statSync(path).size;
      const journal = fileJournal(path); // takes the dead process's lock over
      const { length } = journal.entries;
      journal.close();
      expect(length).toBeGreaterThanOrEqual(before + 2);
      // All but a part of one record is there: records have one length.
      expect(bytes - statSync(path).size).toBeLessThan(statSync(path).size / length + 100);
      before = length;
    }
    const child = startNode('writer', path, String(before + 3));
    const lines = await linesOf(child);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ status: 'stopped', answers: before + 3 });
    const uninterrupted = memoryJournal();
    run(descend(start()), oracle, { journal: uninterrupted, stop: evaluations(before + 3) });
    expect(readFileSync(path, 'utf8') === uninterrupted.text()).toBe(true);
  }
});

describe('a disk that is full', () => {
  const sentence = /^the journal \S+ cannot be written, the disk is full: make room and /;

  it.runIf(existsSync('/dev/full'))('ends the run with one sentence that names the file', () => {
    const path = journalPath();
    symlinkSync('/dev/full', path); // every write to it fails with ENOSPC
    const journal = fileJournal(path);
    const error = thrownBy(() => recordRun(journal, 2));
    expect(error).toBeInstanceOf(ZerothError);
    expect(error).toMatchObject({ code: 'journal-write', value: path, message: expect.stringMatching(sentence) });
    // The device cannot be cut, so that nothing more may be written to it.
    expect(thrownBy(() => recordRun(journal, 2))).toMatchObject({ code: 'journal-closed' });
  });

  it.runIf(canMount)('leaves whole records, and the run goes on from them once there is room', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'journal.jsonl');
    // A file system of 256 kB in a namespace of its own; then the file is copied to where there is room.
    const script = `mkdir ${folder}/disk && mount -t tmpfs -o size=256k tmpfs ${folder}/disk &&
      ${process.execPath} ${fixture('writer')} ${folder}/disk/journal.jsonl 1000 &&
      cp ${folder}/disk/journal.jsonl ${path}`;
    const lines = await linesOf(startChild('unshare', '--map-root-user', '--mount', 'sh', '-c', script));
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      name: 'ZerothError',
      code: 'journal-write',
      message: expect.stringMatching(sentence),
    });
    await goesOn(path);
  });

  it('or a file that may not grow, with a record that was written in part', async () => {
    const path = journalPath();
    // 100 blocks of 1024 bytes: the limit is within a record, of which a part is written.
    const script = `ulimit -f 100; exec ${process.execPath} ${fixture('writer')} ${path} 1000`;
    const lines = await linesOf(startChild('bash', '-c', script));
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      code: 'journal-write',
      message: expect.stringContaining('the file has reached the largest size allowed'),
    });
    await goesOn(path);
  });

  async function goesOn(path: string): Promise<void> {
    const left = readFileSync(path, 'utf8');
    const records = left.split('\n').length - 1;
    expect(records).toBeGreaterThan(2);
    expect(left === textOf(records, start().length)).toBe(true);
    const journal = fileJournal(path);
    recordRun(journal, records + 2, start().length);
    journal.close();
    expect(readFileSync(path, 'utf8') === textOf(records + 2, start().length)).toBe(true);
  }
});

describe('a journal that somebody else changes', () => {
  it('is read as it is', () => {
    const path = journalPath();
    writeFileSync(path, textOf(4));
    truncateSync(path, textOf(2).length);
    appendFileSync(path, 'x');
    const journal = fileJournal(path);
    expect(journal.entries).toHaveLength(2);
    journal.close();
  });
});
