/*
 * Philox4x32-10 on four counters at once, or on twice four. A counter is a lane: word 0 is the block within the shard and
 * differs between the lanes, words 1 to 3 are the same for the whole shard (src/random/counter.ts).
 */

import { heldI32 } from './held';

const MULTIPLIER_0: i32 = 0xd2511f53;
const MULTIPLIER_1: i32 = 0xcd9e8d57;
const KEY_STEP_0: i32 = 0x9e3779b9;
const KEY_STEP_1: i32 = 0xbb67ae85;

/** Elements of a tensor that share words 1 to 3 of the counter; any split at its multiples keeps the numbers. */
export const SHARD: i32 = 512;
/** What the last word of the counter gains when the low word of the shard's index overflows. */
export const SHARD_CARRY: i32 = 1 << 16;

/* Scratch: the words of the latest four blocks, and of the four beside them. A function here can return one value only. */
export let word0: v128 = i32x4(0, 0, 0, 0);
export let word1: v128 = i32x4(0, 0, 0, 0);
export let word2: v128 = i32x4(0, 0, 0, 0);
export let word3: v128 = i32x4(0, 0, 0, 0);
export let word4: v128 = i32x4(0, 0, 0, 0);
export let word5: v128 = i32x4(0, 0, 0, 0);
export let word6: v128 = i32x4(0, 0, 0, 0);
export let word7: v128 = i32x4(0, 0, 0, 0);

const keyStep0: v128 = heldI32(KEY_STEP_0);
const keyStep1: v128 = heldI32(KEY_STEP_1);

/** The high words of the products of four words with a multiplier. */
@inline
function highProducts(words: v128, multiplier: v128): v128 {
  return v128.shuffle<i32>(
    i64x2.extmul_low_i32x4_u(words, multiplier),
    i64x2.extmul_high_i32x4_u(words, multiplier),
    1, 3, 5, 7,
  );
}

@inline
function highProduct(word: i32, multiplier: i32): i32 {
  return <i32>((<u64>(<u32>word) * <u64>(<u32>multiplier)) >> 32);
}

/** A word after a round: of the product's high word, the word that is kept and the key. */
@inline
function mixed(words: v128, multiplier: v128, kept: v128, key: v128): v128 {
  return v128.xor(highProducts(words, multiplier), v128.xor(kept, key));
}

/** Fills word0 to word3 with the blocks whose counters are (block + lane, counter1, counter2, counter3). */
export function philox(firstBlock: i32, counter1: i32, counter2: i32, counter3: i32, key0: i32, key1: i32): void {
  const block = i32x4.add(i32x4.splat(firstBlock), i32x4(0, 1, 2, 3));
  const m0 = i32x4.splat(MULTIPLIER_0);
  const m1 = i32x4.splat(MULTIPLIER_1);
  // In the first two rounds half of the words are still the same in all lanes: scalars of the shard.
  const c0 = highProduct(counter2, MULTIPLIER_1) ^ counter1 ^ key0;
  const c1 = counter2 * MULTIPLIER_1;
  let v2 = v128.xor(highProducts(block, m0), i32x4.splat(counter3 ^ key1));
  let v3 = i32x4.mul(block, m0);
  let v0 = v128.xor(highProducts(v2, m1), i32x4.splat(c1 ^ (key0 + KEY_STEP_0)));
  let v1 = i32x4.mul(v2, m1);
  v2 = v128.xor(v3, i32x4.splat(highProduct(c0, MULTIPLIER_0) ^ (key1 + KEY_STEP_1)));
  v3 = i32x4.splat(c0 * MULTIPLIER_0);
  let k0 = i32x4.splat(key0 + 2 * KEY_STEP_0);
  let k1 = i32x4.splat(key1 + 2 * KEY_STEP_1);
  for (let round = 2; round < 10; round++) {
    const low0 = i32x4.mul(v0, m0);
    const low2 = i32x4.mul(v2, m1);
    const next0 = mixed(v2, m1, v1, k0);
    v2 = mixed(v0, m0, v3, k1);
    v0 = next0;
    v1 = low2;
    v3 = low0;
    k0 = i32x4.add(k0, keyStep0);
    k1 = i32x4.add(k1, keyStep1);
  }
  word0 = v0;
  word1 = v1;
  word2 = v2;
  word3 = v3;
}

/**
 * Fills word0 to word3 with the blocks whose counters are (a + lane, counter1, a2, counter3), word4 to word7 with those of
 * (b + lane, counter1, b2, counter3). A round waits for the one before it: two rows of rounds fill each other's waits.
 */
export function philoxTwice(
  a: i32, a2: i32, b: i32, b2: i32, counter1: i32, counter3: i32, key0: i32, key1: i32,
): void {
  const lanes = i32x4(0, 1, 2, 3);
  const m0 = i32x4.splat(MULTIPLIER_0);
  const m1 = i32x4.splat(MULTIPLIER_1);
  const blockA = i32x4.add(i32x4.splat(a), lanes);
  const blockB = i32x4.add(i32x4.splat(b), lanes);
  const a0 = highProduct(a2, MULTIPLIER_1) ^ counter1 ^ key0;
  const b0 = highProduct(b2, MULTIPLIER_1) ^ counter1 ^ key0;
  const second = i32x4.splat(counter3 ^ key1);
  let v2 = v128.xor(highProducts(blockA, m0), second);
  let u2 = v128.xor(highProducts(blockB, m0), second);
  let v0 = v128.xor(highProducts(v2, m1), i32x4.splat((a2 * MULTIPLIER_1) ^ (key0 + KEY_STEP_0)));
  let u0 = v128.xor(highProducts(u2, m1), i32x4.splat((b2 * MULTIPLIER_1) ^ (key0 + KEY_STEP_0)));
  let v1 = i32x4.mul(v2, m1);
  let u1 = i32x4.mul(u2, m1);
  v2 = v128.xor(i32x4.mul(blockA, m0), i32x4.splat(highProduct(a0, MULTIPLIER_0) ^ (key1 + KEY_STEP_1)));
  u2 = v128.xor(i32x4.mul(blockB, m0), i32x4.splat(highProduct(b0, MULTIPLIER_0) ^ (key1 + KEY_STEP_1)));
  let v3 = i32x4.splat(a0 * MULTIPLIER_0);
  let u3 = i32x4.splat(b0 * MULTIPLIER_0);
  let k0 = i32x4.splat(key0 + 2 * KEY_STEP_0);
  let k1 = i32x4.splat(key1 + 2 * KEY_STEP_1);
  for (let round = 2; round < 10; round++) {
    const lowV0 = i32x4.mul(v0, m0);
    const lowV2 = i32x4.mul(v2, m1);
    const lowU0 = i32x4.mul(u0, m0);
    const lowU2 = i32x4.mul(u2, m1);
    const nextV0 = mixed(v2, m1, v1, k0);
    const nextU0 = mixed(u2, m1, u1, k0);
    v2 = mixed(v0, m0, v3, k1);
    u2 = mixed(u0, m0, u3, k1);
    v0 = nextV0;
    u0 = nextU0;
    v1 = lowV2;
    u1 = lowU2;
    v3 = lowV0;
    u3 = lowU0;
    k0 = i32x4.add(k0, keyStep0);
    k1 = i32x4.add(k1, keyStep1);
  }
  word0 = v0;
  word1 = v1;
  word2 = v2;
  word3 = v3;
  word4 = u0;
  word5 = u1;
  word6 = u2;
  word7 = u3;
}
