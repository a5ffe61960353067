/** How many bytes the numbers and texts of an answer take, about. */
export function bytesOf(value: unknown): number {
  if (typeof value === 'string') return 2 * value.length;
  if (typeof value !== 'object' || value === null) return 8;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  let sum = 0;
  for (const item of Object.values(value)) sum += bytesOf(item);
  return sum;
}
