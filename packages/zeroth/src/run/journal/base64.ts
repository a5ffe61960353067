const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 (RFC 4648, padded) of bytes, the same in Node and browsers. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  let i = 0;
  for (; i + 2 < bytes.length; i += 3) {
    const triple = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!;
    text +=
      alphabet[triple >> 18]! + alphabet[(triple >> 12) & 63]! + alphabet[(triple >> 6) & 63]! + alphabet[triple & 63]!;
  }
  if (i === bytes.length) return text;
  const rest = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8);
  const third = i + 1 < bytes.length ? alphabet[(rest >> 6) & 63]! : '=';
  return `${text}${alphabet[rest >> 18]!}${alphabet[(rest >> 12) & 63]!}${third}=`;
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
