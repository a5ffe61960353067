import type { Parameter } from './types.js';

/** Web Crypto copies what it digests, so large tensors are digested in pieces. */
const pieceBytes = 1 << 20;

function hexadecimal(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function digestText(text: string): Promise<string> {
  return hexadecimal(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

/** The digest of one parameter: SHA-256 of its name, its shape and the digests of its 1 MiB pieces. */
export async function digestParameter(parameter: Parameter): Promise<string> {
  const pieces: string[] = [];
  for (let begin = 0; begin < parameter.length * 4; begin += pieceBytes) {
    const { values } = parameter;
    const length = Math.min(pieceBytes, values.byteLength - begin);
    const piece = new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset + begin, length);
    pieces.push(hexadecimal(await crypto.subtle.digest('SHA-256', piece)));
  }
  return digestText(JSON.stringify([parameter.name, parameter.shape, pieces]));
}

/** The hash of a model: SHA-256 of the digests of its parameters, in order. */
export function combineDigests(digests: readonly string[]): Promise<string> {
  return digestText(digests.join('\n'));
}
