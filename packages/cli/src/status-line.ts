import type { Output } from './io.js';

/** Fewest milliseconds between two states on a terminal, where they replace each other. */
const terminalInterval = 100;
/** Fewest milliseconds between two states elsewhere, where each is a line that stays. */
const plainInterval = 5000;

/** Lines of progress: some stay, and one tells the present state. */
export interface StatusLine {
  /** A line that stays. */
  print(line: string): void;
  /** The present state. It is shown now and then; on a terminal in place of the one before. */
  update(state: () => string): void;
  /** The next state is shown at once, whenever the last one was. */
  refresh(): void;
  /** Removes the state from a terminal. */
  end(): void;
}

/**
 * Progress on an output.
 *
 * @param now a clock in milliseconds
 */
export function statusLine(output: Output, now: () => number = () => performance.now()): StatusLine {
  const interval = output.isTerminal ? terminalInterval : plainInterval;
  // Plain lines begin with one interval of silence: what is over by then needs no progress.
  let last = output.isTerminal ? Number.NEGATIVE_INFINITY : now();
  let shown = false;
  const erase = (): string => {
    const text = shown ? '\r\u001b[2K' : '';
    shown = false;
    return text;
  };
  const write = (text: string): void => {
    void output.write(text);
  };
  return {
    print(line) {
      write(`${erase()}${line}\n`);
    },
    update(state) {
      if (now() - last < interval) return;
      last = now();
      if (!output.isTerminal) {
        write(`${state()}\n`);
        return;
      }
      // One column stays free, else some terminals go to the next line.
      const line = Array.from(state())
        .slice(0, output.columns - 1)
        .join('');
      write(`${erase()}${line}`);
      shown = true;
    },
    refresh() {
      if (output.isTerminal) last = Number.NEGATIVE_INFINITY;
    },
    end() {
      const text = erase();
      if (text !== '') write(text);
    },
  };
}
