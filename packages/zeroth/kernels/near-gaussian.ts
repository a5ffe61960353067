import { philox, SHARD, SHARD_CARRY, word0, word1, word2, word3 } from './philox';
import { update } from './update';

/** One over the standard deviation of a sum of four terms: 4 (12 · 16² / 4 + (16² − 1) / 12) = 3157. */
const SCALE: f32 = 0.017797651932695783;
/** The mean of a sum of four terms: 4 (12 · 16 / 2 + 15 / 2). */
const MEAN: i16 = 414;

/** Eight terms from eight halves of words: sixteen times the count of the upper 12 bits, plus the lower 4. */
// @ts-ignore: decorator
@inline
function terms(word: v128): v128 {
  const counts = i16x8.extadd_pairwise_i8x16_u(i8x16.popcnt(v128.and(word, i16x8.splat(-16))));
  return v128.or(i16x8.shl(counts, 4), v128.and(word, i16x8.splat(15)));
}

// @ts-ignore: decorator
@inline
function eight(operation: i32, w: usize, count: i32, sums: v128): void {
  const scale = f32x4.splat(SCALE);
  update(operation, w, count, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(sums)), scale));
  update(operation, w + 16, count - 4, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(sums)), scale));
}

/**
 * Applies an operation with numbers that are nearly normal: mean 0, variance 1, excess kurtosis −0.0397,
 * |z| ≤ 7.4, multiples of 0.0178. Each is a signed sum of four independent terms, a binomial count of 12
 * bits dithered by 4 more; the four terms of a quadruple give four numbers by a Hadamard transform, so these
 * are uncorrelated, and dependent only in their fourth moments (E x² y² = 1 − 0.0397 within a quadruple).
 *
 * Half h of lane l of word k is in term vector k at 2 l + h; sum vector k holds elements 32 g + 8 k to
 * 32 g + 8 k + 7 for blocks 4 g to 4 g + 3.
 */
// @ts-ignore: decorator
@inline
export function eachNearGaussian(operation: i32, w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32): void {
  let left = length;
  while (left > 0) {
    const end = max(left - SHARD, 0);
    let block = i32x4(0, 1, 2, 3);
    do {
      philox(block, shard, 0, last, key0, key1);
      const a = terms(word0);
      const b = terms(word1);
      const c = terms(word2);
      const d = terms(word3);
      const sum0 = i16x8.add(a, b);
      const sum1 = i16x8.add(c, d);
      const difference0 = i16x8.sub(a, b);
      const difference1 = i16x8.sub(c, d);
      eight(operation, w, left, i16x8.sub(i16x8.add(sum0, sum1), i16x8.splat(MEAN)));
      eight(operation, w + 32, left - 8, i16x8.sub(sum0, sum1));
      eight(operation, w + 64, left - 16, i16x8.add(difference0, difference1));
      eight(operation, w + 96, left - 24, i16x8.sub(difference0, difference1));
      block = i32x4.add(block, i32x4.splat(4));
      w += 128;
      left -= 32;
    } while (left > end);
    shard++;
    if (shard == 0) last += SHARD_CARRY;
  }
}
