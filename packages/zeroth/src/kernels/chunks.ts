/**
 * Elements that one call hands to the module. An engine starts a function in quickly compiled code and goes on
 * in optimised code at its next call only, so one call for a whole model would be slow. A multiple of the shard.
 */
export const CHUNK = 2 ** 16;

/** Calls `use` with the offset and length of each chunk of a vector, in order. */
export function eachChunk(length: number, use: (offset: number, count: number) => void): void {
  for (let offset = 0; offset < length; offset += CHUNK) use(offset, Math.min(CHUNK, length - offset));
}

/** The sum, in order, of what `use` gives for each chunk of a vector. */
export function sumChunks(length: number, use: (offset: number, count: number) => number): number {
  let sum = 0;
  for (let offset = 0; offset < length; offset += CHUNK) sum += use(offset, Math.min(CHUNK, length - offset));
  return sum;
}
