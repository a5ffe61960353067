import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who holds a lock: enough to tell whether that very process still runs. */
export interface Owner {
  readonly pid: number;
  readonly host: string;
  /** when the process started, for people: ISO 8601 */
  readonly started: string;
  /** The process's start as its system tells it, so that a number given out again is not taken for the owner. */
  readonly mark: string | undefined;
  /** of this lock and no other */
  readonly id: string;
}

/** This process as an owner. */
export function thisProcess(): Owner {
  const started = new Date(Date.now() - 1000 * process.uptime()).toISOString();
  return { pid: process.pid, host: hostname(), started, mark: markOf(process.pid), id: crypto.randomUUID() };
}

/**
 * Whether an owner still runs. A process of another host counts as running, because nobody can see from here; and so
 * does one whose start cannot be read.
 */
export function isRunning(owner: Owner): boolean {
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: there is such a process, of another user.
    if (codeOf(error) === 'ESRCH') return false;
  }
  const mark = markOf(owner.pid);
  return mark !== 'dead' && (mark === undefined || owner.mark === undefined || mark === owner.mark);
}

/** The code of a system error. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** When a process started; `dead` where it has ended and only waits to be buried. */
function markOf(pid: number): string | undefined {
  return process.platform === 'linux' ? markOnLinux(pid) : markByPs(pid);
}

/** Fields of /proc/<pid>/stat (proc(5)) behind the name, which is in brackets and may hold anything. */
const stateField = 0;
const startField = 19;

function markOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[stateField] === 'Z' || fields[stateField] === 'X') return 'dead';
    // Clock ticks count from the start of the system, of which there may have been another one since.
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[startField]}`;
  } catch {
    return undefined;
  }
}

function markByPs(pid: number): string | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    const options = { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } } as const;
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], options).trim() || undefined;
  } catch {
    return undefined;
  }
}
