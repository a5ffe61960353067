/*
 * A 64-bit fingerprint of plain data in two 32-bit lanes. It tells apart −0 and 0, every NaN from every number, and
 * arrays by their type; it is fast (a vector of 10⁶ numbers in about 2 ms) and not meant to resist an adversary.
 */

interface Lanes {
  a: number;
  b: number;
}

/** The fingerprint of plain data as 16 hexadecimal digits. Fields named `into` are not part of a question. */
export function hash(value: unknown): string {
  const lanes: Lanes = { a: 0x12345678, b: 0x7f4a7c15 };
  walk(value, lanes);
  mix(lanes, 0);
  return hex(lanes.b) + hex(lanes.a);
}

/** A 32-bit checksum of text (FNV-1a), as 8 hexadecimal digits. Any one changed character changes it. */
export function checksum(text: string): string {
  let sum = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  return hex(sum);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

function mix(lanes: Lanes, word: number): void {
  const a = Math.imul(lanes.a ^ word, 0x9e3779b1);
  lanes.a = a ^ (a >>> 15);
  lanes.b = Math.imul((lanes.b + word) | 0, 0x85ebca6b) ^ (lanes.b >>> 13);
}

const scratch = new DataView(new ArrayBuffer(8));

function walk(value: unknown, lanes: Lanes): void {
  switch (typeof value) {
    case 'number':
      scratch.setFloat64(0, value);
      mix(lanes, scratch.getInt32(0));
      mix(lanes, scratch.getInt32(4));
      return;
    case 'string':
      mix(lanes, 19);
      text(value, lanes);
      return;
    case 'boolean':
      mix(lanes, value ? 3 : 5);
      return;
    case 'bigint':
      mix(lanes, 13);
      text(String(value), lanes);
      return;
    case 'undefined':
      mix(lanes, 11);
      return;
    case 'object':
      if (value === null) mix(lanes, 7);
      else if (ArrayBuffer.isView(value)) bytes(value, lanes);
      else if (Array.isArray(value)) {
        mix(lanes, 23);
        mix(lanes, value.length);
        for (const item of value) walk(item, lanes);
      } else fields(value, lanes);
      return;
    default:
      throw new TypeError(`a question holds a ${typeof value}, which is not plain data`);
  }
}

function text(value: string, lanes: Lanes): void {
  mix(lanes, value.length);
  for (let i = 0; i < value.length; i++) mix(lanes, value.charCodeAt(i));
}

function fields(value: object, lanes: Lanes): void {
  for (const [key, item] of Object.entries(value)) {
    if (key === 'into' || item === undefined) continue;
    text(key, lanes);
    walk(item, lanes);
  }
  mix(lanes, 17);
}

function bytes(value: ArrayBufferView, lanes: Lanes): void {
  text(value.constructor.name, lanes);
  mix(lanes, value.byteLength);
  const aligned = value.byteOffset % 4 === 0;
  const whole = value.byteLength >> 2;
  const words = aligned
    ? new Int32Array(value.buffer, value.byteOffset, whole)
    : new Int32Array(value.buffer.slice(value.byteOffset, value.byteOffset + 4 * whole));
  let { a, b } = lanes;
  let i = 0;
  for (; i + 1 < words.length; i += 2) {
    a = (Math.imul(a ^ words[i]!, 0x9e3779b1) + words[i + 1]!) | 0;
    b = Math.imul(b ^ (a >>> 16) ^ words[i + 1]!, 0x85ebca6b);
  }
  lanes.a = a;
  lanes.b = b;
  if (i < words.length) mix(lanes, words[i]!);
  const tail = new Uint8Array(value.buffer, value.byteOffset + 4 * whole, value.byteLength - 4 * whole);
  for (const byte of tail) mix(lanes, byte);
}
