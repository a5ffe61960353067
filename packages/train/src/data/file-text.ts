import { readFile } from 'node:fs/promises';
import { ZerothError } from 'zeroth';

/** Reads a whole file. @throws ZerothError `file-unreadable` with the system's reason */
export async function fileBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ZerothError('file-unreadable', `Cannot read ${path} (${reason}): check the path.`, path, {
      cause: error,
    });
  }
}

/**
 * Reads a UTF-8 text file; a byte order mark is dropped.
 *
 * @throws ZerothError `invalid-utf8` with the line of the first bad byte, `file-empty`, `file-unreadable`
 */
export async function fileText(path: string): Promise<string> {
  const bytes = await fileBytes(path);
  const text = decode(bytes);
  if (text === undefined) {
    const line = firstInvalidLine(bytes);
    throw new ZerothError('invalid-utf8', `${path}:${line}: not valid UTF-8: save the file as UTF-8.`, { path, line });
  }
  if (text.trim() === '') throw new ZerothError('file-empty', `${path} is empty: it must hold examples.`, path);
  return text;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

// A line feed is never part of a longer UTF-8 sequence, so lines can be judged one by one.
function firstInvalidLine(bytes: Uint8Array): number {
  for (let start = 0, line = 1; ; line++) {
    const end = bytes.indexOf(10, start);
    if (end < 0 || decode(bytes.subarray(start, end)) === undefined) return line;
    start = end + 1;
  }
}
