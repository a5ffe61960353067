import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type FileJournal, fileJournal, lockFolder } from '@zeroth/node';
import { ZerothError } from 'zeroth';
import { JournalError } from 'zeroth/run';
import type { Settings } from './settings.js';
import { writeWhole } from './write-whole.js';

/** What `run.json` holds: written before the first question, so that a resumed run asks the same ones. */
export interface RunPlan {
  readonly settings: Settings;
  /** hash of the data and its split */
  readonly dataHash: string;
  /** hash of the base model with an empty head */
  readonly baseHash: string;
  /** steps of each stage, measured or given */
  readonly steps: Readonly<Record<string, number>>;
}

/** A folder that holds a run: its plan, its journal, and at the end its reports and deltas. */
export interface RunFolder {
  readonly path: string;
  /** The plan of the run that is resumed. */
  readonly plan: RunPlan | undefined;
  /** Whether there is a plan, so that the run can be resumed. */
  readonly begun: boolean;
  /** Records the plan of a new run. */
  begin(plan: RunPlan): void;
  /** The journal; what it holds is replayed. */
  journal(): FileJournal;
  /** Writes a file whole or not at all. */
  write(name: string, contents: string | Uint8Array): void;
  close(): void;
}

/**
 * Opens a run folder for writing, and locks it.
 *
 * @throws ZerothError `run-exists`, `run-missing`, `run-damaged`, `journal-damaged`, `locked`, `folder-unwritable`
 */
export function openRunFolder(path: string, resume: boolean): RunFolder {
  const planPath = join(path, 'run.json');
  if (resume && !existsSync(planPath))
    throw new ZerothError('run-missing', `${path} holds no run to resume: run.json is not there`, path);
  const made = makeFolder(path);
  const lock = lockFolder(path);
  try {
    if (!resume && existsSync(planPath))
      throw new ZerothError(
        'run-exists',
        `${path} holds a run already: resume it with --resume ${path}, or choose another folder`,
        path,
      );
    const plan = resume ? readPlan(planPath) : undefined;
    removeTorn(path);
    // A damaged one should be known before anything is computed.
    let journal = resume ? openJournal(path) : undefined;
    let begun = resume;
    const write = (name: string, contents: string | Uint8Array) => writeWhole(join(path, name), contents);
    return {
      path,
      plan,
      get begun() {
        return begun;
      },
      begin(fresh) {
        write('run.json', `${JSON.stringify(fresh, null, 2)}\n`);
        begun = true;
      },
      journal() {
        journal ??= openJournal(path);
        return journal;
      },
      write,
      close() {
        journal?.close();
        lock.release();
        if (!begun && made !== undefined) removeEmpty(path, made);
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** @returns the first folder of the path that was not there. @throws ZerothError `folder-unwritable` */
export function makeFolder(path: string): string | undefined {
  try {
    return mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new ZerothError('folder-unwritable', `the run folder ${path} cannot be made: ${messageOf(cause)}`, path, {
      cause,
    });
  }
}

function openJournal(path: string): FileJournal {
  try {
    return fileJournal(join(path, 'journal.jsonl'));
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    throw new ZerothError('journal-damaged', error.message, error.record, { cause: error });
  }
}

/** The plan of a run, for those who only read its folder. @throws ZerothError `run-missing`, `run-damaged` */
export function readRunPlan(path: string): RunPlan {
  const planPath = join(path, 'run.json');
  if (!existsSync(planPath)) throw new ZerothError('run-missing', `${path} holds no run: run.json is not there`, path);
  return readPlan(planPath);
}

function readPlan(path: string): RunPlan {
  let plan: Partial<RunPlan> | undefined;
  try {
    plan = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    plan = undefined;
  }
  if (
    plan?.settings?.version !== 1 ||
    typeof plan.dataHash !== 'string' ||
    typeof plan.baseHash !== 'string' ||
    typeof plan.steps !== 'object'
  )
    throw new ZerothError('run-damaged', `${path} cannot be read: start the run anew in another folder`, path);
  return plan as RunPlan;
}

/** The files of a run under the names that they have until they are whole. */
const torn = /^(?:run\.json|report\.(?:json|html)|delta(?:-.+)?\.bin)\.\d+\.tmp$/;

/** Removes what a process left that was killed while it wrote. */
function removeTorn(path: string): void {
  for (const name of readdirSync(path)) if (torn.test(name)) rmSync(join(path, name), { force: true });
}

/** A run that failed before it began leaves nothing behind: the folders from `path` up to the first that was made. */
function removeEmpty(path: string, made: string): void {
  try {
    for (let folder = resolve(path); ; folder = dirname(folder)) {
      rmdirSync(folder);
      if (folder === resolve(made)) return;
    }
  } catch {
    // It holds something else, which stays.
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
