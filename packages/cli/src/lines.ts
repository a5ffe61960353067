import { ZerothError } from 'zeroth';

/**
 * The lines of a UTF-8 stream without their ends (LF or CRLF), the last one too where no line end follows it. A mark of
 * the byte order at the start is left out.
 *
 * @param name the stream in error messages
 * @throws ZerothError `invalid-utf8` with the number of the line
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let number = 0;
  let rest = '';
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch (error) {
      // The decoder does not say where in the chunk it stopped.
      throw new ZerothError(
        'invalid-utf8',
        `${name} is not UTF-8 from about line ${number + 1} on: convert it first.`,
        name,
        {
          cause: error,
        },
      );
    }
  };
  for await (const chunk of chunks) {
    const lines = (rest + decode(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      number++;
      yield withoutReturn(line);
    }
  }
  rest += decode();
  if (rest !== '') yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
