import { columnsOf, packA, packB, ROWS } from './gemm-pack';

/*
 * C ← alpha A B + beta C, blocked for the caches, after Goto and van de Geijn, Anatomy of high-performance matrix
 * multiplication (2008). Every element of C is summed over blocks of DEPTH terms; within a block term by term, in
 * order; so its bits depend on the number of terms only, not on where it stands or on which thread computes it.
 */

/** Terms, rows of A and columns of B in a block: 256 KB of float64 from A, 2 MB from B. */
const DEPTH: i32 = 256;
const BLOCK_ROWS: i32 = 128;
const BLOCK_COLUMNS: i32 = 1024;

/** No diagonal: beyond all columns, and no sum with a row overflows. */
export const WHOLE: i32 = 1 << 30;

/** Where the packed blocks, one tile, and {@link leafWork} are: {@link gemmWorkBytes} bytes. */
let work: usize = 0;

export function gemmWorkBytes(): i32 {
  return (DEPTH * BLOCK_ROWS + DEPTH * BLOCK_COLUMNS) * 8 + 256 + 8192;
}

/** 8 KB for the leaves of recursions, which the product does not touch. */
export function leafWork(): usize {
  return work + <usize>((DEPTH * BLOCK_ROWS + DEPTH * BLOCK_COLUMNS) * 8 + 256);
}

export function setGemmWork(address: usize): void {
  work = address;
}

@inline
function addTo<T extends number>(c: usize, factor: v128, sums: v128): void {
  v128.store(c, v128.add<T>(v128.load(c), v128.mul<T>(factor, sums)));
}

/** C ← C + alpha A B for one tile, from slivers. */
function tile<T extends number>(depth: i32, alpha: T, a: usize, b: usize, c: usize, stride: usize): void {
  let s00 = v128.splat<T>(<T>0), s01 = s00, s10 = s00, s11 = s00;
  let s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load_splat<T>(a);
    s00 = v128.add<T>(s00, v128.mul<T>(a0, b0));
    s01 = v128.add<T>(s01, v128.mul<T>(a0, b1));
    const a1 = v128.load_splat<T>(a, sizeof<T>());
    s10 = v128.add<T>(s10, v128.mul<T>(a1, b0));
    s11 = v128.add<T>(s11, v128.mul<T>(a1, b1));
    const a2 = v128.load_splat<T>(a, 2 * sizeof<T>());
    s20 = v128.add<T>(s20, v128.mul<T>(a2, b0));
    s21 = v128.add<T>(s21, v128.mul<T>(a2, b1));
    const a3 = v128.load_splat<T>(a, 3 * sizeof<T>());
    s30 = v128.add<T>(s30, v128.mul<T>(a3, b0));
    s31 = v128.add<T>(s31, v128.mul<T>(a3, b1));
    a += 4 * sizeof<T>();
    b += 32;
  }
  const factor = v128.splat<T>(alpha);
  addTo<T>(c, factor, s00);
  addTo<T>(c + 16, factor, s01);
  c += stride;
  addTo<T>(c, factor, s10);
  addTo<T>(c + 16, factor, s11);
  c += stride;
  addTo<T>(c, factor, s20);
  addTo<T>(c + 16, factor, s21);
  c += stride;
  addTo<T>(c, factor, s30);
  addTo<T>(c + 16, factor, s31);
}

/** A tile at an edge goes through memory of its own, from which only what there is is copied. */
function edgeTile<T extends number>(
  rows: i32, columns: i32, depth: i32, alpha: T, a: usize, b: usize, c: usize, stride: usize, own: usize,
): void {
  for (let i: usize = 0; i < 128; i += 16) v128.store(own + i, i64x2.splat(0));
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      store<T>(own + <usize>(32 * i) + <usize>j * sizeof<T>(), load<T>(c + <usize>i * stride + <usize>j * sizeof<T>()));
  tile<T>(depth, alpha, a, b, own, 32);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      store<T>(c + <usize>i * stride + <usize>j * sizeof<T>(), load<T>(own + <usize>(32 * i) + <usize>j * sizeof<T>()));
}

function scaleRows<T extends number>(m: i32, n: i32, beta: T, c: usize, stride: usize): void {
  if (beta == <T>1) return;
  for (let i = 0; i < m; i++) {
    let p = c + <usize>i * stride;
    // Zero replaces: what is in C need not be a number.
    if (beta == <T>0) memory.fill(p, 0, <usize>n * sizeof<T>());
    else
      for (let j = 0; j < n; j++) {
        store<T>(p, beta * load<T>(p));
        p += sizeof<T>();
      }
  }
}

/**
 * C ← alpha A B + beta C, by this thread. A is m x k, B is k x n, with any strides (in elements); rows of C are `ldc`
 * apart. `diagonal`: tiles of which all columns lie beyond that of their last row plus this number are left out; with
 * {@link WHOLE} none is.
 */
export function gemmAlone<T extends number>(
  m: i32, n: i32, k: i32, alpha: T, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32,
  beta: T, c: usize, ldc: i32, diagonal: i32,
): void {
  const size = sizeof<T>();
  const stride = <usize>ldc * size;
  scaleRows<T>(m, n, beta, c, stride);
  if (alpha == <T>0) return;
  const aRowBytes = <usize>aRow * size, aColumnBytes = <usize>aColumn * size;
  const bRowBytes = <usize>bRow * size, bColumnBytes = <usize>bColumn * size;
  const width = columnsOf<T>();
  const packedA = work;
  const packedB = work + <usize>(DEPTH * BLOCK_ROWS * 8);
  const own = packedB + <usize>(DEPTH * BLOCK_COLUMNS * 8);
  for (let jc = 0; jc < n; jc += BLOCK_COLUMNS) {
    const columns = min(BLOCK_COLUMNS, n - jc);
    for (let pc = 0; pc < k; pc += DEPTH) {
      const depth = min(DEPTH, k - pc);
      packB<T>(depth, columns, b + <usize>pc * bRowBytes + <usize>jc * bColumnBytes, bRowBytes, bColumnBytes, packedB);
      const sliverA = <usize>(depth * ROWS) * size, sliverB = <usize>(depth * width) * size;
      for (let ic = 0; ic < m; ic += BLOCK_ROWS) {
        const rows = min(BLOCK_ROWS, m - ic);
        if (ic + rows + diagonal <= jc) continue;
        packA<T>(rows, depth, a + <usize>ic * aRowBytes + <usize>pc * aColumnBytes, aRowBytes, aColumnBytes, packedA);
        for (let j = 0; j < columns; j += width) {
          const pb = packedB + <usize>(j / width) * sliverB;
          const wide = columns - j >= width;
          for (let i = 0; i < rows; i += ROWS) {
            if (ic + i + ROWS + diagonal <= jc + j) continue;
            const pa = packedA + <usize>(i / ROWS) * sliverA;
            const at = c + <usize>(ic + i) * stride + <usize>(jc + j) * size;
            if (wide && rows - i >= ROWS) tile<T>(depth, alpha, pa, pb, at, stride);
            else edgeTile<T>(min(ROWS, rows - i), min(width, columns - j), depth, alpha, pa, pb, at, stride, own);
          }
        }
      }
    }
  }
}
