import { exitCodes } from './exit-codes.js';

/** What an interruption tells and does. */
export interface InterruptOptions {
  /** Called at the first interruption, when the signal has been aborted. */
  readonly onFirst: () => void;
  /** Called at the second, before the process ends at once. */
  readonly onSecond: () => void;
}

/**
 * Runs `work` with a signal that the first Ctrl-C (or a request to terminate) aborts. The second ends the process with
 * exit code 130, whatever it is doing.
 */
export async function interruptible<T>(
  { onFirst, onSecond }: InterruptOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) {
      onSecond();
      process.exit(exitCodes.interrupted);
    }
    controller.abort();
    onFirst();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
