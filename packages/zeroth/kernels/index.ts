/** y += a x, float64. */
export function axpyF64(n: i32, a: f64, x: usize, y: usize): void {
  for (let i = 0; i < n; i++) {
    const offset = <usize>i << 3;
    store<f64>(y + offset, load<f64>(y + offset) + a * load<f64>(x + offset));
  }
}
