/*
 * Products of a matrix and a vector of doubles, the matrix in double or in single precision, sums in double precision:
 * every element of the matrix is read once. The orders of summation are those of src/array/matrix-vector.ts, whose
 * results have the same bits.
 */

/** Terms of a row that are summed one after another, in two sums; longer rows are sums of such runs. */
const RUN: i32 = 256;

/** Two neighbouring elements as doubles. */
@inline
function pair<T extends number>(at: usize): v128 {
  return sizeof<T>() == 8 ? v128.load(at) : f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** The two after them. */
@inline
function nextPair<T extends number>(at: usize): v128 {
  return sizeof<T>() == 8 ? v128.load(at, 16) : f64x2.promote_low_f32x4(v128.load64_zero(at, 8));
}

@inline
function single<T extends number>(at: usize): f64 {
  return <f64>load<T>(at);
}

@inline
function bothLanes(sums: v128): f64 {
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** A run of one row. */
function rowRun<T extends number>(length: i32, a: usize, x: usize): f64 {
  let sums = f64x2.splat(0);
  let left = length;
  for (; left >= 2; left -= 2) {
    sums = f64x2.add(sums, f64x2.mul(pair<T>(a), v128.load(x)));
    a += 2 * sizeof<T>();
    x += 16;
  }
  if (left > 0) sums = f64x2.replace_lane(sums, 0, f64x2.extract_lane(sums, 0) + single<T>(a) * load<f64>(x));
  return bothLanes(sums);
}

/** A run of four rows, `row` bytes apart, added to the four doubles at out. */
function fourRuns<T extends number>(length: i32, a: usize, row: usize, x: usize, out: usize): void {
  let b = a + row;
  let c = b + row;
  let d = c + row;
  let s = f64x2.splat(0), t = s, u = s, v = s;
  let left = length;
  for (; left >= 2; left -= 2) {
    const factors = v128.load(x);
    s = f64x2.add(s, f64x2.mul(pair<T>(a), factors));
    t = f64x2.add(t, f64x2.mul(pair<T>(b), factors));
    u = f64x2.add(u, f64x2.mul(pair<T>(c), factors));
    v = f64x2.add(v, f64x2.mul(pair<T>(d), factors));
    a += 2 * sizeof<T>();
    b += 2 * sizeof<T>();
    c += 2 * sizeof<T>();
    d += 2 * sizeof<T>();
    x += 16;
  }
  if (left > 0) {
    const factor = load<f64>(x);
    s = f64x2.replace_lane(s, 0, f64x2.extract_lane(s, 0) + single<T>(a) * factor);
    t = f64x2.replace_lane(t, 0, f64x2.extract_lane(t, 0) + single<T>(b) * factor);
    u = f64x2.replace_lane(u, 0, f64x2.extract_lane(u, 0) + single<T>(c) * factor);
    v = f64x2.replace_lane(v, 0, f64x2.extract_lane(v, 0) + single<T>(d) * factor);
  }
  store<f64>(out, load<f64>(out) + bothLanes(s));
  store<f64>(out, load<f64>(out, 8) + bothLanes(t), 8);
  store<f64>(out, load<f64>(out, 16) + bothLanes(u), 16);
  store<f64>(out, load<f64>(out, 24) + bothLanes(v), 24);
}

/** out ← out + A x, the elements of a row of A being neighbours and its rows `row` bytes apart. */
@inline
function byRows<T extends number>(m: i32, k: i32, a: usize, row: usize, x: usize, out: usize): void {
  let i = 0;
  for (; i + 3 < m; i += 4)
    for (let l = 0; l < k; l += RUN)
      fourRuns<T>(min(RUN, k - l), a + i * row + l * sizeof<T>(), row, x + 8 * l, out + 8 * i);
  for (; i < m; i++)
    for (let l = 0; l < k; l += RUN) {
      const sum = rowRun<T>(min(RUN, k - l), a + i * row + l * sizeof<T>(), x + 8 * l);
      store<f64>(out + 8 * i, load<f64>(out + 8 * i) + sum);
    }
}

/** Two elements of the sum of four columns times their factors. */
@inline
function ofFour(
  x0: v128, a0: v128, x1: v128, a1: v128, x2: v128, a2: v128, x3: v128, a3: v128,
): v128 {
  const left = f64x2.add(f64x2.mul(x0, a0), f64x2.mul(x1, a1));
  return f64x2.add(left, f64x2.add(f64x2.mul(x2, a2), f64x2.mul(x3, a3)));
}

/** out ← out + Σ A(·, c) x(c) for four columns, `column` bytes apart, whose elements are neighbours. */
function fourColumns<T extends number>(m: i32, a: usize, column: usize, x: usize, out: usize): void {
  let b = a + column;
  let c = b + column;
  let d = c + column;
  const x0 = v128.load64_splat(x), x1 = v128.load64_splat(x, 8);
  const x2 = v128.load64_splat(x, 16), x3 = v128.load64_splat(x, 24);
  let left = m;
  for (; left >= 4; left -= 4) {
    const first = ofFour(x0, pair<T>(a), x1, pair<T>(b), x2, pair<T>(c), x3, pair<T>(d));
    const second = ofFour(x0, nextPair<T>(a), x1, nextPair<T>(b), x2, nextPair<T>(c), x3, nextPair<T>(d));
    v128.store(out, f64x2.add(v128.load(out), first));
    v128.store(out, f64x2.add(v128.load(out, 16), second), 16);
    a += 4 * sizeof<T>();
    b += 4 * sizeof<T>();
    c += 4 * sizeof<T>();
    d += 4 * sizeof<T>();
    out += 32;
  }
  for (; left > 0; left--) {
    const first = load<f64>(x) * single<T>(a) + load<f64>(x, 8) * single<T>(b);
    const second = load<f64>(x, 16) * single<T>(c) + load<f64>(x, 24) * single<T>(d);
    store<f64>(out, load<f64>(out) + (first + second));
    a += sizeof<T>();
    b += sizeof<T>();
    c += sizeof<T>();
    d += sizeof<T>();
    out += 8;
  }
}

/** out ← out + A x, the elements of a column of A being neighbours and its columns `column` bytes apart. */
@inline
function byColumns<T extends number>(m: i32, k: i32, a: usize, column: usize, x: usize, out: usize): void {
  let l = 0;
  for (; l + 3 < k; l += 4) fourColumns<T>(m, a + l * column, column, x + 8 * l, out);
  for (; l < k; l++) {
    const factor = load<f64>(x + 8 * l);
    let at = a + l * column;
    for (let i = 0; i < m; i++) {
      store<f64>(out + 8 * i, load<f64>(out + 8 * i) + factor * single<T>(at));
      at += sizeof<T>();
    }
  }
}

export function gemvRowsF64(m: i32, k: i32, a: usize, row: usize, x: usize, out: usize): void {
  byRows<f64>(m, k, a, row, x, out);
}

export function gemvRowsF32(m: i32, k: i32, a: usize, row: usize, x: usize, out: usize): void {
  byRows<f32>(m, k, a, row, x, out);
}

export function gemvColumnsF64(m: i32, k: i32, a: usize, column: usize, x: usize, out: usize): void {
  byColumns<f64>(m, k, a, column, x, out);
}

export function gemvColumnsF32(m: i32, k: i32, a: usize, column: usize, x: usize, out: usize): void {
  byColumns<f32>(m, k, a, column, x, out);
}
