/*
 * Products with a compressed sparse matrix. Indices are not checked. Sums are in the order of the entries, so that the
 * bits are those of the plain loops.
 */

/** out ← C x, one sum for each of n lists. */
export function sparseGather(n: i32, pointers: usize, indices: usize, values: usize, x: usize, out: usize): void {
  let v = values;
  let at = indices;
  for (let i: i32 = 0; i < n; i++) {
    const end = values + (<usize>load<i32>(pointers + (<usize>(i + 1) << 2)) << 3);
    let sum: f64 = 0;
    while (v + 24 < end) {
      sum += load<f64>(v) * load<f64>(x + (<usize>load<i32>(at) << 3));
      sum += load<f64>(v, 8) * load<f64>(x + (<usize>load<i32>(at, 4) << 3));
      sum += load<f64>(v, 16) * load<f64>(x + (<usize>load<i32>(at, 8) << 3));
      sum += load<f64>(v, 24) * load<f64>(x + (<usize>load<i32>(at, 12) << 3));
      v += 32;
      at += 16;
    }
    while (v < end) {
      sum += load<f64>(v) * load<f64>(x + (<usize>load<i32>(at) << 3));
      v += 8;
      at += 4;
    }
    store<f64>(out + (<usize>i << 3), sum);
  }
}

/** out ← out + Cᵀ x, each of n lists added where its entries point. */
export function sparseScatter(n: i32, pointers: usize, indices: usize, values: usize, x: usize, out: usize): void {
  let v = values;
  let at = indices;
  for (let i: i32 = 0; i < n; i++) {
    const end = values + (<usize>load<i32>(pointers + (<usize>(i + 1) << 2)) << 3);
    const xi = load<f64>(x + (<usize>i << 3));
    while (v < end) {
      const to = out + (<usize>load<i32>(at) << 3);
      store<f64>(to, load<f64>(to) + load<f64>(v) * xi);
      v += 8;
      at += 4;
    }
  }
}
