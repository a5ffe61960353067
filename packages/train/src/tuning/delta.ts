import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ZerothError } from 'zeroth';
import { checkRounded, fromBytes, type Rounding, toBytes } from './rounded-head.js';

/** What a delta says beside its numbers. */
export interface DeltaHeader {
  readonly format: 'zeroth-delta';
  readonly version: 2;
  /** the model as it was named */
  readonly model: string;
  /** the hash of the base model with an empty head */
  readonly baseHash: string;
  readonly classes: readonly string[];
  /** tokens of a text that are read */
  readonly maxTokens: number;
  /** how the model was opened: adapters, prefix */
  readonly adaptation: Readonly<Record<string, unknown>>;
  /** patterns of the tuned parameters */
  readonly tuned: readonly string[];
  /** `values`: the parameters themselves follow. Others: the initial head, then the scalars of all steps. */
  readonly method: string;
  /** the options of the method */
  readonly options: Readonly<Record<string, unknown>>;
  /** how many float32 of the initial head, or of the parameters, come first */
  readonly values: number;
  /** Where it is there, the first of these are a byte each. */
  readonly rounding?: Rounding;
  /** how many float32 of scalars follow */
  readonly scalars: number;
  /** the hash of the tuned model, which whoever applies the delta must get */
  readonly weightsHash: string;
}

/** A tuned model as the difference from its base: seeds and scalars, or the few numbers that were tuned. */
export interface Delta {
  readonly header: DeltaHeader;
  readonly values: Float32Array;
  readonly scalars: Float32Array;
}

/** `zdelta` and a version that older readers refuse. */
const magic = new TextEncoder().encode('zdelta02');
/** Where the header begins: after the magic and its length. */
const begin = magic.length + 4;
const digestBytes = 32;
/** No header is as long; a hostile one is not read. */
const longestHeader = 2 ** 20;

/**
 * The delta as bytes: magic, header length (uint32), header (JSON, raw deflate), rounded values (int8), other values and
 * scalars (float32, little-endian), SHA-256 of all that.
 *
 * @throws ZerothError `delta-not-exact` where values are not rounded as the header says
 */
export function encodeDelta({ header, values, scalars }: Delta): Uint8Array<ArrayBuffer> {
  const text = deflateRawSync(new TextEncoder().encode(JSON.stringify(header)), { level: 9 });
  const { rounding = { count: 0, scale: 0 } } = header;
  checkRounded(values, rounding);
  const floats = [...values.subarray(rounding.count), ...scalars];
  const bytes = new Uint8Array(begin + text.length + rounding.count + 4 * floats.length + digestBytes);
  const view = new DataView(bytes.buffer);
  bytes.set(magic);
  view.setUint32(magic.length, text.length, true);
  bytes.set(text, begin);
  let at = begin + text.length;
  bytes.set(new Uint8Array(toBytes(values, rounding).buffer), at);
  at += rounding.count;
  for (const value of floats) {
    view.setFloat32(at, value, true);
    at += 4;
  }
  bytes.set(createHash('sha256').update(bytes.subarray(0, at)).digest(), at);
  return bytes;
}

/** @throws ZerothError `delta-damaged` for what is no delta, or not a whole one */
export function decodeDelta(bytes: Uint8Array, name = 'the delta'): Delta {
  const damaged = (what: string) => new ZerothError('delta-damaged', `${name} is damaged: ${what}`);
  if (bytes.length < begin + digestBytes || !magic.every((byte, i) => bytes[i] === byte))
    throw damaged('it is not a zeroth delta of this version');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(magic.length, true);
  const end = bytes.length - digestBytes;
  if (length > longestHeader || begin + length > end) throw damaged('it is cut short');
  const digest = createHash('sha256').update(bytes.subarray(0, end)).digest();
  if (!digest.every((byte, i) => byte === bytes[end + i])) throw damaged('its checksum does not fit');
  const header = parseHeader(bytes.subarray(begin, begin + length));
  if (header === undefined) throw damaged('its header cannot be read');
  const { count, scale } = header.rounding ?? { count: 0, scale: 0 };
  const floats = header.values - count + header.scalars;
  let at = begin + length;
  if (count > header.values || at + count + 4 * floats !== end)
    throw damaged('it holds another number of scalars than it says');
  const values = new Float32Array(header.values);
  values.set(fromBytes(new Int8Array(bytes.buffer, bytes.byteOffset + at, count), scale));
  at += count;
  const next = () => {
    at += 4;
    return view.getFloat32(at - 4, true);
  };
  for (let i = count; i < values.length; i++) values[i] = next();
  const scalars = Float32Array.from({ length: header.scalars }, next);
  return { header, values, scalars };
}

function parseHeader(bytes: Uint8Array): DeltaHeader | undefined {
  let header: Partial<DeltaHeader>;
  try {
    header = JSON.parse(new TextDecoder().decode(inflateRawSync(bytes, { maxOutputLength: longestHeader })));
  } catch {
    return undefined;
  }
  const { values, scalars, rounding } = header;
  const complete =
    header.format === 'zeroth-delta' &&
    header.version === 2 &&
    typeof header.model === 'string' &&
    typeof header.baseHash === 'string' &&
    typeof header.weightsHash === 'string' &&
    typeof header.method === 'string' &&
    isStrings(header.classes) &&
    header.classes.length >= 2 &&
    isStrings(header.tuned) &&
    isCount(header.maxTokens) &&
    isCount(values) &&
    isCount(scalars) &&
    (rounding === undefined || (isCount(rounding.count) && Number.isFinite(rounding.scale))) &&
    isObject(header.options) &&
    isObject(header.adaptation);
  // Each field has been looked at; options and adaptation are checked by those who use them.
  return complete ? (header as DeltaHeader) : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
