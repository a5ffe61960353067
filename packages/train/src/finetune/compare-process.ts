import { fork } from 'node:child_process';
import { ZerothError } from 'zeroth';
import type { FinetuneEvent, FinetuneOptions } from '../report/index.js';

/** What the process of a run is told. */
export type RunMessage =
  | { readonly kind: 'run'; readonly options: Omit<FinetuneOptions, 'signal' | 'onEvent'> }
  | { readonly kind: 'stop' };

/** What it tells. */
type RunReply =
  | { readonly kind: 'event'; readonly event: FinetuneEvent }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: string | undefined; readonly message: string };

/** Fine-tunes in a process of its own. @throws what `finetune` throws */
export function finetuneElsewhere({ signal, onEvent, ...options }: FinetuneOptions): Promise<void> {
  return new Promise((done, failed) => {
    const child = fork(new URL('./compare-run.js', import.meta.url), {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const tell = (message: RunMessage) => {
      if (child.connected) child.send(message);
    };
    const stop = () => tell({ kind: 'stop' });
    let end: Exclude<RunReply, { kind: 'event' }> | undefined;
    child.on('message', (reply: RunReply) => {
      if (reply.kind === 'event') onEvent?.(reply.event);
      else end = reply;
    });
    child.on('error', failed);
    child.on('close', (code, killed) => {
      signal?.removeEventListener('abort', stop);
      if (end?.kind === 'done') done();
      else if (end !== undefined)
        failed(end.code === undefined ? new Error(end.message) : new ZerothError(end.code, end.message));
      else
        failed(
          new ZerothError(
            'run-ended',
            `the process of the run ended by itself (${killed ?? code}): resume the comparison`,
          ),
        );
    });
    tell({ kind: 'run', options });
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
  });
}
