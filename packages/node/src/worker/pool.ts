import { Worker } from 'node:worker_threads';
import { ZerothError } from 'zeroth';
import { type Begin, type FromWorker, fromFailure, type Part, type ToWorker } from './messages.js';

interface Task {
  readonly part: Part;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread {
  readonly worker: Worker;
  task: (Task & { readonly id: number }) | undefined;
  error: unknown;
}

/** Worker threads that share a queue. A thread works on one at a time. */
export interface WorkerPool {
  ask(part: Part, signal: AbortSignal): Promise<unknown>;
  close(): Promise<void>;
}

/** A pool that starts its threads when they are needed. */
export function workerPool(program: URL, begin: Begin, threads: number): WorkerPool {
  const pool = new Set<Thread>();
  const queue: Task[] = [];
  let ids = 0;
  let closed = false;

  const dispatch = () => {
    while (queue.length > 0) {
      const thread = idle() ?? (pool.size < threads ? start() : undefined);
      if (thread === undefined) return;
      const task = { ...queue.shift()!, id: ids++ };
      thread.task = task;
      thread.worker.ref();
      try {
        post(thread, { id: task.id, part: task.part });
      } catch (error) {
        // A question that structured clone refuses.
        release(thread);
        task.reject(error);
      }
    }
  };
  const idle = () => {
    for (const thread of pool) if (thread.task === undefined) return thread;
    return undefined;
  };
  const release = (thread: Thread) => {
    thread.task = undefined;
    // A pool that has nothing to do does not keep the process from its end.
    thread.worker.unref();
  };
  const start = (): Thread => {
    // How this program was given (`--input-type` for standard input) does not hold for the worker's.
    const execArgv = process.execArgv.filter((option) => !option.startsWith('--input-type'));
    const worker = new Worker(program, { workerData: begin, execArgv });
    const thread: Thread = { worker, task: undefined, error: undefined };
    pool.add(thread);
    thread.worker.on('message', (message: FromWorker) => {
      const { task } = thread;
      if (task === undefined || task.id !== message.id) return;
      release(thread);
      if ('error' in message) task.reject(fromFailure(message.error));
      else task.resolve(message.answer);
      dispatch();
    });
    thread.worker.on('messageerror', (error) => {
      thread.task?.reject(error);
      release(thread);
      dispatch();
    });
    thread.worker.on('error', (error) => {
      thread.error = error;
    });
    thread.worker.on('exit', (code) => {
      pool.delete(thread);
      thread.task?.reject(crashed(begin.module, code, thread));
      dispatch();
    });
    return thread;
  };

  return {
    ask(part, signal) {
      return new Promise((resolve, reject) => {
        if (closed) throw new ZerothError('oracle-closed', 'the worker oracle is closed: make another one');
        signal.throwIfAborted();
        const abort = () => {
          const waiting = queue.indexOf(task);
          if (waiting >= 0) queue.splice(waiting, 1);
          for (const thread of pool) if (thread.task?.resolve === task.resolve) abandon(thread);
          reject(signal.reason);
        };
        const settle =
          <T>(deliver: (value: T) => void) =>
          (value: T) => {
            signal.removeEventListener('abort', abort);
            deliver(value);
          };
        const task: Task = { part, resolve: settle(resolve), reject: settle(reject) };
        signal.addEventListener('abort', abort, { once: true });
        queue.push(task);
        dispatch();
      });
    },
    async close() {
      closed = true;
      const error = new ZerothError('oracle-closed', 'the worker oracle was closed before it answered');
      for (const task of queue.splice(0)) task.reject(error);
      const ended = [...pool].map((thread) => {
        thread.task?.reject(error);
        return thread.worker.terminate();
      });
      await Promise.all(ended);
    },
  };
}

/* The thread stays busy until its handler ends; an asynchronous one hears the signal. */
function abandon(thread: Thread): void {
  if (thread.task !== undefined) post(thread, { abort: thread.task.id });
  thread.worker.unref();
}

function post(thread: Thread, message: ToWorker): void {
  thread.worker.postMessage(message);
}

function crashed(module: string, code: number, { task, error }: Thread): ZerothError {
  const why =
    error === undefined ? ` with exit code ${code}` : `: ${error instanceof Error ? error.message : String(error)}`;
  const message = `a worker of ${module} ended while it answered ${task?.part.query.kind}${why}`;
  return new ZerothError('worker-crashed', message, code, error === undefined ? undefined : { cause: error });
}
