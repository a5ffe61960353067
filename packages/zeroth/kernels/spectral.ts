/*
 * The inner loops of the reductions to condensed form and of the QR iterations, on float64 matrices stored row by row.
 * Each reads and writes its matrix once: the update that one reflection makes and the product that the next one needs
 * are one pass. Strides `ld` are in elements; sums run in a fixed order.
 */

@inline
function both(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/**
 * On the upper triangle of a symmetric matrix of order n: A ← A − v wᵀ − w vᵀ, then p ← A u.
 */
export function symmetricPass(n: i32, a: usize, ld: i32, v: usize, w: usize, u: usize, p: usize): void {
  const stride = <usize>ld << 3;
  memory.fill(p, 0, <usize>n << 3);
  for (let i = 0; i < n; i++) {
    const at = <usize>i << 3;
    const row = a + <usize>i * stride;
    const vi = load<f64>(v + at), wi = load<f64>(w + at), ui = load<f64>(u + at);
    const diagonal = load<f64>(row + at) - 2 * vi * wi;
    store<f64>(row + at, diagonal);
    const vv = f64x2.splat(vi), ww = f64x2.splat(wi), uu = f64x2.splat(ui);
    let sums = f64x2.splat(0), sums1 = f64x2.splat(0);
    let sum = diagonal * ui;
    let j = at + 8;
    const end = <usize>n << 3;
    for (; j + 32 <= end; j += 32) {
      let x = f64x2.sub(v128.load(row + j), f64x2.add(f64x2.mul(vv, v128.load(w + j)), f64x2.mul(ww, v128.load(v + j))));
      v128.store(row + j, x);
      sums = f64x2.add(sums, f64x2.mul(x, v128.load(u + j)));
      v128.store(p + j, f64x2.add(v128.load(p + j), f64x2.mul(uu, x)));
      x = f64x2.sub(
        v128.load(row + j, 16), f64x2.add(f64x2.mul(vv, v128.load(w + j, 16)), f64x2.mul(ww, v128.load(v + j, 16))),
      );
      v128.store(row + j, x, 16);
      sums1 = f64x2.add(sums1, f64x2.mul(x, v128.load(u + j, 16)));
      v128.store(p + j, f64x2.add(v128.load(p + j, 16), f64x2.mul(uu, x)), 16);
    }
    for (; j < end; j += 8) {
      const x = load<f64>(row + j) - (vi * load<f64>(w + j) + wi * load<f64>(v + j));
      store<f64>(row + j, x);
      sum += x * load<f64>(u + j);
      store<f64>(p + j, load<f64>(p + j) + ui * x);
    }
    store<f64>(p + at, load<f64>(p + at) + (sum + both(f64x2.add(sums, sums1))));
  }
}

/** A ← A − x vᵀ, then y ← Aᵀ u. A is m x n. */
export function combineRowsPass(m: i32, n: i32, a: usize, ld: i32, x: usize, v: usize, u: usize, y: usize): void {
  const stride = <usize>ld << 3;
  const end = <usize>n << 3;
  memory.fill(y, 0, end);
  let i = 0;
  for (; i + 2 <= m; i += 2) {
    const at = <usize>i << 3;
    const row0 = a + <usize>i * stride, row1 = row0 + stride;
    const x0 = f64x2.splat(load<f64>(x + at)), x1 = f64x2.splat(load<f64>(x + at, 8));
    const u0 = f64x2.splat(load<f64>(u + at)), u1 = f64x2.splat(load<f64>(u + at, 8));
    let j: usize = 0;
    for (; j + 16 <= end; j += 16) {
      const vj = v128.load(v + j);
      const r0 = f64x2.sub(v128.load(row0 + j), f64x2.mul(x0, vj));
      const r1 = f64x2.sub(v128.load(row1 + j), f64x2.mul(x1, vj));
      v128.store(row0 + j, r0);
      v128.store(row1 + j, r1);
      v128.store(y + j, f64x2.add(v128.load(y + j), f64x2.add(f64x2.mul(u0, r0), f64x2.mul(u1, r1))));
    }
    if (j < end) {
      const vj = load<f64>(v + j);
      const r0 = load<f64>(row0 + j) - load<f64>(x + at) * vj;
      const r1 = load<f64>(row1 + j) - load<f64>(x + at, 8) * vj;
      store<f64>(row0 + j, r0);
      store<f64>(row1 + j, r1);
      store<f64>(y + j, load<f64>(y + j) + (load<f64>(u + at) * r0 + load<f64>(u + at, 8) * r1));
    }
  }
  if (i < m) {
    const at = <usize>i << 3;
    const row = a + <usize>i * stride;
    const xi = load<f64>(x + at), ui = load<f64>(u + at);
    for (let j: usize = 0; j < end; j += 8) {
      const r = load<f64>(row + j) - xi * load<f64>(v + j);
      store<f64>(row + j, r);
      store<f64>(y + j, load<f64>(y + j) + ui * r);
    }
  }
}

/** A ← A − u yᵀ, then x ← A v. A is m x n. */
export function multiplyRowsPass(m: i32, n: i32, a: usize, ld: i32, u: usize, y: usize, v: usize, x: usize): void {
  const stride = <usize>ld << 3;
  const end = <usize>n << 3;
  let i = 0;
  for (; i + 2 <= m; i += 2) {
    const at = <usize>i << 3;
    const row0 = a + <usize>i * stride, row1 = row0 + stride;
    const u0 = f64x2.splat(load<f64>(u + at)), u1 = f64x2.splat(load<f64>(u + at, 8));
    let sums0 = f64x2.splat(0), sums1 = f64x2.splat(0);
    let j: usize = 0;
    for (; j + 16 <= end; j += 16) {
      const yj = v128.load(y + j), vj = v128.load(v + j);
      const r0 = f64x2.sub(v128.load(row0 + j), f64x2.mul(u0, yj));
      const r1 = f64x2.sub(v128.load(row1 + j), f64x2.mul(u1, yj));
      v128.store(row0 + j, r0);
      v128.store(row1 + j, r1);
      sums0 = f64x2.add(sums0, f64x2.mul(r0, vj));
      sums1 = f64x2.add(sums1, f64x2.mul(r1, vj));
    }
    let sum0 = both(sums0), sum1 = both(sums1);
    if (j < end) {
      const yj = load<f64>(y + j), vj = load<f64>(v + j);
      const r0 = load<f64>(row0 + j) - load<f64>(u + at) * yj;
      const r1 = load<f64>(row1 + j) - load<f64>(u + at, 8) * yj;
      store<f64>(row0 + j, r0);
      store<f64>(row1 + j, r1);
      sum0 += r0 * vj;
      sum1 += r1 * vj;
    }
    store<f64>(x + at, sum0);
    store<f64>(x + at, sum1, 8);
  }
  if (i < m) {
    const at = <usize>i << 3;
    const row = a + <usize>i * stride;
    const ui = load<f64>(u + at);
    let sum: f64 = 0;
    for (let j: usize = 0; j < end; j += 8) {
      const r = load<f64>(row + j) - ui * load<f64>(y + j);
      store<f64>(row + j, r);
      sum += r * load<f64>(v + j);
    }
    store<f64>(x + at, sum);
  }
}

/** A ← A − p qᵀ − r sᵀ, then w ← A u and z ← Aᵀ g. A is m x n. */
export function bothSidesPass(
  m: i32, n: i32, a: usize, ld: i32, p: usize, q: usize, r: usize, s: usize, u: usize, w: usize, g: usize, z: usize,
): void {
  const stride = <usize>ld << 3;
  const end = <usize>n << 3;
  memory.fill(z, 0, end);
  for (let i = 0; i < m; i++) {
    const at = <usize>i << 3;
    const row = a + <usize>i * stride;
    const pi = load<f64>(p + at), ri = load<f64>(r + at), gi = load<f64>(g + at);
    const pp = f64x2.splat(pi), rr = f64x2.splat(ri), gg = f64x2.splat(gi);
    let sums = f64x2.splat(0);
    let j: usize = 0;
    for (; j + 16 <= end; j += 16) {
      const x = f64x2.sub(
        v128.load(row + j), f64x2.add(f64x2.mul(pp, v128.load(q + j)), f64x2.mul(rr, v128.load(s + j))),
      );
      v128.store(row + j, x);
      sums = f64x2.add(sums, f64x2.mul(x, v128.load(u + j)));
      v128.store(z + j, f64x2.add(v128.load(z + j), f64x2.mul(gg, x)));
    }
    let sum = both(sums);
    if (j < end) {
      const x = load<f64>(row + j) - (pi * load<f64>(q + j) + ri * load<f64>(s + j));
      store<f64>(row + j, x);
      sum += x * load<f64>(u + j);
      store<f64>(z + j, load<f64>(z + j) + gi * x);
    }
    store<f64>(w + at, sum);
  }
}

/**
 * Applies `count` rotations (cosine, sine) to neighbouring rows of a matrix with n columns, the first to rows 0 and 1,
 * the next to rows 1 and 2: upper ← c upper + s lower, lower ← c lower − s upper. In strips of columns, so that
 * the row that two rotations share stays in registers.
 */
export function rotateRowsPass(count: i32, n: i32, a: usize, ld: i32, rotations: usize): void {
  const stride = <usize>ld << 3;
  let left = n;
  for (; left >= 8; left -= 8) {
    let row = a, turn = rotations;
    let x0 = v128.load(row), x1 = v128.load(row, 16), x2 = v128.load(row, 32), x3 = v128.load(row, 48);
    for (let k = 0; k < count; k++) {
      const next = row + stride;
      const c = v128.load64_splat(turn), s = v128.load64_splat(turn, 8);
      const y0 = v128.load(next), y1 = v128.load(next, 16), y2 = v128.load(next, 32), y3 = v128.load(next, 48);
      v128.store(row, f64x2.add(f64x2.mul(c, x0), f64x2.mul(s, y0)));
      v128.store(row, f64x2.add(f64x2.mul(c, x1), f64x2.mul(s, y1)), 16);
      v128.store(row, f64x2.add(f64x2.mul(c, x2), f64x2.mul(s, y2)), 32);
      v128.store(row, f64x2.add(f64x2.mul(c, x3), f64x2.mul(s, y3)), 48);
      x0 = f64x2.sub(f64x2.mul(c, y0), f64x2.mul(s, x0));
      x1 = f64x2.sub(f64x2.mul(c, y1), f64x2.mul(s, x1));
      x2 = f64x2.sub(f64x2.mul(c, y2), f64x2.mul(s, x2));
      x3 = f64x2.sub(f64x2.mul(c, y3), f64x2.mul(s, x3));
      row = next;
      turn += 16;
    }
    v128.store(row, x0);
    v128.store(row, x1, 16);
    v128.store(row, x2, 32);
    v128.store(row, x3, 48);
    a += 64;
  }
  for (; left > 0; left--) {
    let row = a, turn = rotations;
    let x = load<f64>(row);
    for (let k = 0; k < count; k++) {
      const next = row + stride;
      const c = load<f64>(turn), s = load<f64>(turn, 8);
      const y = load<f64>(next);
      store<f64>(row, c * x + s * y);
      x = c * y - s * x;
      row = next;
      turn += 16;
    }
    store<f64>(row, x);
    a += 8;
  }
}

/** Rows 0, 1, 2 of a matrix with n columns ← (I − (f, f b, f c)ᵀ (1, b, c)) rows. */
export function reflectRows(n: i32, a: usize, ld: i32, b: f64, c: f64, f: f64): void {
  const row1 = a + (<usize>ld << 3), row2 = row1 + (<usize>ld << 3);
  const bb = f64x2.splat(b), cc = f64x2.splat(c), ff = f64x2.splat(f);
  const end = <usize>n << 3;
  let j: usize = 0;
  for (; j + 16 <= end; j += 16) {
    const x0 = v128.load(a + j), x1 = v128.load(row1 + j), x2 = v128.load(row2 + j);
    const t = f64x2.mul(ff, f64x2.add(x0, f64x2.add(f64x2.mul(bb, x1), f64x2.mul(cc, x2))));
    v128.store(a + j, f64x2.sub(x0, t));
    v128.store(row1 + j, f64x2.sub(x1, f64x2.mul(t, bb)));
    v128.store(row2 + j, f64x2.sub(x2, f64x2.mul(t, cc)));
  }
  if (j < end) {
    const x0 = load<f64>(a + j), x1 = load<f64>(row1 + j), x2 = load<f64>(row2 + j);
    const t = f * (x0 + (b * x1 + c * x2));
    store<f64>(a + j, x0 - t);
    store<f64>(row1 + j, x1 - t * b);
    store<f64>(row2 + j, x2 - t * c);
  }
}

/** The same from the right on columns 0, 1, 2 of a matrix with m rows. */
export function reflectColumns(m: i32, a: usize, ld: i32, b: f64, c: f64, f: f64): void {
  const stride = <usize>ld << 3;
  for (let i = 0; i < m; i++) {
    const x0 = load<f64>(a), x1 = load<f64>(a, 8), x2 = load<f64>(a, 16);
    const t = f * (x0 + (b * x1 + c * x2));
    store<f64>(a, x0 - t);
    store<f64>(a, x1 - t * b, 8);
    store<f64>(a, x2 - t * c, 16);
    a += stride;
  }
}
