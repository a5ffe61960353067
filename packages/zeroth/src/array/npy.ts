import { ZerothError } from '../errors.js';
import { allocate, type DType } from './dtype.js';
import type { NDArray } from './ndarray.js';
import { checkShape, showShape, sizeOf } from './shape.js';
import { contiguousData, view, wrap } from './storage.js';

/*
 * NumPy's file format for one array: a magic word, a version, a header that is a Python dictionary, the elements.
 * Source: NumPy Enhancement Proposal 1.
 */

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const descriptions: Readonly<Record<DType, string>> = { float64: '<f8', float32: '<f4', int32: '<i4', bool: '|b1' };
const widths: Readonly<Record<DType, number>> = { float64: 8, float32: 4, int32: 4, bool: 1 };
/** What elements are aligned to. */
const alignment = 64;
/** Most bytes of a header that is read: NumPy's own limit. */
const longestHeader = 10_000;

/** The bytes of an .npy file, version 1, in row-major order. */
export function toNpy(x: NDArray): Uint8Array {
  const { shape, dtype } = x;
  const dimensions = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${descriptions[dtype]}', 'fortran_order': False, 'shape': ${dimensions}, }`;
  const start = Math.ceil((10 + text.length + 1) / alignment) * alignment;
  const data = contiguousData(x);
  const bytes = new Uint8Array(start + data.length * widths[dtype]);
  const writer = new DataView(bytes.buffer);
  bytes.set([...magic, 1, 0]);
  writer.setUint16(8, start - 10, true);
  bytes.set(new TextEncoder().encode(`${text.padEnd(start - 11)}\n`), 10);
  for (let i = 0; i < data.length; i++) {
    const at = start + i * widths[dtype];
    if (dtype === 'float64') writer.setFloat64(at, data[i]!, true);
    else if (dtype === 'float32') writer.setFloat32(at, data[i]!, true);
    else if (dtype === 'int32') writer.setInt32(at, data[i]!, true);
    else bytes[at] = data[i]!;
  }
  return bytes;
}

/**
 * The array in the bytes of an .npy file: versions 1 to 3, row-major or Fortran order, little-endian float64, float32 and
 * int32, and bool.
 *
 * @throws `bad-npy` for anything else, and where bytes are missing or left over
 */
export function fromNpy(bytes: Uint8Array): NDArray {
  if (!(bytes instanceof Uint8Array)) throw bad('it was not given as a Uint8Array of its bytes');
  const reader = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte)) throw bad('it does not begin as one');
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw bad(`its version is ${version}, where 1 to 3 can be read`);
  const headerStart = version === 1 ? 10 : 12;
  if (bytes.length < headerStart) throw bad('it ends inside its header');
  const headerLength = version === 1 ? reader.getUint16(8, true) : reader.getUint32(8, true);
  if (headerLength > longestHeader) throw bad(`its header of ${headerLength} bytes is too long`);
  const start = headerStart + headerLength;
  if (bytes.length < start) throw bad('it ends inside its header');
  const header = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(headerStart, start));
  const { dtype, fortran, shape } = parseHeader(header);
  const n = sizeOf(shape);
  const expected = start + n * widths[dtype];
  if (bytes.length !== expected)
    throw bad(`${dtype} ${showShape(shape)} needs ${expected} bytes, but there are ${bytes.length}`);
  const data = allocate(dtype, n);
  for (let i = 0; i < n; i++) {
    const at = start + i * widths[dtype];
    if (dtype === 'float64') data[i] = reader.getFloat64(at, true);
    else if (dtype === 'float32') data[i] = reader.getFloat32(at, true);
    else if (dtype === 'int32') data[i] = reader.getInt32(at, true);
    else data[i] = bytes[at] === 0 ? 0 : 1;
  }
  if (!fortran) return wrap(data, shape, dtype);
  const reversed = wrap(data, shape.toReversed(), dtype);
  return view(reversed, shape, reversed.strides.toReversed(), 0);
}

function bad(why: string): ZerothError {
  return new ZerothError('bad-npy', `This .npy file cannot be read: ${why}.`);
}

/** The three entries of the header, which must be there once each and nothing else. */
function parseHeader(header: string) {
  const text = header.trim();
  const entry = /\s*(?:'(\w+)'|"(\w+)")\s*:\s*(?:'([^']*)'|"([^"]*)"|(True|False)|\(([\d,\sL]*)\))\s*(,|(?=\}))/y;
  if (!text.startsWith('{') || !text.endsWith('}')) throw bad('its header is no dictionary');
  const entries = new Map<string, { text?: string; truth?: string; tuple?: string }>();
  entry.lastIndex = 1;
  while (!/^\s*\}$/.test(text.slice(entry.lastIndex))) {
    const match = entry.exec(text);
    const name = match?.[1] ?? match?.[2];
    if (match === null || name === undefined || entries.has(name)) throw bad('its header is damaged');
    const [, , , single, double, truth, tuple] = match;
    const string = single ?? double;
    entries.set(name, {
      ...(string === undefined ? {} : { text: string }),
      ...(truth === undefined ? {} : { truth }),
      ...(tuple === undefined ? {} : { tuple }),
    });
  }
  const description = entries.get('descr')?.text;
  const order = entries.get('fortran_order')?.truth;
  const tuple = entries.get('shape')?.tuple;
  if (description === undefined || order === undefined || tuple === undefined || entries.size !== 3)
    throw bad('its header must name descr, fortran_order and shape');
  const dtype = dtypeOf(description);
  const numbers = tuple.split(',').map((part) => part.trim().replace(/L$/, ''));
  // A tuple may end with a comma, and one of one element must.
  if (numbers.at(-1) === '') numbers.pop();
  if (numbers.some((part) => !/^\d+$/.test(part))) throw bad(`its shape (${tuple}) is damaged`);
  const shape = numbers.map(Number);
  checkShape(shape);
  return { dtype, fortran: order === 'True', shape };
}

function dtypeOf(description: string): DType {
  switch (description) {
    case '<f8':
      return 'float64';
    case '<f4':
      return 'float32';
    case '<i4':
      return 'int32';
    case '|b1':
    case '<b1':
    case '?':
      return 'bool';
    default:
      throw bad(`its elements are of type '${description}', where '<f8', '<f4', '<i4' and '|b1' can be read`);
  }
}
