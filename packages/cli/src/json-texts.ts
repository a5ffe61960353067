import { ZerothError } from 'zeroth';

/**
 * The texts of JSON lines: of each object the field `field`, of a string itself. Empty lines are passed over.
 *
 * @param name the stream in error messages
 * @throws ZerothError `jsonl-invalid` with the number of the line
 */
export async function* jsonTexts(
  lines: AsyncIterable<string>,
  name: string,
  field: string,
): AsyncGenerator<string, void> {
  let number = 0;
  for await (const line of lines) {
    number++;
    if (line.trim() !== '') yield textOf(line, `${name}, line ${number}`, field);
  }
}

function textOf(line: string, place: string, field: string): string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new ZerothError(
      'jsonl-invalid',
      `${place}: this is no JSON; each line must be an object with a text.`,
      line,
      { cause: error },
    );
  }
  if (typeof value === 'string') return value;
  const text =
    typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === field)?.[1] : undefined;
  if (typeof text === 'string') return text;
  throw new ZerothError(
    'jsonl-invalid',
    `${place}: there is no text in the field "${field}"; name the field with --text.`,
    line,
  );
}
