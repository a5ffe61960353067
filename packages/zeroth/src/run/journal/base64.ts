/** Arguments that a call may have: engines refuse a few hundred thousand. A multiple of 3, so that no chunk is padded. */
const chunk = 3 * 2 ** 13;

/** Base64 (RFC 4648, padded) of bytes, the same in Node and browsers. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += chunk) text += btoa(String.fromCharCode(...bytes.subarray(i, i + chunk)));
  return text;
}

/** The bytes of base64 text. Throws SyntaxError where it is none. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    throw new SyntaxError('not base64');
  }
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
