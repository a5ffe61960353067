import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { program, type Ran } from './command-line.js';

/** A run that goes on in a process of its own. */
export interface StartedRun {
  readonly pid: number | undefined;
  readonly ended: Promise<Ran>;
  kill(signal: NodeJS.Signals): void;
}

/** What is run. */
export interface StartOptions {
  readonly cwd: string;
  readonly model: string;
  readonly data: string;
  readonly folder: string;
  readonly steps: number;
}

/** Milliseconds between two looks at a journal. */
const interval = 5;

/** Starts a run that tunes all parameters, and waits until its journal holds some of its steps. */
export async function startRun({ cwd, model, data, folder, steps }: StartOptions): Promise<StartedRun> {
  const words = ['finetune', model, data, '--folder', folder, '--stages', 'all', '--steps', String(steps)];
  const child = spawn(process.execPath, [program, ...words], { cwd });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  let isOver = false;
  const ended = new Promise<Ran>((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => {
      isOver = true;
      done({ code, out, err });
    });
  });
  const journal = join(cwd, folder, 'journal.jsonl');
  while (!(existsSync(journal) && statSync(journal).size > 0)) {
    if (isOver) throw new Error(`the run ended before its first step: ${err}`);
    await setTimeout(interval);
  }
  return { pid: child.pid, ended, kill: (signal) => void child.kill(signal) };
}
