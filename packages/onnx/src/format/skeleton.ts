import { ZerothError } from 'zeroth';
import type { ByteSource } from './byte-source.js';

/**
 * ONNX files are mostly weights. The skeleton of a file is the same model with the contents of its large tensors cut
 * out: they become external data that lie in the file itself, under the location ''. So a graph is decoded without
 * a copy of its weights, and each weight is read straight to its place.
 */
export const selfLocation = '';

/** Tensors up to this many bytes stay in the skeleton. */
const inlineBytes = 256;
/** How much of a file is read at once while its structure is walked. */
const windowBytes = 1 << 16;
/** Graphs within graphs within …: no real model comes near. */
const deepest = 100;

type Level = 'model' | 'graph' | 'node' | 'attribute' | 'tensor' | 'function';

/** The fields that lead to tensors, by their numbers in onnx.proto. */
const inner: Readonly<Record<Level, Readonly<Record<number, Level>>>> = {
  model: { 7: 'graph', 25: 'function' },
  function: { 7: 'node' },
  graph: { 1: 'node', 5: 'tensor' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph' },
  tensor: {},
};
/** The fields of ModelProto; another number means that the file is something else. */
const modelFields = new Set([1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26]);
const rawDataField = 9;
const packedFloatsField = 4;
const dataLocationField = 14;
const externalDataField = 13;

/** Protobuf's wire types. */
const Wire = { varint: 0, fixed64: 1, delimited: 2, fixed32: 5 } as const;

/** Bytes to be joined at the end. */
interface Pieces {
  readonly parts: Uint8Array[];
  length: number;
}

function append(pieces: Pieces, ...parts: readonly Uint8Array[]): void {
  for (const part of parts) {
    pieces.parts.push(part);
    pieces.length += part.length;
  }
}

/** Joins byte arrays, whose lengths add up to `length`. */
export function join(parts: Iterable<Uint8Array>, length: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** A protobuf varint: seven bits a byte, low ones first. */
export function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** The start of a length-delimited field: its tag and the length of its contents. */
export function fieldHeader(field: number, length: number): Uint8Array {
  return Uint8Array.from([...varint(field * 8 + Wire.delimited), ...varint(length)]);
}

/** A StringStringEntryProto in a field. */
function entry(field: number, key: string, value: string): Uint8Array {
  const encoder = new TextEncoder();
  const [keyBytes, valueBytes] = [encoder.encode(key), encoder.encode(value)];
  const contents = [fieldHeader(1, keyBytes.length), keyBytes, fieldHeader(2, valueBytes.length), valueBytes];
  const length = contents.reduce((sum, part) => sum + part.length, 0);
  return join([fieldHeader(field, length), ...contents], fieldHeader(field, length).length + length);
}

/** Cuts the large tensors out of a model. */
export function readSkeleton(source: ByteSource): Uint8Array<ArrayBuffer> {
  const walk = walker(source);
  const skeleton = walk.message('model', source.size, 0);
  return join(skeleton.parts, skeleton.length);
}

function walker(source: ByteSource) {
  const { name, size } = source;
  const window = new Uint8Array(Math.min(windowBytes, size));
  let windowStart = 0;
  let windowEnd = 0;
  let position = 0;
  /** Set once the beginning of the file has looked like a model. */
  let recognised = false;

  function wrong(): ZerothError {
    return recognised
      ? new ZerothError('model-truncated', `${name} is cut short or damaged: download or copy it again.`, name)
      : new ZerothError('model-not-onnx', `${name} is not an ONNX model.`, name);
  }

  function byte(): number {
    if (position >= size) throw wrong();
    if (position < windowStart || position >= windowEnd) {
      windowStart = position;
      windowEnd = Math.min(size, position + windowBytes);
      source.read(windowStart, window.subarray(0, windowEnd - windowStart));
    }
    return window[position++ - windowStart]!;
  }

  /** The value of a varint (exact up to 2^53), and its bytes. */
  function readVarint(): { readonly value: number; readonly bytes: Uint8Array } {
    const bytes: number[] = [];
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const next = byte();
      bytes.push(next);
      value += (next & 0x7f) * scale;
      if (next < 0x80) return { value, bytes: Uint8Array.from(bytes) };
      // A varint has at most ten bytes.
      if (bytes.length === 10) throw wrong();
    }
  }

  function copy(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    if (position >= windowStart && position + length <= windowEnd) {
      bytes.set(window.subarray(position - windowStart, position - windowStart + length));
    } else {
      source.read(position, bytes);
    }
    position += length;
    return bytes;
  }

  function message(level: Level, end: number, depth: number): Pieces {
    if (depth > deepest) throw wrong();
    const start = position;
    const pieces: Pieces = { parts: [], length: 0 };
    const payloads: { readonly offset: number; readonly length: number; readonly parts: readonly Uint8Array[] }[] = [];
    while (position < end) {
      const tag = readVarint();
      const field = Math.floor(tag.value / 8);
      if (level === 'model' && !modelFields.has(field)) throw wrong();
      switch (tag.value % 8) {
        case Wire.varint:
          append(pieces, tag.bytes, readVarint().bytes);
          // ir_version comes first in every file that a serialiser wrote.
          if (level === 'model' && field === 1) recognised = true;
          break;
        case Wire.fixed64:
        case Wire.fixed32: {
          const length = tag.value % 8 === Wire.fixed64 ? 8 : 4;
          if (position + length > end) throw wrong();
          append(pieces, tag.bytes, copy(length));
          break;
        }
        case Wire.delimited: {
          const length = readVarint();
          const fieldEnd = position + length.value;
          // Checked before anything of this size is allocated.
          if (fieldEnd > end) throw wrong();
          const below = inner[level][field];
          if (below) {
            const contents = message(below, fieldEnd, depth + 1);
            append(pieces, fieldHeader(field, contents.length), ...contents.parts);
          } else if (level === 'tensor' && (field === rawDataField || field === packedFloatsField)) {
            payloads.push({ offset: position, length: length.value, parts: [tag.bytes, length.bytes] });
            position = fieldEnd;
          } else {
            append(pieces, tag.bytes, length.bytes, copy(length.value));
          }
          break;
        }
        default:
          throw wrong();
      }
    }
    if (position !== end) throw wrong();
    const [first] = payloads;
    if (first && payloads.length === 1 && end - start > inlineBytes) {
      append(
        pieces,
        entry(externalDataField, 'location', selfLocation),
        entry(externalDataField, 'offset', String(first.offset)),
        entry(externalDataField, 'length', String(first.length)),
        varint(dataLocationField * 8 + Wire.varint),
        varint(1),
      );
    } else {
      for (const { offset, length, parts } of payloads) {
        position = offset;
        append(pieces, ...parts, copy(length));
      }
      position = end;
    }
    return pieces;
  }

  return { message };
}
