import { philox, SHARD, SHARD_CARRY, word0, word1, word2, word3 } from './philox';
import { update } from './update';

/**
 * Applies an operation with random signs: four blocks hold the 512 bits of a shard. Bit 31 − j of lane l of
 * word k, set for −1, is the sign of element 128 k + 4 j + l.
 */
// @ts-ignore: decorator
@inline
export function eachRademacher(operation: i32, w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32): void {
  const one = f32x4.splat(1);
  const signBit = i32x4.splat(0x80000000);
  let left = length;
  while (left > 0) {
    philox(i32x4(0, 1, 2, 3), shard, 0, last, key0, key1);
    for (let k = 0; k < 4; k++) {
      let bits = k == 0 ? word0 : k == 1 ? word1 : k == 2 ? word2 : word3;
      for (let j = 0; j < 32; j++) {
        update(operation, w, left, v128.or(one, v128.and(bits, signBit)));
        bits = i32x4.shl(bits, 1);
        w += 16;
        left -= 4;
      }
    }
    shard++;
    if (shard == 0) last += SHARD_CARRY;
  }
}
