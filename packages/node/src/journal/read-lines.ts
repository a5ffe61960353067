import { readSync } from 'node:fs';

/** Bytes read at once. */
const chunkBytes = 1 << 20;
const newline = 10;

/** A line of a file. */
export interface Line {
  /** without its newline; undefined where the line is longer than a string can be */
  readonly text: string | undefined;
  /** the position behind the line, its newline included */
  readonly end: number;
  /** whether a newline ends it; only the last line of a file may lack it */
  readonly whole: boolean;
}

/**
 * The lines of a file, which is never in memory as a whole.
 *
 * @param descriptor an open file
 * @param size how many bytes of it to read
 * @param longest lines of more bytes are passed over, with no text
 */
export function* readLines(descriptor: number, size: number, longest: number): Generator<Line, void, undefined> {
  let parts: Buffer[] = [];
  let length = 0;
  let position = 0;
  const add = (part: Buffer) => {
    length += part.length;
    if (length <= longest) parts.push(part);
    else parts = [];
  };
  const line = (end: number, whole: boolean): Line => {
    const text = length <= longest ? Buffer.concat(parts, length).toString('utf8') : undefined;
    parts = [];
    length = 0;
    return { text, end, whole };
  };
  while (position < size) {
    // A fresh chunk each time, because the parts of a line that goes on are views of it.
    const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, size - position));
    const read = readSync(descriptor, chunk, 0, chunk.length, position);
    if (read === 0) break;
    let begin = 0;
    for (let at = chunk.indexOf(newline); at >= 0 && at < read; at = chunk.indexOf(newline, begin)) {
      add(chunk.subarray(begin, at));
      begin = at + 1;
      yield line(position + begin, true);
    }
    if (begin < read) add(chunk.subarray(begin, read));
    position += read;
  }
  if (length > 0) yield line(position, false);
}
