const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const MULTIPLIER_0_LOW = MULTIPLIER_0 & 0xffff;
const MULTIPLIER_0_HIGH = MULTIPLIER_0 >>> 16;
const MULTIPLIER_1_LOW = MULTIPLIER_1 & 0xffff;
const MULTIPLIER_1_HIGH = MULTIPLIER_1 >>> 16;
const KEY_STEP_0 = 0x9e3779b9;
const KEY_STEP_1 = 0xbb67ae85;
const ROUNDS = 10;

/**
 * One block of Philox4x32-10: a bijection of the 128-bit counter, chosen by the 64-bit key, whose
 * values at successive counters pass for independent uniform bits.
 *
 * All words are taken modulo 2^32.
 *
 * @param into receives the four words
 * @source Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3 (SC 2011)
 */
export function philox4x32(
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
  key0: number,
  key1: number,
  into: Uint32Array,
): void {
  let c0 = counter0 | 0;
  let c1 = counter1 | 0;
  let c2 = counter2 | 0;
  let c3 = counter3 | 0;
  let k0 = key0 | 0;
  let k1 = key1 | 0;
  for (let round = 0; round < ROUNDS; round++) {
    // The high half of a 32 by 32 bit product, by halves: no partial sum here exceeds 32 bits.
    const low0 = c0 & 0xffff;
    const high0 = c0 >>> 16;
    const middle0 = Math.imul(high0, MULTIPLIER_0_LOW) + (Math.imul(low0, MULTIPLIER_0_LOW) >>> 16);
    const carry0 = Math.imul(low0, MULTIPLIER_0_HIGH) + (middle0 & 0xffff);
    const product0 = (Math.imul(high0, MULTIPLIER_0_HIGH) + (middle0 >>> 16) + (carry0 >>> 16)) | 0;
    const low2 = c2 & 0xffff;
    const high2 = c2 >>> 16;
    const middle2 = Math.imul(high2, MULTIPLIER_1_LOW) + (Math.imul(low2, MULTIPLIER_1_LOW) >>> 16);
    const carry2 = Math.imul(low2, MULTIPLIER_1_HIGH) + (middle2 & 0xffff);
    const product2 = (Math.imul(high2, MULTIPLIER_1_HIGH) + (middle2 >>> 16) + (carry2 >>> 16)) | 0;
    const next3 = Math.imul(c0, MULTIPLIER_0);
    const next1 = Math.imul(c2, MULTIPLIER_1);
    c0 = product2 ^ c1 ^ k0;
    c2 = product0 ^ c3 ^ k1;
    c1 = next1;
    c3 = next3;
    k0 = (k0 + KEY_STEP_0) | 0;
    k1 = (k1 + KEY_STEP_1) | 0;
  }
  into[0] = c0;
  into[1] = c1;
  into[2] = c2;
  into[3] = c3;
}
