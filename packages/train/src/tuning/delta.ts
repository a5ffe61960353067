import { createHash } from 'node:crypto';
import { ZerothError } from 'zeroth';

/** What a delta says beside its numbers. */
export interface DeltaHeader {
  readonly format: 'zeroth-delta';
  readonly version: 1;
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
const magic = new TextEncoder().encode('zdelta01');
const digestBytes = 32;
/** No header is as long; a hostile one is not read. */
const longestHeader = 2 ** 20;

/**
 * The delta as bytes: magic, header length (uint32), header (JSON), numbers (float32, little-endian), SHA-256 of all
 * that.
 */
export function encodeDelta({ header, values, scalars }: Delta): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(magic.length + 4 + text.length + 4 * (values.length + scalars.length) + digestBytes);
  const view = new DataView(bytes.buffer);
  bytes.set(magic);
  view.setUint32(magic.length, text.length, true);
  bytes.set(text, magic.length + 4);
  let at = magic.length + 4 + text.length;
  for (const list of [values, scalars]) {
    for (const value of list) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  bytes.set(createHash('sha256').update(bytes.subarray(0, at)).digest(), at);
  return bytes;
}

/** @throws ZerothError `delta-damaged` for what is no delta, or not a whole one */
export function decodeDelta(bytes: Uint8Array, name = 'the delta'): Delta {
  const damaged = (what: string) => new ZerothError('delta-damaged', `${name} is damaged: ${what}`);
  const begin = magic.length + 4;
  if (bytes.length < begin + digestBytes || !magic.every((byte, i) => bytes[i] === byte))
    throw damaged('it is not a zeroth delta');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(magic.length, true);
  const end = bytes.length - digestBytes;
  if (length > longestHeader || begin + length > end) throw damaged('it is cut short');
  const digest = createHash('sha256').update(bytes.subarray(0, end)).digest();
  if (!digest.every((byte, i) => byte === bytes[end + i])) throw damaged('its checksum does not fit');
  const header = parseHeader(new TextDecoder().decode(bytes.subarray(begin, begin + length)));
  if (header === undefined) throw damaged('its header cannot be read');
  const count = (end - begin - length) / 4;
  if (header.values + header.scalars !== count) throw damaged('it holds another number of scalars than it says');
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = view.getFloat32(begin + length + 4 * i, true);
  return { header, values: numbers.subarray(0, header.values), scalars: numbers.subarray(header.values) };
}

function parseHeader(text: string): DeltaHeader | undefined {
  let header: Partial<DeltaHeader>;
  try {
    header = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { values, scalars } = header;
  const complete =
    header.format === 'zeroth-delta' &&
    header.version === 1 &&
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
