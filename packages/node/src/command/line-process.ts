import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';

/** How a process is started. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>> | undefined;
  /** characters of the longest line that is read */
  readonly longest: number;
}

/** What a process says. */
export interface Listener {
  line(text: string): void;
  /** The line was longer than allowed; no more comes. */
  overflow(): void;
  /** The process could not be started, or has ended and all that it wrote has been heard. Called once. */
  ended(end: End): void;
}

export type End =
  | { readonly error: Error }
  | { readonly code: number | null; readonly signal: string | null; readonly stderr: string };

/** A process that reads and writes lines. */
export interface LineProcess {
  write(line: string): void;
  /** Whether it keeps this process from its end. */
  hold(held: boolean): void;
  /** Ends its input and waits for its end, which SIGTERM and then SIGKILL bring about after `grace` milliseconds each. */
  close(grace: number): Promise<void>;
  kill(): void;
}

/** How much of what a process wrote to standard error is kept for messages, in characters. */
const stderrKept = 2000;

/** How long the rest of its output is waited for once a process has ended: another one may hold the pipe. */
const outputGrace = 500;

export function lineProcess(how: Command, listener: Listener): LineProcess {
  const child = spawn(how.command, how.args, {
    cwd: how.cwd,
    env: { ...process.env, ...how.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stderr = '';
  let over = false;
  let whenEnded = () => {};
  const ended = new Promise<void>((resolve) => {
    whenEnded = resolve;
  });
  const end = (how: End) => {
    if (over) return;
    over = true;
    listener.ended(how);
    whenEnded();
  };

  child.on('error', (error) => end({ error }));
  child.on('exit', (code, signal) => {
    const finish = () => end({ code, signal, stderr: stderr.trim() });
    const timer = setTimeout(finish, outputGrace);
    child.on('close', () => {
      clearTimeout(timer);
      finish();
    });
  });
  // A process that has ended is told of by `exit`; a broken pipe says nothing more.
  child.stdin.on('error', () => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-stderrKept);
  });
  eachLine(child, how.longest, listener);

  return {
    write: (line) => void child.stdin.write(`${line}\n`),
    hold(held) {
      for (const part of [child, child.stdin, child.stdout, child.stderr])
        if (part === child || part instanceof Socket) held ? part.ref() : part.unref();
    },
    async close(grace) {
      if (over) return;
      child.stdin.end();
      const term = setTimeout(() => child.kill('SIGTERM'), grace);
      const kill = setTimeout(() => child.kill('SIGKILL'), 2 * grace);
      await ended;
      clearTimeout(term);
      clearTimeout(kill);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

function eachLine(child: ChildProcessWithoutNullStreams, longest: number, listener: Listener): void {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  let length = 0;
  let deaf = false;
  child.stdout.on('data', (chunk: Buffer) => {
    if (deaf) return;
    const pieces = decoder.write(chunk).split('\n');
    for (const [i, piece] of pieces.entries()) {
      parts.push(piece);
      length += piece.length;
      if (length > longest) {
        deaf = true;
        listener.overflow();
        return;
      }
      if (i === pieces.length - 1) return;
      const text = parts.join('');
      parts = [];
      length = 0;
      listener.line(text);
    }
  });
}
