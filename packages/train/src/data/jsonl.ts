import { ZerothError } from 'zeroth';
import { columnIndex } from './csv.js';
import { fileText } from './file-text.js';
import type { Columns, TextRecord } from './records.js';

/**
 * Reads a file of one JSON object a line; blank lines are skipped. Labels may be strings, numbers or booleans.
 *
 * @throws ZerothError `jsonl-invalid`, `column-missing`, `value-invalid`, all with the line, and those of reading text
 */
export async function readJsonLines(path: string, columns: Columns): Promise<TextRecord[]> {
  const records: TextRecord[] = [];
  const lines = (await fileText(path)).split('\n');
  lines.forEach((source, index) => {
    if (source.trim() === '') return;
    const place = `${path}:${index + 1}`;
    const value = parseObject(place, source);
    records.push({
      place,
      text: textValue(place, columns.text, field(place, value, columns.text)),
      label: labelValue(place, columns.label, field(place, value, columns.label)),
    });
  });
  return records;
}

function parseObject(place: string, source: string): Map<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ZerothError(
      'jsonl-invalid',
      `${place}: not valid JSON (${reason}): put one object on each line.`,
      place,
      {
        cause: error,
      },
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return new Map(Object.entries(value));
  throw new ZerothError('jsonl-invalid', `${place}: not a JSON object: put one object on each line.`, value);
}

function field(place: string, value: ReadonlyMap<string, unknown>, column: string): unknown {
  columnIndex(place, [...value.keys()], column);
  return value.get(column);
}

/** @throws ZerothError `value-invalid` unless the value is a string */
export function textValue(place: string, column: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new ZerothError('value-invalid', `${place}: "${column}" must be a string.`, value);
}

/** The written form of a label. @throws ZerothError `value-invalid` unless it is a string, number or boolean */
export function labelValue(place: string, column: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  throw new ZerothError('value-invalid', `${place}: "${column}" must be a string, a number or true or false.`, value);
}
