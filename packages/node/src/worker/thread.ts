/* The program of a worker: loads the oracle, then answers one question at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { ZerothError } from 'zeroth';
import { listed } from 'zeroth/oracles';
import type { Query } from 'zeroth/query';
import { answer } from 'zeroth/run';
import { type Begin, type FromWorker, type Part, type ToWorker, toFailure } from './messages.js';
import { pointsOf, withPoints } from './split.js';

const { module, data } = workerData as Begin; // by the pool, which starts no other program
const oracle = load();
// Who asks hears of it; without this, Node would end the thread first.
oracle.catch(() => undefined);

const asked = new Map<number, AbortController>();

parentPort?.on('message', async (message: ToWorker) => {
  if ('abort' in message) {
    asked.get(message.abort)?.abort();
    return;
  }
  const { id, part } = message;
  const controller = new AbortController();
  asked.set(id, controller);
  try {
    const loaded = await oracle;
    controller.signal.throwIfAborted(); // an abort that came meanwhile would not be heard
    reply({ id, answer: await answer(loaded, asQuestion(part), controller.signal) });
  } catch (error) {
    reply({ id, error: toFailure(error) });
  } finally {
    asked.delete(id);
  }
});

function reply(message: FromWorker): void {
  parentPort?.postMessage(message);
}

async function load(): Promise<object> {
  const { default: exported }: { default?: unknown } = await import(module);
  const made: unknown = typeof exported === 'function' ? await exported(data) : exported;
  if (typeof made === 'object' && made !== null) return made;
  throw new ZerothError(
    'worker-module',
    `the default export of ${module} must be an oracle or a function that makes one`,
  );
}

function asQuestion({ query, range }: Part): Query {
  const points = pointsOf(query);
  return points === undefined || range === undefined
    ? query
    : withPoints(query, listed(points, range.begin, range.end));
}
