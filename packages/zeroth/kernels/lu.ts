import { WHOLE } from './gemm';
import { gemm } from './team';
import { solveLower } from './triangular';

/*
 * LU with partial pivoting by recursion on the columns (Toledo, Locality of reference in LU decomposition with partial
 * pivoting, 1997). Rows are exchanged whole as soon as a pivot is found.
 */

const LEAF: i32 = 8;

/** The whole matrix: where it begins, bytes from row to row, bytes of a row. */
let whole: usize = 0;
let stride: usize = 0;
let width: usize = 0;
let pivots: usize = 0;
let singular: i32 = -1;

/**
 * P A = L U for m x n, in place: U on and above the diagonal, L (with a diagonal of ones) below. Row i was exchanged
 * with row pivot[i], int32, i < min(m, n). Gives −1, or the index of the first pivot that is zero; the factors are
 * right all the same.
 */
export function lu(m: i32, n: i32, a: usize, lda: i32, pivot: usize): i32 {
  whole = a;
  stride = <usize>lda << 3;
  width = <usize>n << 3;
  pivots = pivot;
  singular = -1;
  const k = min(m, n);
  columns(m, 0, k);
  if (n > k) solveLower(k, n - k, a, lda, 1, true, a + (<usize>k << 3), lda);
  return singular;
}

/** Columns first … first + n − 1 from row `first` down. */
function columns(m: i32, first: i32, n: i32): void {
  if (n <= LEAF) {
    leaf(m, first, n);
    return;
  }
  const left = n > 64 ? ((n / 2 + 31) / 32) * 32 : ((n / 2 + LEAF - 1) / LEAF) * LEAF;
  const lda = <i32>(stride >> 3);
  columns(m, first, left);
  const second = first + left;
  const corner = whole + <usize>first * stride + (<usize>first << 3);
  const right = corner + (<usize>left << 3);
  const below = corner + <usize>left * stride;
  solveLower(left, n - left, corner, lda, 1, true, right, lda);
  gemm<f64>(
    m - second, n - left, left, -1, below, lda, 1, right, lda, 1, 1, below + (<usize>left << 3), lda, WHOLE,
  );
  columns(m, second, n - left);
}

function exchange(i: i32, j: i32): void {
  let p = whole + <usize>i * stride, q = whole + <usize>j * stride;
  let left = width;
  for (; left >= 16; left -= 16) {
    const held = v128.load(p);
    v128.store(p, v128.load(q));
    v128.store(q, held);
    p += 16;
    q += 16;
  }
  if (left > 0) {
    const held = load<f64>(p);
    store<f64>(p, load<f64>(q));
    store<f64>(q, held);
  }
}

function leaf(m: i32, first: i32, n: i32): void {
  let best = first;
  let largest: f64 = -1;
  for (let i = first; i < m; i++) {
    const size = abs(load<f64>(whole + <usize>i * stride + (<usize>first << 3)));
    if (size > largest) {
      largest = size;
      best = i;
    }
  }
  for (let c = 0; c < n; c++) {
    const j = first + c;
    store<i32>(pivots + (<usize>j << 2), best);
    if (best != j) exchange(j, best);
    const row = whole + <usize>j * stride + (<usize>j << 3);
    const pivot = load<f64>(row);
    const rest = n - c - 1;
    if (pivot == 0 && singular < 0) singular = j;
    best = j + 1;
    largest = -1;
    for (let i = j + 1; i < m; i++) {
      let p = whole + <usize>i * stride + (<usize>j << 3);
      if (pivot != 0) {
        const factor = load<f64>(p) / pivot;
        store<f64>(p, factor);
        const factors = f64x2.splat(factor);
        let q = row + 8;
        p += 8;
        let left = rest;
        for (; left >= 2; left -= 2) {
          v128.store(p, f64x2.sub(v128.load(p), f64x2.mul(factors, v128.load(q))));
          p += 16;
          q += 16;
        }
        if (left > 0) store<f64>(p, load<f64>(p) - factor * load<f64>(q));
      }
      if (rest > 0) {
        // The search for the next pivot, while the row is at hand.
        const size = abs(load<f64>(whole + <usize>i * stride + (<usize>(j + 1) << 3)));
        if (size > largest) {
          largest = size;
          best = i;
        }
      }
    }
  }
}
