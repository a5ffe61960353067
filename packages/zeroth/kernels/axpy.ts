/** y ← y + a x, float32. */
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

/** y ← y + a x, float64. */
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
