/*
 * One run of a comparison in a process of its own, so that what memory it needs is its own. The process that started it
 * sends the options, and later perhaps that it should stop; it is told the events, and how the run ended.
 */
import { ZerothError } from 'zeroth';
import type { RunMessage } from './compare-process.js';
import { finetune } from './finetune.js';

const stop = new AbortController();
// Ctrl-C reaches all processes of a terminal: the one that started this run decides.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => stop.abort());
process.on('disconnect', () => stop.abort());

const send = (message: object) => {
  if (process.connected) process.send?.(message);
};

process.on('message', (message: RunMessage) => {
  if (message.kind === 'stop') return stop.abort();
  finetune({ ...message.options, signal: stop.signal, onEvent: (event) => send({ kind: 'event', event }) })
    .then(
      () => send({ kind: 'done' }),
      (error: unknown) => {
        const code = error instanceof ZerothError ? error.code : undefined;
        send({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) });
      },
    )
    .finally(() => process.disconnect());
});
