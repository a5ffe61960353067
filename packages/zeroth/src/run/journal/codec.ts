import { fromBase64, toBase64 } from './base64.js';

/*
 * JSON that loses nothing of plain data. Numbers that JSON lacks, big integers, undefined and typed arrays become
 * objects of one key that begins with `$`; a `$` that begins a key of the data itself is doubled.
 */

const arrays = {
  f64: Float64Array,
  f32: Float32Array,
  i32: Int32Array,
  u32: Uint32Array,
  i16: Int16Array,
  u16: Uint16Array,
  i8: Int8Array,
  u8: Uint8Array,
  u8c: Uint8ClampedArray,
  i64: BigInt64Array,
  u64: BigUint64Array,
} as const;

type Tag = keyof typeof arrays;

/** Plain data as JSON text; −0, NaN, infinities, undefined, big integers and typed arrays survive. */
export function encode(value: unknown): string {
  return JSON.stringify(toJson(value));
}

/** What {@link encode} was given. Throws SyntaxError where the text is not of its making. */
export function decode(text: string): unknown {
  return fromJson(JSON.parse(text));
}

/** Plain data as data that JSON keeps. */
export function toJson(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      if (Number.isFinite(value) && !Object.is(value, -0)) return value;
      return { $n: Object.is(value, -0) ? '-0' : String(value) };
    case 'string':
    case 'boolean':
      return value;
    case 'undefined':
      return { $undefined: 1 };
    case 'bigint':
      return { $b: String(value) };
    case 'object': {
      if (value === null) return null;
      if (Array.isArray(value)) return value.map(toJson);
      if (ArrayBuffer.isView(value)) return typedArrayToJson(value);
      const json: Record<string, unknown> = {};
      for (const [key, item] of Object.entries(value))
        define(json, key.startsWith('$') ? `$${key}` : key, toJson(item));
      return json;
    }
    default:
      throw new TypeError(`a ${typeof value} is not plain data`);
  }
}

/** What {@link toJson} was given. */
export function fromJson(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(fromJson);
  const entries = Object.entries(json);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && /^\$[^$]/.test(first[0])) return tagged(first[0], first[1]);
  const value: Record<string, unknown> = {};
  for (const [key, item] of entries) define(value, key.startsWith('$') ? key.slice(1) : key, fromJson(item));
  return value;
}

/** Sets a field, `__proto__` too, which an assignment would take for the prototype. */
function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function typedArrayToJson(value: ArrayBufferView): unknown {
  for (const [tag, type] of Object.entries(arrays))
    if (value instanceof type)
      return { [`$${tag}`]: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
  throw new TypeError('a DataView is not plain data');
}

function tagged(key: string, content: unknown): unknown {
  const tag = key.slice(1);
  if (tag === 'undefined') return undefined;
  if (typeof content !== 'string') throw new SyntaxError(`${key} does not hold text`);
  if (tag === 'n') return content === '-0' ? -0 : Number(content);
  if (tag === 'b') return BigInt(content);
  if (!isTag(tag)) throw new SyntaxError(`unknown tag ${key}`);
  const bytes = fromBase64(content);
  const type = arrays[tag];
  if (bytes.length % type.BYTES_PER_ELEMENT !== 0) throw new SyntaxError(`${key} holds half a number`);
  return new type(bytes.buffer);
}

function isTag(tag: string): tag is Tag {
  return Object.hasOwn(arrays, tag);
}
