import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { ZerothError } from 'zeroth';
import { codeOf, isRunning, type Owner, thisProcess } from './owner.js';

/** A lock that this process holds. */
export interface Lock {
  /** the lock file */
  readonly path: string;
  /** Gives the lock back; again, it does nothing. The end of the process does it too, even if it is killed. */
  release(): void;
}

/** How often a lock that cannot be read, because it is just written or removed, is looked at again, and after how long. */
const patience = { tries: 100, milliseconds: 5 };

/**
 * Takes the lock that a file stands for, unless a running process holds it. The lock of a process that has died is
 * taken over, by one of those who want it.
 *
 * @param path the lock file; its folder exists
 * @param what names what is locked in the error, `run folder x`
 * @param sort what to choose another one of, `folder`
 * @throws ZerothError `locked` where another process, or this one, holds it; `lock-write` where it cannot be written
 */
export function lockFile(path: string, what: string, sort: string): Lock {
  const me = thisProcess();
  for (let tries = 0; ; tries++) {
    const holder = take(path, me);
    if (holder === me) break;
    if (holder === 'busy' && tries < patience.tries) sleep(patience.milliseconds);
    else throw locked(path, what, sort, holder);
  }
  return held(path, me);
}

function held(path: string, me: Owner): Lock {
  const release = () => {
    process.off('exit', release);
    allowListeners(-1);
    if (readOwner(path)?.id === me.id) remove(path);
  };
  allowListeners(1);
  process.on('exit', release);
  let open = true;
  return {
    path,
    release() {
      if (open) release();
      open = false;
    },
  };
}

/*
 * The file appears with its content in one step (a link to a file that is complete), so that nobody reads half of it.
 * A dead owner's file is replaced only by who holds the guard, a lock of the same sort that is named after that owner.
 * Ids are never used again; so while somebody holds the guard of id X and the file says X, nobody else changes it.
 */
function take(path: string, me: Owner): Owner | 'busy' {
  if (create(path, me)) return me;
  const owner = readOwner(path);
  if (owner === undefined) return 'busy';
  if (isRunning(owner)) return owner;
  const guard = `${path}.${owner.id}`;
  const heir = take(guard, me);
  if (heir !== me) return heir;
  try {
    if (readOwner(path)?.id !== owner.id) return 'busy';
    replace(path, me);
    return me;
  } finally {
    remove(guard);
  }
}

function replace(path: string, me: Owner): void {
  const complete = writeComplete(path, me);
  try {
    renameSync(complete, path);
  } catch (error) {
    remove(complete);
    throw unwritable(path, error);
  }
}

function create(path: string, me: Owner): boolean {
  const complete = writeComplete(path, me);
  try {
    linkSync(complete, path);
    return true;
  } catch (error) {
    switch (codeOf(error)) {
      case 'EEXIST':
        return false;
      case 'EPERM':
      case 'ENOSYS':
      case 'ENOTSUP':
      case 'EOPNOTSUPP':
        return createWithoutLinks(path, me);
      default:
        throw unwritable(path, error);
    }
  } finally {
    remove(complete);
  }
}

/* For file systems without hard links. Who reads the file before it is complete takes it for busy, and tries again. */
function createWithoutLinks(path: string, me: Owner): boolean {
  try {
    writeFileSync(path, JSON.stringify(me), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw unwritable(path, error);
  }
}

function writeComplete(path: string, me: Owner): string {
  const complete = `${path}.${me.id}.new`;
  try {
    writeFileSync(complete, JSON.stringify(me));
  } catch (error) {
    remove(complete);
    throw unwritable(path, error);
  }
  return complete;
}

function readOwner(path: string): Owner | undefined {
  let owner: unknown;
  try {
    owner = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // gone again, or not complete yet
  }
  return isOwner(owner) ? owner : undefined;
}

function isOwner(value: unknown): value is Owner {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, host, id }: { pid?: unknown; host?: unknown; id?: unknown } = value;
  // The id becomes part of a file's name.
  return typeof pid === 'number' && typeof host === 'string' && typeof id === 'string' && /^[0-9a-f-]+$/.test(id);
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone, or the folder is; a lock that stays behind is taken over.
  }
}

function locked(path: string, what: string, sort: string, holder: Owner | 'busy'): ZerothError {
  if (holder === 'busy') {
    const message = `${what} has a lock that cannot be read: if no process uses it, delete ${path}`;
    return new ZerothError('locked', message, path);
  }
  const { pid, host, started } = holder;
  const elsewhere = host === thisProcess().host ? '' : ` of host ${host}`;
  const hint = elsewhere === '' ? '' : ` (if that process has ended, delete ${path})`;
  return new ZerothError(
    'locked',
    `${what} is used by process ${pid}${elsewhere} (started ${started}): wait for it or choose another ${sort}${hint}`,
    holder,
  );
}

function unwritable(path: string, error: unknown): ZerothError {
  const message = `the lock ${path} cannot be written (${codeOf(error) ?? String(error)}): see that its folder exists and can be written to`;
  return new ZerothError('lock-write', message, path, { cause: error });
}

/* Each lock listens for the end of the process; ten of them are no leak. */
function allowListeners(more: number): void {
  const most = process.getMaxListeners();
  if (most > 0) process.setMaxListeners(most + more);
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
