import { philox, SHARD, SHARD_CARRY, word0, word1, word2, word3 } from './philox';
import { loadAmount, loadDecay, MOMENTUM, update } from './update';

/** One over the standard deviation of a sum of four terms: 4 (12 · 16² / 4 + (16² − 1) / 12) = 3157. */
const SCALE: f32 = 0.017797651932695783;
/** The mean of a sum of four terms: 4 (12 · 16 / 2 + 15 / 2). */
const MEAN: i16 = 414;

/** Eight terms from eight halves of words: sixteen times the count of the upper 12 bits, plus the lower 4. */
@inline
function terms(word: v128): v128 {
  const counts = i16x8.extadd_pairwise_i8x16_u(i8x16.popcnt(v128.and(word, i16x8.splat(-16))));
  return v128.or(i16x8.shl(counts, 4), v128.and(word, i16x8.splat(15)));
}

/* Scratch: the sums, of 32 numbers, made of the latest four blocks. */
let sum0: v128 = i16x8(0, 0, 0, 0, 0, 0, 0, 0);
let sum1: v128 = i16x8(0, 0, 0, 0, 0, 0, 0, 0);
let sum2: v128 = i16x8(0, 0, 0, 0, 0, 0, 0, 0);
let sum3: v128 = i16x8(0, 0, 0, 0, 0, 0, 0, 0);

function nearGaussian(block: i32, counter1: i32, counter2: i32, counter3: i32, key0: i32, key1: i32): void {
  philox(block, counter1, counter2, counter3, key0, key1);
  const a = terms(word0);
  const b = terms(word1);
  const c = terms(word2);
  const d = terms(word3);
  const ab = i16x8.add(a, b);
  const cd = i16x8.add(c, d);
  const a_b = i16x8.sub(a, b);
  const c_d = i16x8.sub(c, d);
  sum0 = i16x8.sub(i16x8.add(ab, cd), i16x8.splat(MEAN));
  sum1 = i16x8.sub(ab, cd);
  sum2 = i16x8.add(a_b, c_d);
  sum3 = i16x8.sub(a_b, c_d);
}

@inline
function lowHalf(sums: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(sums)), f32x4.splat(SCALE));
}

@inline
function highHalf(sums: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(sums)), f32x4.splat(SCALE));
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
    for (let block = 0; block < SHARD / 8 && left > 0; block += 4) {
      nearGaussian(block, shard, 0, last, key0, key1);
      const d = loadDecay();
      const a = loadAmount();
      if (operation < MOMENTUM && left >= 32) {
        update(operation, w, 4, lowHalf(sum0), d, a);
        update(operation, w + 16, 4, highHalf(sum0), d, a);
        update(operation, w + 32, 4, lowHalf(sum1), d, a);
        update(operation, w + 48, 4, highHalf(sum1), d, a);
        update(operation, w + 64, 4, lowHalf(sum2), d, a);
        update(operation, w + 80, 4, highHalf(sum2), d, a);
        update(operation, w + 96, 4, lowHalf(sum3), d, a);
        update(operation, w + 112, 4, highHalf(sum3), d, a);
      } else {
        for (let k = 0; k < 8; k++) {
          const sums = k < 4 ? (k < 2 ? sum0 : sum1) : k < 6 ? sum2 : sum3;
          const z = k & 1 ? highHalf(sums) : lowHalf(sums);
          update(operation, w + (k << 4), left - (k << 2), z, d, a);
        }
      }
      w += 128;
      left -= 32;
    }
    shard++;
    if (shard == 0) last += SHARD_CARRY;
  }
}
