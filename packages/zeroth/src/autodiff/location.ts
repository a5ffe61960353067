import { ZerothError } from '../errors.js';

const own = new URL('..', import.meta.url).href;

/** The error with the line of the user's code that it came from, once; other errors as they are. */
export function located(error: unknown): unknown {
  if (!(error instanceof ZerothError) || error.message.includes('\n    at ')) return error;
  const line = userLine(error.stack);
  if (line === undefined) return error;
  return new ZerothError(error.code, `${error.message}\n    at ${line}`, error.value, { cause: error });
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
