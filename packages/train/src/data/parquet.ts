import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { ZerothError } from 'zeroth';
import { columnIndex } from './csv.js';
import { fileBytes } from './file-text.js';
import { labelValue, textValue } from './jsonl.js';
import type { Columns, TextRecord } from './records.js';

/**
 * Reads two columns of a Parquet file (uncompressed or Snappy).
 *
 * @throws ZerothError `parquet-invalid` with the reader's reason, `column-missing`, `value-invalid` with the row,
 *   `file-empty`, `file-unreadable`
 */
export async function readParquet(path: string, columns: Columns): Promise<TextRecord[]> {
  const bytes = await fileBytes(path);
  if (bytes.length === 0) throw new ZerothError('file-empty', `${path} is empty: it must hold examples.`, path);
  // A file read whole may be a slice of a larger buffer: the reader wants offsets from 0.
  const file = new Uint8Array(bytes).buffer;
  const metadata = await readable(path, () => parquetMetadataAsync(file));
  const names = parquetSchema(metadata).children.map((child) => child.element.name);
  columnIndex(path, names, columns.text);
  columnIndex(path, names, columns.label);
  const rows = await readable(path, () =>
    parquetReadObjects({ file, metadata, columns: [columns.text, columns.label] }),
  );
  return rows.map((row, index) => {
    const place = `${path}, row ${index + 1}`;
    return {
      place,
      text: textValue(place, columns.text, row[columns.text]),
      label: labelValue(place, columns.label, row[columns.label]),
    };
  });
}

// A damaged file makes the reader throw errors of many kinds, range errors of a DataView among them.
async function readable<T>(path: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ZerothError(
      'parquet-invalid',
      `${path} cannot be read as Parquet (${reason}): it is damaged or compressed in a way that is not supported.`,
      path,
      { cause: error },
    );
  }
}
