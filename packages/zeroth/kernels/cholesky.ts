import { gemm } from './team';
import { half, solveLowerTransposedRight } from './triangular';
import { dotF64 } from './vectors-f64';

const LEAF: i32 = 32;

/**
 * A = L Lᵀ by recursion, L overwriting the lower triangle; above the diagonal, what is there is lost. Gives −1, or
 * the index of the pivot that is not positive.
 */
export function cholesky(n: i32, a: usize, lda: i32): i32 {
  if (n <= LEAF) return leaf(n, a, lda);
  const top = half(n);
  const failed = cholesky(top, a, lda);
  if (failed >= 0) return failed;
  const left = a + (<usize>(top * lda) << 3);
  const corner = left + (<usize>top << 3);
  solveLowerTransposedRight(n - top, top, a, lda, left, lda);
  gemm<f64>(n - top, n - top, top, -1, left, lda, 1, left, 1, lda, 1, corner, lda, 0);
  const later = cholesky(n - top, corner, lda);
  return later < 0 ? later : later + top;
}

function leaf(n: i32, a: usize, lda: i32): i32 {
  const stride = <usize>lda << 3;
  for (let i = 0; i < n; i++) {
    const row = a + <usize>i * stride;
    for (let j = 0; j < i; j++) {
      const other = a + <usize>j * stride;
      const at = row + (<usize>j << 3);
      store<f64>(at, (load<f64>(at) - dotF64(j, row, other)) / load<f64>(other + (<usize>j << 3)));
    }
    const at = row + (<usize>i << 3);
    const pivot = load<f64>(at) - dotF64(i, row, row);
    // Not the opposite comparison: a pivot that is not a number is no positive one.
    if (!(pivot > 0)) return i;
    store<f64>(at, Math.sqrt(pivot));
  }
  return -1;
}
