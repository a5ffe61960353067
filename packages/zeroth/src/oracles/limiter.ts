/** Runs tasks, at most `concurrency` at once, in the order of asking. */
export function limiter(concurrency: number): <T>(task: () => T | PromiseLike<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running < concurrency) running++;
    // Whoever ends hands its place on, so that nobody who comes later can slip in.
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
