import { CsvError, parse } from 'csv-parse/sync';
import { ZerothError } from 'zeroth';
import { fileText } from './file-text.js';
import type { Columns, TextRecord } from './records.js';

/**
 * Reads a CSV file with a header line; fields may be quoted and hold line breaks.
 *
 * @throws ZerothError `csv-ragged`, `csv-invalid` (both with the line), `column-missing`, and those of reading text
 */
export async function readCsv(path: string, columns: Columns): Promise<TextRecord[]> {
  const text = await fileText(path);
  const { rows, lines } = parseRows(path, text);
  const header = rows[0] ?? [];
  const textColumn = columnIndex(path, header, columns.text);
  const labelColumn = columnIndex(path, header, columns.label);
  return rows.slice(1).map((row, index) => ({
    text: row[textColumn]!,
    label: row[labelColumn]!,
    place: `${path}:${lines[index + 1]}`,
  }));
}

/** @throws ZerothError `column-missing`, which lists the columns that there are */
export function columnIndex(path: string, header: readonly string[], column: string): number {
  const index = header.indexOf(column);
  if (index >= 0) return index;
  const there = header.map((name) => `"${name}"`).join(', ') || 'none';
  throw new ZerothError(
    'column-missing',
    `${path} has no column "${column}": name one of its columns: ${there}.`,
    column,
  );
}

/** The rows, header first, and the line that each ends in. */
function parseRows(path: string, text: string): { rows: string[][]; lines: number[] } {
  const lines: number[] = [];
  try {
    const rows = parse(text, {
      skip_empty_lines: true,
      on_record: (row: string[], { lines: line }) => {
        lines.push(line);
        return row;
      },
    });
    return { rows, lines };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error.lines);
    if (error.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH' && Array.isArray(error.record)) {
      const columns = parse(text, { skip_empty_lines: true, to: 1 })[0]?.length;
      throw new ZerothError(
        'csv-ragged',
        `${path}:${line}: the row has ${error.record.length} fields and the header ${columns}: quote fields that hold commas.`,
        { path, line },
        { cause: error },
      );
    }
    throw new ZerothError(
      'csv-invalid',
      `${path}:${line}: not valid CSV (${error.message}): check the quotes there.`,
      { path, line },
      { cause: error },
    );
  }
}
