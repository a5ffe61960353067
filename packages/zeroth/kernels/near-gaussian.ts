import { heldF32, heldI32 } from './held';
import {
  philoxTwice, SHARD, SHARD_CARRY, word0, word1, word2, word3, word4, word5, word6, word7,
} from './philox';
import { loadAmount, loadDecay, MOMENTUM, update } from './update';

/** One over the standard deviation of a sum of four terms: 4 (12 · 16² / 4 + (16² − 1) / 12) = 3157. */
const scale: v128 = heldF32(0.017797651932695783);
/** The mean of a sum of four terms: 4 (12 · 16 / 2 + 15 / 2). */
const mean: v128 = heldI32(414 << 16 | 414);
const upperBits: v128 = heldI32(0xfff0fff0);
const lowerBits: v128 = heldI32(0x000f000f);

/** Eight terms from eight halves of words: sixteen times the count of the upper 12 bits, plus the lower 4. */
@inline
function terms(word: v128): v128 {
  const counts = i16x8.extadd_pairwise_i8x16_u(i8x16.popcnt(v128.and(word, upperBits)));
  return v128.or(i16x8.shl(counts, 4), v128.and(word, lowerBits));
}

/* Scratch: the sums, of 64 numbers, made of the latest twice four blocks. */
let sum0: v128 = i32x4(0, 0, 0, 0);
let sum1: v128 = i32x4(0, 0, 0, 0);
let sum2: v128 = i32x4(0, 0, 0, 0);
let sum3: v128 = i32x4(0, 0, 0, 0);
let sum4: v128 = i32x4(0, 0, 0, 0);
let sum5: v128 = i32x4(0, 0, 0, 0);
let sum6: v128 = i32x4(0, 0, 0, 0);
let sum7: v128 = i32x4(0, 0, 0, 0);

/* Scratch: the sums of the latest four blocks. */
let all: v128 = i32x4(0, 0, 0, 0);
let halves: v128 = i32x4(0, 0, 0, 0);
let pairs: v128 = i32x4(0, 0, 0, 0);
let ends: v128 = i32x4(0, 0, 0, 0);

/** A Hadamard transform of the terms of four words. */
@inline
function transform(words0: v128, words1: v128, words2: v128, words3: v128): void {
  const a = terms(words0);
  const b = terms(words1);
  const c = terms(words2);
  const d = terms(words3);
  const ab = i16x8.add(a, b);
  const cd = i16x8.add(c, d);
  const a_b = i16x8.sub(a, b);
  const c_d = i16x8.sub(c, d);
  all = i16x8.sub(i16x8.add(ab, cd), mean);
  halves = i16x8.sub(ab, cd);
  pairs = i16x8.add(a_b, c_d);
  ends = i16x8.sub(a_b, c_d);
}

function nearGaussianTwice(block: i32, shard: i32, last: i32, key0: i32, key1: i32): void {
  philoxTwice(block, 0, block + 4, 0, shard, last, key0, key1);
  transform(word0, word1, word2, word3);
  sum0 = all;
  sum1 = halves;
  sum2 = pairs;
  sum3 = ends;
  transform(word4, word5, word6, word7);
  sum4 = all;
  sum5 = halves;
  sum6 = pairs;
  sum7 = ends;
}

function sumsAt(k: i32): v128 {
  if (k < 4) return k < 2 ? (k == 0 ? sum0 : sum1) : k == 2 ? sum2 : sum3;
  return k < 6 ? (k == 4 ? sum4 : sum5) : k == 6 ? sum6 : sum7;
}

@inline
function lowHalf(sums: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(sums)), scale);
}

@inline
function highHalf(sums: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(sums)), scale);
}

/**
 * Applies an operation with numbers that are nearly normal: mean 0, variance 1, excess kurtosis −0.0397,
 * |z| ≤ 7.4, multiples of 0.0178. Each is a signed sum of four independent terms, a binomial count of 12
 * bits dithered by 4 more; the four terms of a quadruple give four numbers by a Hadamard transform, so these
 * are uncorrelated, and of their moments up to the fourth only E x² y² = 1 − 0.0397 and E x y u v = −0.0397 are not
 * those of independent numbers.
 *
 * Half h of lane l of word k is in term vector k at 2 l + h; sum vector k holds elements 32 g + 8 k to
 * 32 g + 8 k + 7 for blocks 4 g to 4 g + 3.
 */
@inline
export function eachNearGaussian(
  operation: i32, w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32,
): void {
  let left = length;
  while (left > 0) {
    for (let block = 0; block < SHARD / 8 && left > 0; block += 8) {
      nearGaussianTwice(block, shard, last, key0, key1);
      const d = loadDecay();
      const a = loadAmount();
      if (operation < MOMENTUM && left >= 64) {
        update(operation, w, 4, lowHalf(sum0), d, a);
        update(operation, w + 16, 4, highHalf(sum0), d, a);
        update(operation, w + 32, 4, lowHalf(sum1), d, a);
        update(operation, w + 48, 4, highHalf(sum1), d, a);
        update(operation, w + 64, 4, lowHalf(sum2), d, a);
        update(operation, w + 80, 4, highHalf(sum2), d, a);
        update(operation, w + 96, 4, lowHalf(sum3), d, a);
        update(operation, w + 112, 4, highHalf(sum3), d, a);
        update(operation, w + 128, 4, lowHalf(sum4), d, a);
        update(operation, w + 144, 4, highHalf(sum4), d, a);
        update(operation, w + 160, 4, lowHalf(sum5), d, a);
        update(operation, w + 176, 4, highHalf(sum5), d, a);
        update(operation, w + 192, 4, lowHalf(sum6), d, a);
        update(operation, w + 208, 4, highHalf(sum6), d, a);
        update(operation, w + 224, 4, lowHalf(sum7), d, a);
        update(operation, w + 240, 4, highHalf(sum7), d, a);
      } else {
        for (let k = 0; k < 16; k++) {
          const sums = sumsAt(k >> 1);
          const z = k & 1 ? highHalf(sums) : lowHalf(sums);
          update(operation, w + (k << 4), left - (k << 2), z, d, a);
        }
      }
      w += 256;
      left -= 64;
    }
    shard++;
    if (shard == 0) last += SHARD_CARRY;
  }
}
