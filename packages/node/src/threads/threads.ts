import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ZerothError } from 'zeroth';
import { createTeam, type TeamSeat } from 'zeroth/kernels';
import type { Closable } from '../elsewhere.js';

/** Options of {@link threads}. */
export interface ThreadsOptions {
  /** How many threads compute, this one among them; an integer from 1. Default what the machine has. */
  readonly count?: number;
}

/**
 * Lets several threads compute the products of large matrices that this thread asks for, and through them LU, Cholesky,
 * QR and what stands on these, until it is closed. Results have the same bits as those of one thread. Calls stay
 * synchronous: this thread takes its part and waits for the others. They do not keep the process from its end. Where one of
 * them fails, the product and those shared after it throw `thread-lost` until the threads are closed.
 *
 * @returns once all threads are there
 * @throws ZerothError `threads-range`; `out-of-memory` where the system gives no shared memory
 */
export async function threads({ count = availableParallelism() }: ThreadsOptions = {}): Promise<Closable> {
  if (!(Number.isInteger(count) && count > 0))
    throw new ZerothError('threads-range', 'count must be an integer from 1', count);
  if (count === 1) return { close: async () => {} };
  const team = createTeam(count - 1);
  const workers = team.seats.map(startHelper);
  const ends = workers.map((worker) => new Promise<void>((resolve) => worker.once('exit', () => resolve())));
  const close = async () => {
    // Whoever waits for their end must not be left without anything to wait for.
    for (const worker of workers) worker.ref();
    team.close();
    await Promise.all(ends);
  };
  try {
    await Promise.all(workers.map(untilHere));
  } catch (error) {
    await close();
    throw error;
  }
  for (const worker of workers) worker.unref();
  team.begin();
  return { close };
}

function startHelper(seat: TeamSeat): Worker {
  // How this program was given (`--input-type` for standard input) does not hold for the worker's.
  const execArgv = process.execArgv.filter((option) => !option.startsWith('--input-type'));
  return new Worker(new URL('./helper.js', import.meta.url), { workerData: seat, execArgv });
}

function untilHere(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
}
