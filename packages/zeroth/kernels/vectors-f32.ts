import { total } from './vectors-f64';

/*
 * Float32 vectors. Sums are of float64 and run in the same order as those of float64 vectors; products of two
 * float32 numbers are exact there.
 */

@inline
function wide(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** y ← y + a x. */
export function axpyF32(length: i32, a: f32, x: usize, y: usize): void {
  const factor = f32x4.splat(a);
  let left = length;
  for (; left >= 4; left -= 4) {
    v128.store(y, f32x4.add(v128.load(y), f32x4.mul(factor, v128.load(x))));
    x += 16;
    y += 16;
  }
  for (; left > 0; left--) {
    store<f32>(y, load<f32>(y) + a * load<f32>(x));
    x += 4;
    y += 4;
  }
}

/** x ← a x. */
export function scaleF32(length: i32, a: f32, x: usize): void {
  const factor = f32x4.splat(a);
  let left = length;
  for (; left >= 4; left -= 4) {
    v128.store(x, f32x4.mul(factor, v128.load(x)));
    x += 16;
  }
  for (; left > 0; left--) {
    store<f32>(x, a * load<f32>(x));
    x += 4;
  }
}

export function dotF32(length: i32, x: usize, y: usize): f64 {
  let sums0 = f64x2.splat(0);
  let sums1 = f64x2.splat(0);
  let sums2 = f64x2.splat(0);
  let sums3 = f64x2.splat(0);
  let left = length;
  for (; left >= 8; left -= 8) {
    sums0 = f64x2.add(sums0, f64x2.mul(wide(x), wide(y)));
    sums1 = f64x2.add(sums1, f64x2.mul(wide(x + 8), wide(y + 8)));
    sums2 = f64x2.add(sums2, f64x2.mul(wide(x + 16), wide(y + 16)));
    sums3 = f64x2.add(sums3, f64x2.mul(wide(x + 24), wide(y + 24)));
    x += 32;
    y += 32;
  }
  let result = total(sums0, sums1, sums2, sums3);
  for (; left > 0; left--) {
    result += <f64>load<f32>(x) * <f64>load<f32>(y);
    x += 4;
    y += 4;
  }
  return result;
}


export function sumF32(length: i32, x: usize): f64 {
  let sums0 = f64x2.splat(0);
  let sums1 = f64x2.splat(0);
  let sums2 = f64x2.splat(0);
  let sums3 = f64x2.splat(0);
  let left = length;
  for (; left >= 8; left -= 8) {
    sums0 = f64x2.add(sums0, wide(x));
    sums1 = f64x2.add(sums1, wide(x + 8));
    sums2 = f64x2.add(sums2, wide(x + 16));
    sums3 = f64x2.add(sums3, wide(x + 24));
    x += 32;
  }
  let result = total(sums0, sums1, sums2, sums3);
  for (; left > 0; left--) {
    result += <f64>load<f32>(x);
    x += 4;
  }
  return result;
}

/** The largest |x_i|, 0 for no elements, NaN when one is. */
export function maxAbsF32(length: i32, x: usize): f32 {
  let largest0 = f32x4.splat(0);
  let largest1 = f32x4.splat(0);
  let left = length;
  for (; left >= 8; left -= 8) {
    largest0 = f32x4.max(largest0, f32x4.abs(v128.load(x)));
    largest1 = f32x4.max(largest1, f32x4.abs(v128.load(x, 16)));
    x += 32;
  }
  const all = f32x4.max(largest0, largest1);
  let result = max(
    max(f32x4.extract_lane(all, 0), f32x4.extract_lane(all, 1)),
    max(f32x4.extract_lane(all, 2), f32x4.extract_lane(all, 3)),
  );
  for (; left > 0; left--) {
    result = max(result, abs(load<f32>(x)));
    x += 4;
  }
  return result;
}
