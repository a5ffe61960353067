import { once } from 'node:events';
import type { WriteStream } from 'node:tty';
import { exitCodes } from './exit-codes.js';

/** Where a command writes. */
export interface Output {
  /** Resolves when more can be written, so that a slow reader slows the command instead of filling memory. */
  write(text: string): Promise<void>;
  readonly isTerminal: boolean;
  /** Whether colours and weights may be used. */
  readonly colours: boolean;
  /** Width in characters; 80 where it is unknown. */
  readonly columns: number;
}

/** All that a command knows of the world besides files. */
export interface Io {
  readonly input: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean };
  /** Results, and nothing else. */
  readonly out: Output;
  /** Progress and errors. */
  readonly err: Output;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The world as the process has it. */
export function processIo(): Io {
  return {
    input: process.stdin,
    out: outputOf(process.stdout, (error) => {
      // Whoever reads the results may stop reading (a pager, head); a full disk is another matter.
      if (error.code !== 'EPIPE') process.stderr.write(`zeroth: the results cannot be written: ${error.message}\n`);
      process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.failed);
    }),
    // Progress that nobody can read is no reason to end a run.
    err: outputOf(process.stderr, () => {}),
    environment: process.env,
  };
}

function outputOf(stream: WriteStream, onError: (error: NodeJS.ErrnoException) => void): Output {
  stream.on('error', onError);
  const isTerminal = stream.isTTY === true;
  return {
    async write(text) {
      // An output that has failed drains no more.
      if (!stream.write(text) && stream.writable) await once(stream, 'drain');
    },
    isTerminal,
    // hasColors looks at NO_COLOR and TERM.
    colours: isTerminal && stream.hasColors(),
    get columns() {
      return stream.columns || 80;
    },
  };
}
