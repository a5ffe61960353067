import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';

/** The workspace. */
export const root = resolve(import.meta.dirname, '..', '..');
/** The program as users start it. */
export const program = join(root, 'packages', 'cli', 'bin', 'zeroth.js');

/** What a command line did. */
export interface Ran {
  /** The exit code; null where a signal ended the process. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Where and how a command line runs. */
export interface RunOptions {
  /** The working directory. */
  readonly cwd: string;
  /** Standard input. Default: empty. */
  readonly input?: string;
  /** Environment variables besides the usual ones. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The program. Default: this workspace's. */
  readonly program?: string;
  /** A command that runs the program with Node, such as `prlimit`. Default: none. */
  readonly through?: readonly string[];
}

/** Runs `zeroth` with these words in a process of its own. */
export function zeroth(words: readonly string[], options: RunOptions): Promise<Ran> {
  const { cwd, input = '', environment = {}, through = [] } = options;
  const [command = '', ...rest] = [...through, process.execPath, options.program ?? program, ...words];
  return new Promise((done, failed) => {
    // What the test runner sets for itself, such as colours and options of Node, is none of the user's.
    const { PATH = '', HOME = '', XDG_CACHE_HOME } = process.env;
    const env = { PATH, HOME, ...(XDG_CACHE_HOME === undefined ? undefined : { XDG_CACHE_HOME }), ...environment };
    const child = spawn(command, rest, { cwd, env });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', failed);
    child.on('close', (code) => done({ code, out, err }));
    child.stdin.on('error', () => {}); // The program may end before it has read.
    child.stdin.end(input);
  });
}

/**
 * Checks what a user meets when something is wrong: the exit code, and one line on the error output, the last but for
 * a pointer to the help, that matches; no stack, nothing unexpected, nothing on standard output.
 */
export function expectRefusal({ code, out, err }: Ran, exitCode: number, message: RegExp): void {
  const lines = err.trimEnd().split('\n');
  const said = lines.filter((line) => line.startsWith('zeroth: '));
  const odd = lines.filter((line) => /^\s+at |unexpected error|\[object |undefined|node:internal|Error:/.test(line));
  const last = lines.filter((line) => !/^\(see: .* --help\)$/.test(line)).at(-1);
  // One comparison, so that a failure shows all of it.
  expect({ code, out, said, odd, last }, err).toEqual({
    code: exitCode,
    out: '',
    said: [expect.stringMatching(message)],
    odd: [],
    last: said[0],
  });
}
