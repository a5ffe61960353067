/**
 * Does work under a controller that aborts when `signal` does, and can be aborted by itself. The link is cut when the
 * work is done, so that a signal that lives long gathers no listeners.
 */
export async function linked<T>(signal: AbortSignal, work: (controller: AbortController) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await work(controller);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
