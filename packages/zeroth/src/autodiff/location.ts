import { ZerothError } from '../errors.js';

const own = new URL('..', import.meta.url).href;

/** The error with the line of the user's code that it came from, once; other errors as they are. */
export function located(error: unknown): unknown {
  if (!(error instanceof ZerothError) || error.message.includes('\n    at ')) return error;
  const line = userLine(error.stack);
  if (line === undefined) return error;
  return new ZerothError(error.code, `${error.message}\n    at ${line}`, error.value, { cause: error });
}

/** What an action gives; its error, where it is the caller's mistake, with the line of the equation that it is about. */
export function locatedAt<R>(origin: Error | undefined, action: () => R): R {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof ZerothError) || origin === undefined || error.message.includes('\n    at ')) throw error;
    const line = userLine(origin.stack);
    if (line === undefined) throw error;
    throw new ZerothError(error.code, `${error.message}\n    at ${line}`, error.value, { cause: error });
  }
}

/** The innermost place in a stack that is not the library's own: "file:line:column". */
export function userLine(stack: string | undefined): string | undefined {
  const frames = (stack ?? '').split('\n').filter((line) => /:\d+:\d+\)?$/.test(line));
  const frame = frames.find((line) => !isOwn(line) && !line.includes('node:'));
  return frame === undefined ? undefined : /(?:file:\/\/)?([^\s()]+:\d+:\d+)\)?$/.exec(frame)?.[1];
}

function isOwn(line: string): boolean {
  const path = own.replace(/^file:\/\//, '');
  return line.includes(path) && !/\.test\.[jt]s/.test(line);
}
