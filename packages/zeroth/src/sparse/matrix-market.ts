import { ZerothError } from '../errors.js';
import { checkDimensions } from './checks.js';
import { toCoo } from './convert.js';
import type { CooMatrix, SparseMatrix } from './types.js';

const symmetries = ['general', 'symmetric', 'skew-symmetric'];

/**
 * Reads a Matrix Market file: `coordinate` or `array`; `real`, `integer` or `pattern` (ones); `general`, `symmetric` or
 * `skew-symmetric`, of which the other triangle is filled in. The result takes no more memory than the text, whatever
 * its header says. `toCsr` compresses it, which takes a pointer a row: look at `rows` first in files of strangers.
 *
 * @throws ZerothError `matrix-market` with the line that is wrong; `option-out-of-range` for sizes no matrix has
 * @source Boisvert, Pozo, Remington: The Matrix Market exchange formats (NISTIR 5935, 1996)
 */
export function parseMatrixMarket(text: string): CooMatrix {
  if (typeof text !== 'string')
    throw new ZerothError('matrix-market', 'A Matrix Market file is read as a text: decode its bytes first.', text);
  const lines = linesOf(text);
  const header = lines.next()?.toLowerCase().split(/\s+/) ?? [];
  const [banner, object, layout, field, symmetry] = header;
  if (banner !== '%%matrixmarket' || object !== 'matrix' || field === undefined || symmetry === undefined)
    throw lines.wrong('the first line must be "%%MatrixMarket matrix LAYOUT FIELD SYMMETRY"');
  if (layout !== 'coordinate' && layout !== 'array') throw lines.wrong(`the layout ${layout} is not known`);
  if (!['real', 'double', 'integer', 'pattern'].includes(field) || (field === 'pattern' && layout === 'array'))
    throw lines.wrong(`entries of field ${field} cannot be read in layout ${layout}: use real, integer or pattern`);
  if (!symmetries.includes(symmetry)) throw lines.wrong(`the symmetry ${symmetry} cannot be read`);
  const sizes = numbersOf(lines.nextContent());
  if (sizes.length !== (layout === 'array' ? 2 : 3) || !sizes.every((size) => Number.isInteger(size) && size >= 0))
    throw lines.wrong('the sizes must be whole numbers: rows, columns and, for coordinates, entries');
  const [rows = 0, columns = 0] = sizes;
  checkDimensions(rows, columns);
  if (symmetry !== 'general' && rows !== columns) throw lines.wrong(`a ${symmetry} matrix must be square`);
  const entries = layout === 'array' ? arrayEntries(rows, columns, symmetry) : sizes[2]!;
  // An entry takes a digit and a line break at least, so that nothing is allocated for what cannot be there.
  if (2 * entries > lines.left() + 1) throw lines.wrong(`${entries} entries are promised, but the text is too short`);

  const rowIndices: number[] = [];
  const columnIndices: number[] = [];
  const values: number[] = [];
  const put = (i: number, j: number, value: number): void => {
    rowIndices.push(i);
    columnIndices.push(j);
    values.push(value);
    if (symmetry === 'general' || i === j) return;
    rowIndices.push(j);
    columnIndices.push(i);
    values.push(symmetry === 'symmetric' ? value : -value);
  };
  if (layout === 'array') {
    for (let j = 0; j < columns; j++) {
      const first = symmetry === 'general' ? 0 : symmetry === 'symmetric' ? j : j + 1;
      for (let i = first; i < rows; i++) {
        const [value, more] = numbersOf(lines.nextContent());
        if (value === undefined || Number.isNaN(value) || more !== undefined)
          throw lines.wrong('an entry must be one number');
        if (value !== 0) put(i, j, value);
      }
    }
  } else {
    const width = field === 'pattern' ? 2 : 3;
    for (let k = 0; k < entries; k++) {
      const parts = numbersOf(lines.nextContent());
      const [i = Number.NaN, j = Number.NaN, value = 1] = parts;
      if (parts.length !== width || Number.isNaN(value)) throw lines.wrong(`an entry must be ${width} numbers`);
      if (!(Number.isInteger(i) && Number.isInteger(j) && i >= 1 && i <= rows && j >= 1 && j <= columns))
        throw lines.wrong(`(${i}, ${j}) is not in a matrix of ${rows} rows and ${columns} columns`);
      if (symmetry !== 'general' && i < j) throw lines.wrong(`a ${symmetry} matrix holds its lower triangle only`);
      if (symmetry === 'skew-symmetric' && i === j) throw lines.wrong('a skew-symmetric matrix has no diagonal');
      put(i - 1, j - 1, value);
    }
  }
  if (lines.nextContent() !== '') throw lines.wrong('there are more entries than were promised');
  return {
    format: 'coo',
    rows,
    columns,
    rowIndices: Int32Array.from(rowIndices),
    columnIndices: Int32Array.from(columnIndices),
    values: Float64Array.from(values),
  };
}

/** Writes a matrix as a Matrix Market file of coordinates; values are read back exactly. */
export function formatMatrixMarket(a: SparseMatrix): string {
  const { rows, columns, rowIndices, columnIndices, values } = toCoo(a);
  const lines = ['%%MatrixMarket matrix coordinate real general', `${rows} ${columns} ${values.length}`];
  values.forEach((value, k) => {
    lines.push(`${rowIndices[k]! + 1} ${columnIndices[k]! + 1} ${Object.is(value, -0) ? '-0' : value}`);
  });
  return `${lines.join('\n')}\n`;
}

function arrayEntries(rows: number, columns: number, symmetry: string): number {
  if (symmetry === 'general') return rows * columns;
  return symmetry === 'symmetric' ? (rows * (rows + 1)) / 2 : (rows * (rows - 1)) / 2;
}

function numbersOf(line: string): readonly number[] {
  return line === '' ? [] : line.split(/\s+/).map((word) => (/^[-+.\d]/.test(word) ? Number(word) : Number.NaN));
}

function linesOf(text: string) {
  let at = 0;
  let line = 0;
  const next = (): string | undefined => {
    if (at >= text.length) return undefined;
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    const content = text.slice(at, end).trim();
    at = end + 1;
    line++;
    return content;
  };
  return {
    next,
    /** The next line that is neither empty nor a comment; '' at the end. */
    nextContent(): string {
      for (;;) {
        const content = next();
        if (content === undefined) return '';
        if (content !== '' && !content.startsWith('%')) return content;
      }
    },
    left: () => Math.max(0, text.length - at),
    wrong: (what: string) =>
      new ZerothError('matrix-market', `Line ${line} of the Matrix Market text is wrong: ${what}.`, line),
  };
}
