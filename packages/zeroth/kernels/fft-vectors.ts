/* What surrounds the passes of the FFT, on interleaved complex numbers, one a vector. */
import { timesMinusI } from './fft-radix';

@inline
function conjugate(a: v128): v128 {
  return v128.xor(a, i64x2(0, i64.MIN_VALUE));
}

@inline
function product(a: v128, b: v128): v128 {
  const turned = v128.xor(v128.shuffle<f64>(a, a, 1, 2), i64x2(i64.MIN_VALUE, 0));
  return f64x2.add(
    f64x2.mul(a, v128.shuffle<f64>(b, b, 0, 2)),
    f64x2.mul(turned, v128.shuffle<f64>(b, b, 1, 3)),
  );
}

/** z ← x y, number by number; the three may be the same. */
export function fftMultiply(length: i32, x: usize, y: usize, z: usize): void {
  for (let i = 0; i < length; i++) {
    v128.store(z, product(v128.load(x), v128.load(y)));
    x += 16;
    y += 16;
    z += 16;
  }
}

/** z ← conj(x y). */
export function fftMultiplyConjugate(length: i32, x: usize, y: usize, z: usize): void {
  for (let i = 0; i < length; i++) {
    v128.store(z, conjugate(product(v128.load(x), v128.load(y))));
    x += 16;
    y += 16;
    z += 16;
  }
}

/** z ← conj(x) y. */
export function fftMultiplyFirstConjugate(length: i32, x: usize, y: usize, z: usize): void {
  for (let i = 0; i < length; i++) {
    v128.store(z, product(conjugate(v128.load(x)), v128.load(y)));
    x += 16;
    y += 16;
    z += 16;
  }
}

/** x_k ← a x_{−k mod n}, in place: turns a forward transform into an inverse one. */
export function fftReverse(length: i32, a: f64, x: usize): void {
  const factor = f64x2.splat(a);
  v128.store(x, f64x2.mul(factor, v128.load(x)));
  let low = x + 16;
  let high = x + ((<usize>length - 1) << 4);
  while (low < high) {
    const first = v128.load(low);
    v128.store(low, f64x2.mul(factor, v128.load(high)));
    v128.store(high, f64x2.mul(factor, first));
    low += 16;
    high -= 16;
  }
  if (low == high) v128.store(low, f64x2.mul(factor, v128.load(low)));
}

/** z ← re + i im. */
export function fftInterleave(length: i32, re: usize, im: usize, z: usize): void {
  let left = length;
  for (; left >= 2; left -= 2) {
    const a = v128.load(re);
    const b = v128.load(im);
    v128.store(z, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(z, v128.shuffle<f64>(a, b, 1, 3), 16);
    re += 16;
    im += 16;
    z += 32;
  }
  if (left > 0) {
    store<f64>(z, load<f64>(re));
    store<f64>(z, load<f64>(im), 8);
  }
}

/** re + i im ← a z. */
export function fftSeparate(length: i32, a: f64, z: usize, re: usize, im: usize): void {
  const factor = f64x2.splat(a);
  let left = length;
  for (; left >= 2; left -= 2) {
    const first = f64x2.mul(factor, v128.load(z));
    const second = f64x2.mul(factor, v128.load(z, 16));
    v128.store(re, v128.shuffle<f64>(first, second, 0, 2));
    v128.store(im, v128.shuffle<f64>(first, second, 1, 3));
    re += 16;
    im += 16;
    z += 32;
  }
  if (left > 0) {
    store<f64>(re, a * load<f64>(z));
    store<f64>(im, a * load<f64>(z, 8));
  }
}

/**
 * The transform of 2 h real numbers from that of h complex ones that hold them in pairs, in place; it becomes one
 * number longer. Table: exp(−2πi k / (2 h)) for k ≤ h / 2.
 */
export function fftUntangle(h: i32, z: usize, w: usize): void {
  const end = z + (<usize>h << 4);
  const re = load<f64>(z);
  const im = load<f64>(z, 8);
  v128.store(z, f64x2(re + im, 0));
  v128.store(end, f64x2(re - im, 0));
  const half = f64x2.splat(0.5);
  let low = z + 16;
  let high = end - 16;
  while (low <= high) {
    w += 16;
    const a = f64x2.mul(half, v128.load(low));
    const b = f64x2.mul(half, conjugate(v128.load(high)));
    const even = f64x2.add(a, b);
    const odd = product(timesMinusI(f64x2.sub(a, b)), v128.load(w));
    v128.store(low, f64x2.add(even, odd));
    v128.store(high, conjugate(f64x2.sub(even, odd)));
    low += 16;
    high -= 16;
  }
}

/** Undoes `fftUntangle`, times 2. The imaginary parts of the first and last number are not read. */
export function fftTangle(h: i32, z: usize, w: usize): void {
  const end = z + (<usize>h << 4);
  const first = load<f64>(z);
  const last = load<f64>(end);
  v128.store(z, f64x2(first + last, first - last));
  let low = z + 16;
  let high = end - 16;
  while (low <= high) {
    w += 16;
    const a = v128.load(low);
    const b = conjugate(v128.load(high));
    const even = f64x2.add(a, b);
    // i conj(w) (a − b) = conj(w) · −(−i (a − b))
    const odd = product(timesMinusI(f64x2.sub(b, a)), conjugate(v128.load(w)));
    v128.store(low, f64x2.add(even, odd));
    v128.store(high, conjugate(f64x2.sub(even, odd)));
    low += 16;
    high -= 16;
  }
}

/** y ← xᵀ, x having rows x columns numbers. */
export function fftTranspose(rows: i32, columns: i32, x: usize, y: usize): void {
  const across: usize = <usize>columns << 4;
  const down: usize = <usize>rows << 4;
  for (let row = 0; row < rows; row += 8) {
    const rowEnd = min(row + 8, rows);
    for (let column = 0; column < columns; column += 8) {
      const columnEnd = min(column + 8, columns);
      for (let i = row; i < rowEnd; i++) {
        let from = x + <usize>i * across + (<usize>column << 4);
        let to = y + (<usize>i << 4) + <usize>column * down;
        for (let j = column; j < columnEnd; j++) {
          v128.store(to, v128.load(from));
          from += 16;
          to += down;
        }
      }
    }
  }
}

/** y_k ← x_{p_k}, p being int32. */
export function fftGather(length: i32, p: usize, x: usize, y: usize): void {
  for (let k = 0; k < length; k++) {
    v128.store(y, v128.load(x + (<usize>load<i32>(p) << 4)));
    p += 4;
    y += 16;
  }
}

/** y_{p_k} ← conj(x_k), p being int32. */
export function fftScatterConjugate(length: i32, p: usize, x: usize, y: usize): void {
  for (let k = 0; k < length; k++) {
    v128.store(y + (<usize>load<i32>(p) << 4), conjugate(v128.load(x)));
    p += 4;
    x += 16;
  }
}
