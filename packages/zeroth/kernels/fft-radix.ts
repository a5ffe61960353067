/*
 * Passes of the Stockham mixed-radix FFT on interleaved complex numbers, one a vector. A pass reads
 * x[i + ido (j + r k)] and writes y[i + ido (k + l1 j)], i < ido, j < r, k < l1: a butterfly of radix r, then the
 * twiddle factors exp(−2πi i j / (r ido)). They lie one i after the other from i = 1, r − 1 each, as (re, −im, im).
 */

@inline
const TWIDDLE: usize = 24;

@inline
function swap(a: v128): v128 {
  return v128.shuffle<f64>(a, a, 1, 2);
}

/** −i a */
@inline
export function timesMinusI(a: v128): v128 {
  return v128.xor(swap(a), i64x2(0, i64.MIN_VALUE));
}

@inline
function twiddled(a: v128, w: usize): v128 {
  return f64x2.add(f64x2.mul(a, v128.load_splat<f64>(w)), f64x2.mul(swap(a), v128.load(w, 8)));
}

@inline
function put(y: usize, value: v128, w: usize, turned: bool): void {
  if (turned) v128.store(y, twiddled(value, w));
  else v128.store(y, value);
}

@inline
function butterfly2(x: usize, s: usize, y: usize, t: usize, w: usize, turned: bool): void {
  const a0 = v128.load(x);
  const a1 = v128.load(x + s);
  v128.store(y, f64x2.add(a0, a1));
  put(y + t, f64x2.sub(a0, a1), w, turned);
}

@inline
function butterfly3(x: usize, s: usize, y: usize, t: usize, w: usize, turned: bool): void {
  const a0 = v128.load(x);
  const a1 = v128.load(x + s);
  const a2 = v128.load(x + 2 * s);
  const sum = f64x2.add(a1, a2);
  const middle = f64x2.sub(a0, f64x2.mul(f64x2.splat(0.5), sum));
  const side = timesMinusI(f64x2.mul(f64x2.splat(0.8660254037844386), f64x2.sub(a1, a2)));
  v128.store(y, f64x2.add(a0, sum));
  put(y + t, f64x2.add(middle, side), w, turned);
  put(y + 2 * t, f64x2.sub(middle, side), w + TWIDDLE, turned);
}

@inline
function butterfly4(x: usize, s: usize, y: usize, t: usize, w: usize, turned: bool): void {
  const a0 = v128.load(x);
  const a1 = v128.load(x + s);
  const a2 = v128.load(x + 2 * s);
  const a3 = v128.load(x + 3 * s);
  const b0 = f64x2.add(a0, a2);
  const b1 = f64x2.sub(a0, a2);
  const b2 = f64x2.add(a1, a3);
  const b3 = timesMinusI(f64x2.sub(a1, a3));
  v128.store(y, f64x2.add(b0, b2));
  put(y + t, f64x2.add(b1, b3), w, turned);
  put(y + 2 * t, f64x2.sub(b0, b2), w + TWIDDLE, turned);
  put(y + 3 * t, f64x2.sub(b1, b3), w + 2 * TWIDDLE, turned);
}

@inline
function butterfly5(x: usize, s: usize, y: usize, t: usize, w: usize, turned: bool): void {
  const a0 = v128.load(x);
  const a1 = v128.load(x + s);
  const a2 = v128.load(x + 2 * s);
  const a3 = v128.load(x + 3 * s);
  const a4 = v128.load(x + 4 * s);
  const p1 = f64x2.add(a1, a4);
  const p2 = f64x2.add(a2, a3);
  const m1 = f64x2.sub(a1, a4);
  const m2 = f64x2.sub(a2, a3);
  const c1 = f64x2.splat(0.30901699437494742);
  const c2 = f64x2.splat(-0.80901699437494742);
  const s1 = f64x2.splat(0.95105651629515357);
  const s2 = f64x2.splat(0.58778525229247313);
  const u1 = f64x2.add(a0, f64x2.add(f64x2.mul(c1, p1), f64x2.mul(c2, p2)));
  const u2 = f64x2.add(a0, f64x2.add(f64x2.mul(c2, p1), f64x2.mul(c1, p2)));
  const v1 = timesMinusI(f64x2.add(f64x2.mul(s1, m1), f64x2.mul(s2, m2)));
  const v2 = timesMinusI(f64x2.sub(f64x2.mul(s2, m1), f64x2.mul(s1, m2)));
  v128.store(y, f64x2.add(a0, f64x2.add(p1, p2)));
  put(y + t, f64x2.add(u1, v1), w, turned);
  put(y + 2 * t, f64x2.add(u2, v2), w + TWIDDLE, turned);
  put(y + 3 * t, f64x2.sub(u2, v2), w + 2 * TWIDDLE, turned);
  put(y + 4 * t, f64x2.sub(u1, v1), w + 3 * TWIDDLE, turned);
}

@inline
function butterfly7(x: usize, s: usize, y: usize, t: usize, w: usize, turned: bool): void {
  const a0 = v128.load(x);
  let first = v128.load(x + s);
  let second = v128.load(x + 6 * s);
  const p1 = f64x2.add(first, second);
  const m1 = f64x2.sub(first, second);
  first = v128.load(x + 2 * s);
  second = v128.load(x + 5 * s);
  const p2 = f64x2.add(first, second);
  const m2 = f64x2.sub(first, second);
  first = v128.load(x + 3 * s);
  second = v128.load(x + 4 * s);
  const p3 = f64x2.add(first, second);
  const m3 = f64x2.sub(first, second);
  const c1 = f64x2.splat(0.62348980185873353);
  const c2 = f64x2.splat(-0.2225209339563144);
  const c3 = f64x2.splat(-0.90096886790241913);
  const s1 = f64x2.splat(0.78183148246802981);
  const s2 = f64x2.splat(0.97492791218182361);
  const s3 = f64x2.splat(0.43388373911755812);
  v128.store(y, f64x2.add(a0, f64x2.add(p1, f64x2.add(p2, p3))));
  let u = f64x2.add(a0, f64x2.add(f64x2.mul(c1, p1), f64x2.add(f64x2.mul(c2, p2), f64x2.mul(c3, p3))));
  let v = timesMinusI(f64x2.add(f64x2.mul(s1, m1), f64x2.add(f64x2.mul(s2, m2), f64x2.mul(s3, m3))));
  put(y + t, f64x2.add(u, v), w, turned);
  put(y + 6 * t, f64x2.sub(u, v), w + 5 * TWIDDLE, turned);
  u = f64x2.add(a0, f64x2.add(f64x2.mul(c2, p1), f64x2.add(f64x2.mul(c3, p2), f64x2.mul(c1, p3))));
  v = timesMinusI(f64x2.sub(f64x2.mul(s2, m1), f64x2.add(f64x2.mul(s3, m2), f64x2.mul(s1, m3))));
  put(y + 2 * t, f64x2.add(u, v), w + TWIDDLE, turned);
  put(y + 5 * t, f64x2.sub(u, v), w + 4 * TWIDDLE, turned);
  u = f64x2.add(a0, f64x2.add(f64x2.mul(c3, p1), f64x2.add(f64x2.mul(c1, p2), f64x2.mul(c2, p3))));
  v = timesMinusI(f64x2.add(f64x2.sub(f64x2.mul(s3, m1), f64x2.mul(s1, m2)), f64x2.mul(s2, m3)));
  put(y + 3 * t, f64x2.add(u, v), w + 2 * TWIDDLE, turned);
  put(y + 4 * t, f64x2.sub(u, v), w + 3 * TWIDDLE, turned);
}

@inline
function butterfly8(x: usize, s: usize, y: usize, t: usize, w: usize, turned: bool): void {
  const half = f64x2.splat(0.70710678118654757);
  let first = v128.load(x + s);
  let second = v128.load(x + 5 * s);
  const b1 = f64x2.add(first, second);
  const b5 = f64x2.sub(first, second);
  first = v128.load(x + 3 * s);
  second = v128.load(x + 7 * s);
  const b3 = f64x2.add(first, second);
  const b7 = timesMinusI(f64x2.sub(first, second));
  const c1 = f64x2.add(b1, b3);
  const c3 = timesMinusI(f64x2.sub(b1, b3));
  const e0 = f64x2.add(b5, b7);
  const e1 = f64x2.sub(b5, b7);
  const f0 = f64x2.mul(half, f64x2.add(e0, timesMinusI(e0)));
  const f1 = f64x2.mul(half, f64x2.sub(timesMinusI(e1), e1));
  first = v128.load(x);
  second = v128.load(x + 4 * s);
  const b0 = f64x2.add(first, second);
  const b4 = f64x2.sub(first, second);
  first = v128.load(x + 2 * s);
  second = v128.load(x + 6 * s);
  const b2 = f64x2.add(first, second);
  const b6 = timesMinusI(f64x2.sub(first, second));
  const c0 = f64x2.add(b0, b2);
  const c2 = f64x2.sub(b0, b2);
  v128.store(y, f64x2.add(c0, c1));
  put(y + 4 * t, f64x2.sub(c0, c1), w + 3 * TWIDDLE, turned);
  put(y + 2 * t, f64x2.add(c2, c3), w + TWIDDLE, turned);
  put(y + 6 * t, f64x2.sub(c2, c3), w + 5 * TWIDDLE, turned);
  const d0 = f64x2.add(b4, b6);
  const d1 = f64x2.sub(b4, b6);
  put(y + t, f64x2.add(d0, f0), w, turned);
  put(y + 5 * t, f64x2.sub(d0, f0), w + 4 * TWIDDLE, turned);
  put(y + 3 * t, f64x2.add(d1, f1), w + 2 * TWIDDLE, turned);
  put(y + 7 * t, f64x2.sub(d1, f1), w + 6 * TWIDDLE, turned);
}

export function fftPass2(ido: i32, l1: i32, x: usize, y: usize, w: usize): void {
  const s: usize = (<usize>ido) << 4;
  const t: usize = s * <usize>l1;
  for (let k = 0; k < l1; k++) {
    butterfly2(x, s, y, t, w, false);
    let v = w;
    for (let i = 1; i < ido; i++) {
      x += 16;
      y += 16;
      butterfly2(x, s, y, t, v, true);
      v += 1 * TWIDDLE;
    }
    x += 16 + 1 * s;
    y += 16;
  }
}

export function fftPass3(ido: i32, l1: i32, x: usize, y: usize, w: usize): void {
  const s: usize = (<usize>ido) << 4;
  const t: usize = s * <usize>l1;
  for (let k = 0; k < l1; k++) {
    butterfly3(x, s, y, t, w, false);
    let v = w;
    for (let i = 1; i < ido; i++) {
      x += 16;
      y += 16;
      butterfly3(x, s, y, t, v, true);
      v += 2 * TWIDDLE;
    }
    x += 16 + 2 * s;
    y += 16;
  }
}

export function fftPass4(ido: i32, l1: i32, x: usize, y: usize, w: usize): void {
  const s: usize = (<usize>ido) << 4;
  const t: usize = s * <usize>l1;
  for (let k = 0; k < l1; k++) {
    butterfly4(x, s, y, t, w, false);
    let v = w;
    for (let i = 1; i < ido; i++) {
      x += 16;
      y += 16;
      butterfly4(x, s, y, t, v, true);
      v += 3 * TWIDDLE;
    }
    x += 16 + 3 * s;
    y += 16;
  }
}

export function fftPass5(ido: i32, l1: i32, x: usize, y: usize, w: usize): void {
  const s: usize = (<usize>ido) << 4;
  const t: usize = s * <usize>l1;
  for (let k = 0; k < l1; k++) {
    butterfly5(x, s, y, t, w, false);
    let v = w;
    for (let i = 1; i < ido; i++) {
      x += 16;
      y += 16;
      butterfly5(x, s, y, t, v, true);
      v += 4 * TWIDDLE;
    }
    x += 16 + 4 * s;
    y += 16;
  }
}

export function fftPass7(ido: i32, l1: i32, x: usize, y: usize, w: usize): void {
  const s: usize = (<usize>ido) << 4;
  const t: usize = s * <usize>l1;
  for (let k = 0; k < l1; k++) {
    butterfly7(x, s, y, t, w, false);
    let v = w;
    for (let i = 1; i < ido; i++) {
      x += 16;
      y += 16;
      butterfly7(x, s, y, t, v, true);
      v += 6 * TWIDDLE;
    }
    x += 16 + 6 * s;
    y += 16;
  }
}

export function fftPass8(ido: i32, l1: i32, x: usize, y: usize, w: usize): void {
  const s: usize = (<usize>ido) << 4;
  const t: usize = s * <usize>l1;
  for (let k = 0; k < l1; k++) {
    butterfly8(x, s, y, t, w, false);
    let v = w;
    for (let i = 1; i < ido; i++) {
      x += 16;
      y += 16;
      butterfly8(x, s, y, t, v, true);
      v += 7 * TWIDDLE;
    }
    x += 16 + 7 * s;
    y += 16;
  }
}

/**
 * A pass of any odd radix r = 2 h + 1. Table: (cos, sin)(2π u v / r) for u, v = 1 … h, row by row. Work: 2 h complex
 * numbers.
 */
export function fftPassOdd(ido: i32, l1: i32, x: usize, y: usize, w: usize, radix: i32, table: usize, work: usize): void {
  const s: usize = (<usize>ido) << 4;
  const t: usize = s * <usize>l1;
  const h = radix >> 1;
  const last: usize = <usize>(radix - 1);
  for (let k = 0; k < l1; k++) {
    let v = w;
    for (let i = 0; i < ido; i++) {
      const a0 = v128.load(x);
      let total = a0;
      let low = x + s;
      let high = x + last * s;
      for (let p = work; p < work + (<usize>h << 5); p += 32) {
        const first = v128.load(low);
        const second = v128.load(high);
        const sum = f64x2.add(first, second);
        total = f64x2.add(total, sum);
        v128.store(p, sum);
        v128.store(p, f64x2.sub(first, second), 16);
        low += s;
        high -= s;
      }
      v128.store(y, total);
      let c = table;
      let lowTo = y + t;
      let highTo = y + last * t;
      let lowTurn = v;
      let highTurn = v + (last - 1) * TWIDDLE;
      for (let u = 0; u < h; u++) {
        let even = a0;
        let odd = f64x2.splat(0);
        for (let p = work; p < work + (<usize>h << 5); p += 32) {
          even = f64x2.add(even, f64x2.mul(v128.load_splat<f64>(c), v128.load(p)));
          odd = f64x2.add(odd, f64x2.mul(v128.load_splat<f64>(c, 8), v128.load(p, 16)));
          c += 16;
        }
        odd = timesMinusI(odd);
        const plus = f64x2.add(even, odd);
        const minus = f64x2.sub(even, odd);
        if (i > 0) {
          v128.store(lowTo, twiddled(plus, lowTurn));
          v128.store(highTo, twiddled(minus, highTurn));
        } else {
          v128.store(lowTo, plus);
          v128.store(highTo, minus);
        }
        lowTo += t;
        highTo -= t;
        lowTurn += TWIDDLE;
        highTurn -= TWIDDLE;
      }
      if (i > 0) v += last * TWIDDLE;
      x += 16;
      y += 16;
    }
    x += last * s;
  }
}
