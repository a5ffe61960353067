import { cosOctant, log, sinOctant } from './elementary.js';

const POWER_MINUS_53 = 2 ** -53;
const POWER_MINUS_52 = 2 ** -52;

/** A uniform number in [0, 1): the upper 53 of the 64 bits. */
export function unitInterval(high: number, low: number): number {
  return (high * 2 ** 21 + (low >>> 11)) * POWER_MINUS_53;
}

/** A uniform number in (0, 1): the middle of one of 2^52 cells, so that it has a logarithm. */
export function openUnitInterval(high: number, low: number): number {
  return (high * 2 ** 20 + (low >>> 12) + 0.5) * POWER_MINUS_52;
}

/**
 * Two independent standard normal numbers from the four words of a block, never 0.
 *
 * @source Box, Muller: A note on the generation of random normal deviates (1958)
 */
export function boxMuller(words: Uint32Array, into: Float64Array, offset: number): void {
  const radius = Math.sqrt(-2 * log(openUnitInterval(words[0]!, words[1]!)));
  const angle = words[2]!;
  // Bits 0 to 29 and the fourth word give an angle in (−π/4, π/4); bit 30 reflects it about the
  // diagonal and bit 31 about the origin, which covers the circle without a range reduction.
  const octant = ((angle << 2) + (words[3]! + 0.5) * 2 ** -30) / 2 ** 31;
  const signed = (angle | 0) < 0 ? -radius : radius;
  const along = signed * cosOctant(octant);
  const across = signed * sinOctant(octant);
  const reflected = (angle & 0x40000000) !== 0;
  into[offset] = reflected ? across : along;
  into[offset + 1] = reflected ? along : across;
}
