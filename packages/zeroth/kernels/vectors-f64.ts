/*
 * Float64 vectors. Sums run in a fixed order: of the first 8 ⌊n / 8⌋ terms, term i goes to running sum i mod 8;
 * the running sums are added as ((s0 + s2) + (s4 + s6)) + ((s1 + s3) + (s5 + s7)); the rest follow one by one.
 */

/** The eight running sums, two a vector, in one. */
@inline
export function total(sums0: v128, sums1: v128, sums2: v128, sums3: v128): f64 {
  const pair = f64x2.add(f64x2.add(sums0, sums1), f64x2.add(sums2, sums3));
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/** y ← y + a x. */
export function axpyF64(length: i32, a: f64, x: usize, y: usize): void {
  const factor = f64x2.splat(a);
  let left = length;
  for (; left >= 2; left -= 2) {
    v128.store(y, f64x2.add(v128.load(y), f64x2.mul(factor, v128.load(x))));
    x += 16;
    y += 16;
  }
  if (left > 0) store<f64>(y, load<f64>(y) + a * load<f64>(x));
}

/** x ← a x. */
export function scaleF64(length: i32, a: f64, x: usize): void {
  const factor = f64x2.splat(a);
  let left = length;
  for (; left >= 2; left -= 2) {
    v128.store(x, f64x2.mul(factor, v128.load(x)));
    x += 16;
  }
  if (left > 0) store<f64>(x, a * load<f64>(x));
}

export function dotF64(length: i32, x: usize, y: usize): f64 {
  let sums0 = f64x2.splat(0);
  let sums1 = f64x2.splat(0);
  let sums2 = f64x2.splat(0);
  let sums3 = f64x2.splat(0);
  let left = length;
  for (; left >= 8; left -= 8) {
    sums0 = f64x2.add(sums0, f64x2.mul(v128.load(x), v128.load(y)));
    sums1 = f64x2.add(sums1, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
    sums2 = f64x2.add(sums2, f64x2.mul(v128.load(x, 32), v128.load(y, 32)));
    sums3 = f64x2.add(sums3, f64x2.mul(v128.load(x, 48), v128.load(y, 48)));
    x += 64;
    y += 64;
  }
  let result = total(sums0, sums1, sums2, sums3);
  for (; left > 0; left--) {
    result += load<f64>(x) * load<f64>(y);
    x += 8;
    y += 8;
  }
  return result;
}

/** The sum of (a x_i)². */
export function squaresF64(length: i32, a: f64, x: usize): f64 {
  const factor = f64x2.splat(a);
  let sums0 = f64x2.splat(0);
  let sums1 = f64x2.splat(0);
  let sums2 = f64x2.splat(0);
  let sums3 = f64x2.splat(0);
  let left = length;
  for (; left >= 8; left -= 8) {
    const x0 = f64x2.mul(factor, v128.load(x));
    const x1 = f64x2.mul(factor, v128.load(x, 16));
    const x2 = f64x2.mul(factor, v128.load(x, 32));
    const x3 = f64x2.mul(factor, v128.load(x, 48));
    sums0 = f64x2.add(sums0, f64x2.mul(x0, x0));
    sums1 = f64x2.add(sums1, f64x2.mul(x1, x1));
    sums2 = f64x2.add(sums2, f64x2.mul(x2, x2));
    sums3 = f64x2.add(sums3, f64x2.mul(x3, x3));
    x += 64;
  }
  let result = total(sums0, sums1, sums2, sums3);
  for (; left > 0; left--) {
    const scaled = a * load<f64>(x);
    result += scaled * scaled;
    x += 8;
  }
  return result;
}

export function sumF64(length: i32, x: usize): f64 {
  let sums0 = f64x2.splat(0);
  let sums1 = f64x2.splat(0);
  let sums2 = f64x2.splat(0);
  let sums3 = f64x2.splat(0);
  let left = length;
  for (; left >= 8; left -= 8) {
    sums0 = f64x2.add(sums0, v128.load(x));
    sums1 = f64x2.add(sums1, v128.load(x, 16));
    sums2 = f64x2.add(sums2, v128.load(x, 32));
    sums3 = f64x2.add(sums3, v128.load(x, 48));
    x += 64;
  }
  let result = total(sums0, sums1, sums2, sums3);
  for (; left > 0; left--) {
    result += load<f64>(x);
    x += 8;
  }
  return result;
}

/** The largest |x_i|, 0 for no elements, NaN when one is. */
export function maxAbsF64(length: i32, x: usize): f64 {
  let largest0 = f64x2.splat(0);
  let largest1 = f64x2.splat(0);
  let left = length;
  for (; left >= 4; left -= 4) {
    largest0 = f64x2.max(largest0, f64x2.abs(v128.load(x)));
    largest1 = f64x2.max(largest1, f64x2.abs(v128.load(x, 16)));
    x += 32;
  }
  const both = f64x2.max(largest0, largest1);
  let result = max(f64x2.extract_lane(both, 0), f64x2.extract_lane(both, 1));
  for (; left > 0; left--) {
    result = max(result, abs(load<f64>(x)));
    x += 8;
  }
  return result;
}
