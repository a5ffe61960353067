/*
 * The counter of every block drawn anywhere in zeroth, four words of 32 bits:
 *
 *   word 0   block within the draw: attempts of a rejection method, blocks of a filled array
 *   word 1   position of the draw, low 32 bits
 *   word 2   stream, low 32 bits
 *   word 3   domain (3 bits), position high (13 bits), stream high (16 bits)
 *
 * and the key is the seed, low and high word. So draw i of stream s never depends on how many blocks
 * another draw took, and different domains never meet, even with the same seed.
 *
 * The kernels use the same layout: their position is the shard of 512 elements.
 */

const POWER_32 = 2 ** 32;

/** Positions are below this. */
export const POSITIONS = 2 ** 45;
/** Streams are below this. */
export const STREAMS = 2 ** 48;

/** What a block is for. */
export const domains = { draw: 0, split: 1, rademacher: 2, gaussian: 3, nearGaussian: 4 } as const;

/** The low word of a safe integer; negative ones in two's complement. */
export function lowWord(value: number): number {
  return value >>> 0;
}

/** The high word of a safe integer. */
export function highWord(value: number): number {
  return Math.floor(value / POWER_32) >>> 0;
}

/** Word 3 of the counter. */
export function lastWord(domain: number, position: number, stream: number): number {
  return ((domain << 29) | (highWord(position) << 16) | highWord(stream)) >>> 0;
}
