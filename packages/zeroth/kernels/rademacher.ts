import { philox, SHARD, SHARD_CARRY, word0, word1, word2, word3 } from './philox';
import { loadAmount, loadDecay, MOMENTUM, update } from './update';

/** Four signs, as numbers, from the top bits of four words. */
@inline
function signs(bits: v128): v128 {
  return v128.or(f32x4.splat(1), v128.and(bits, i32x4.splat(0x80000000)));
}

/**
 * Applies an operation with random signs: four blocks hold the 512 bits of a shard. Bit 31 − j of lane l of
 * word k, set for −1, is the sign of element 128 k + 4 j + l.
 */
@inline
export function eachRademacher(
  operation: i32, w: usize, length: i32, key0: i32, key1: i32, shard: i32, last: i32,
): void {
  const d = loadDecay();
  const a = loadAmount();
  let left = length;
  while (left > 0) {
    philox(0, shard, 0, last, key0, key1);
    for (let k = 0; k < 4 && left > 0; k++) {
      let bits = k == 0 ? word0 : k == 1 ? word1 : k == 2 ? word2 : word3;
      if (operation < MOMENTUM && left >= SHARD / 4) {
        // No call in this loop: one, even on a path never taken, would keep everything out of registers.
        for (const end = w + SHARD; w < end; w += 64) {
          update(operation, w, 4, signs(bits), d, a);
          update(operation, w + 16, 4, signs(i32x4.shl(bits, 1)), d, a);
          update(operation, w + 32, 4, signs(i32x4.shl(bits, 2)), d, a);
          update(operation, w + 48, 4, signs(i32x4.shl(bits, 3)), d, a);
          bits = i32x4.shl(bits, 4);
        }
        left -= SHARD / 4;
      } else {
        for (let j = 0; j < 32 && left > 0; j++) {
          update(operation, w, left, signs(bits), d, a);
          bits = i32x4.shl(bits, 1);
          w += 16;
          left -= 4;
        }
      }
    }
    shard++;
    if (shard == 0) last += SHARD_CARRY;
  }
}
