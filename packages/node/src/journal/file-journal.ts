import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { ZerothError } from 'zeroth';
import { type Journal, type JournalEntry, JournalError, toLine } from 'zeroth/run';
import { lockFile } from '../lock/lock-file.js';
import { codeOf } from '../lock/owner.js';
import { type Records, readRecords } from './read-records.js';

/** Options of {@link fileJournal}. */
export interface FileJournalOptions {
  /** Answers of more bytes are kept as fingerprints, and asked again in a replay. Default Infinity. */
  readonly keepBytes?: number;
  /** How many answers preceded the first record: a journal may begin at a checkpoint. Default 0. */
  readonly start?: number;
  /** Make the file where there is none. Default true. */
  readonly create?: boolean;
  /**
   * Wait for the disk at each record, so that a power failure loses no more than a killed process does: the record
   * being written. Default false.
   */
  readonly sync?: boolean;
}

/** A journal in a file. */
export interface FileJournal extends Journal {
  readonly path: string;
  /** Gives the file and its lock back. */
  close(): void;
}

/**
 * A journal in a file, as JSON lines. What the file holds is replayed first; a torn last record, left by a process
 * that was killed, is cut off. Each record is one write, so that a kill at any instant loses at most the record being
 * written. No other process can open it meanwhile: a file `<path>.lock` sees to that.
 *
 * @param path the file; its folder exists
 * @throws JournalError `damaged` with the number of a record that was changed; ZerothError `locked`; `journal-missing`;
 * `journal-open`. `append` throws `journal-write` where the disk is full, or the file too large, and leaves whole
 * records only
 */
export function fileJournal(path: string, options: FileJournalOptions = {}): FileJournal {
  const { create = true, sync = false, ...rest } = options;
  const lock = lockFile(`${path}.lock`, `journal ${path}`, 'file');
  let descriptor: number | undefined;
  let records: Records | undefined;
  let size: number;
  try {
    descriptor = open(path, create);
    records = read(path, descriptor);
    size = records.bytes;
    if (fstatSync(descriptor).size > size) ftruncateSync(descriptor, size);
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    lock.release();
    throw error;
  }

  const usable = (): number => {
    if (descriptor !== undefined) return descriptor;
    throw new ZerothError('journal-closed', `the journal ${path} is closed: open it again`, path);
  };
  const close = () => {
    if (descriptor === undefined) return;
    closeSync(descriptor);
    descriptor = undefined;
    records = undefined;
    lock.release();
  };
  return {
    ...rest,
    path,
    get entries(): readonly JournalEntry[] {
      // Records are not kept in memory: whoever replays takes them once, at the start of a run.
      records ??= read(path, usable());
      return records.entries;
    },
    append(entry) {
      const to = usable();
      const bytes = Buffer.from(toLine(entry));
      records = undefined;
      try {
        writeAll(to, bytes);
        if (sync) fsyncSync(to);
      } catch (error) {
        const whole = cut(to, size);
        // Behind half a record nothing may be written: it would be a damaged middle.
        if (!whole) close();
        throw unwritten(path, error, whole);
      }
      size += bytes.length;
    },
    close,
  };
}

function open(path: string, create: boolean): number {
  try {
    return openSync(path, constants.O_RDWR | constants.O_APPEND | (create ? constants.O_CREAT : 0), 0o666);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' && !create)
      throw new ZerothError('journal-missing', `there is no journal ${path}: see that the path is right`, path);
    const message = `the journal ${path} cannot be opened (${code ?? String(error)}): see that its folder exists and that it is a file you may write`;
    throw new ZerothError('journal-open', message, path, { cause: error });
  }
}

function read(path: string, descriptor: number): Records {
  try {
    return readRecords(descriptor, fstatSync(descriptor).size);
  } catch (error) {
    if (error instanceof JournalError) throw new JournalError(error.code, error.record, `${path}: ${error.message}`);
    throw error;
  }
}

/* One write, as a rule. A disk that is almost full takes a part; the write of the rest then says why. */
function writeAll(descriptor: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
}

function cut(descriptor: number, size: number): boolean {
  try {
    ftruncateSync(descriptor, size);
    return true;
  } catch {
    return false;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file has reached the largest size allowed',
  EIO: 'the disk failed',
};

function unwritten(path: string, error: unknown, whole: boolean): ZerothError {
  const code = codeOf(error) ?? String(error);
  const reason = reasons[code] ?? code;
  const rest = whole ? 'make room and resume, nothing recorded is lost' : 'make room and open it again';
  return new ZerothError('journal-write', `the journal ${path} cannot be written, ${reason}: ${rest}`, path, {
    cause: error,
  });
}
