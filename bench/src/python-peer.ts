import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { environment } from './environment.js';

/** A Python script that runs beside this program and is talked to by lines. */
export interface PythonPeer {
  send(line: string): void;
  /** The next line that it prints. */
  next(): Promise<string>;
}

/**
 * Runs a script of this folder in the environment of measurements for as long as a talk with it takes.
 *
 * @param python an interpreter that has what the script imports
 * @throws Error where there is no such interpreter, or the script ends before its answers
 */
export async function withPython<Result>(
  script: string,
  talk: (peer: PythonPeer) => Promise<Result>,
  python = '/usr/bin/python3',
): Promise<Result> {
  const child = spawn(python, [fileURLToPath(new URL(`../src/${script}`, import.meta.url))], {
    env: environment,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  try {
    await once(child, 'spawn');
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    return await talk({
      send: (line) => {
        child.stdin.write(`${line}\n`);
      },
      next: async () => {
        const line = (await lines.next()).value;
        if (line === undefined) throw new Error('it ended early');
        return line;
      },
    });
  } finally {
    child.stdin.end();
  }
}
