import { gaussianTwice, normalAt } from './gaussian';
import { SHARD, SHARD_CARRY } from './philox';

/* Four running sums of squares: element i of the call goes to sum i mod 4. */
let sums01: v128 = f64x2(0, 0);
let sums23: v128 = f64x2(0, 0);

/** Adds the squares of the first `count` of four numbers, exact in float64, to the running sums. */
function addSquares(z: v128, count: i32): void {
  if (count <= 0) return;
  const low = f64x2.promote_low_f32x4(z);
  const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(z, z, 2, 3, 2, 3));
  const squares01 = f64x2.mul(low, low);
  const squares23 = f64x2.mul(high, high);
  if (count >= 4) {
    sums01 = f64x2.add(sums01, squares01);
    sums23 = f64x2.add(sums23, squares23);
    return;
  }
  sums01 = f64x2.add(sums01, count > 1 ? squares01 : f64x2.replace_lane(squares01, 1, 0));
  if (count > 2) sums23 = f64x2.add(sums23, f64x2.replace_lane(squares23, 1, 0));
}

/** The sum of squares of the normal numbers that eachGaussian would use. */
export function gaussianSquares(length: i32, key0: i32, key1: i32, shard: i32, last: i32): f64 {
  sums01 = f64x2.splat(0);
  sums23 = f64x2.splat(0);
  let left = length;
  while (left > 0) {
    for (let block = 0; block < SHARD / 4 && left > 0; block += 8) {
      gaussianTwice(block, 0, block + 4, 0, shard, last, key0, key1);
      for (let k = 0; k < 8; k++) addSquares(normalAt(k), left - (k << 2));
      left -= 32;
    }
    shard++;
    if (shard == 0) last += SHARD_CARRY;
  }
  return (
    f64x2.extract_lane(sums01, 0) + f64x2.extract_lane(sums01, 1) +
    (f64x2.extract_lane(sums23, 0) + f64x2.extract_lane(sums23, 1))
  );
}
