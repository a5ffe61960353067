import { normOf, reflect, reflector } from './qr';

function exchangeColumns(m: i32, a: usize, stride: usize, i: i32, j: i32): void {
  let p = a + (<usize>i << 3), q = a + (<usize>j << 3);
  for (let r = 0; r < m; r++) {
    const held = load<f64>(p);
    store<f64>(p, load<f64>(q));
    store<f64>(q, held);
    p += stride;
    q += stride;
  }
}

/**
 * A P = Q R with the largest remaining column first, so that the diagonal of R does not grow. `order` gets n int32:
 * which column of A each column is. Norms are downdated as long as that is accurate (Drmač and Bujanović, On the
 * failure of rank-revealing QR factorization software, 2008). work: 3 n numbers.
 */
export function qrPivoted(m: i32, n: i32, a: usize, lda: i32, tau: usize, order: usize, work: usize): void {
  const stride = <usize>lda << 3;
  const norms = work, exact = work + (<usize>n << 3), w = exact + (<usize>n << 3);
  for (let j = 0; j < n; j++) {
    const norm = normOf(m, a + (<usize>j << 3), stride);
    store<f64>(norms + (<usize>j << 3), norm);
    store<f64>(exact + (<usize>j << 3), norm);
    store<i32>(order + (<usize>j << 2), j);
  }
  const all = min(m, n);
  for (let k = 0; k < all; k++) {
    let best = k;
    for (let j = k + 1; j < n; j++)
      if (load<f64>(norms + (<usize>j << 3)) > load<f64>(norms + (<usize>best << 3))) best = j;
    if (best != k) {
      exchangeColumns(m, a, stride, k, best);
      store<f64>(norms + (<usize>best << 3), load<f64>(norms + (<usize>k << 3)));
      store<f64>(exact + (<usize>best << 3), load<f64>(exact + (<usize>k << 3)));
      const held = load<i32>(order + (<usize>k << 2));
      store<i32>(order + (<usize>k << 2), load<i32>(order + (<usize>best << 2)));
      store<i32>(order + (<usize>best << 2), held);
    }
    const at = a + <usize>k * stride + (<usize>k << 3);
    const factor = reflector(m - k, at, stride);
    store<f64>(tau + (<usize>k << 3), factor);
    reflect(m - k, n - k - 1, at, stride, factor, at + 8, stride, w);
    for (let j = k + 1; j < n; j++) {
      const norm = load<f64>(norms + (<usize>j << 3));
      if (norm == 0) continue;
      const ratio = abs(load<f64>(a + <usize>k * stride + (<usize>j << 3))) / norm;
      const left = max((1 + ratio) * (1 - ratio), 0);
      const change = norm / load<f64>(exact + (<usize>j << 3));
      if (left * change * change <= 1.4901161193847656e-8) {
        const again = normOf(m - k - 1, a + <usize>(k + 1) * stride + (<usize>j << 3), stride);
        store<f64>(norms + (<usize>j << 3), again);
        store<f64>(exact + (<usize>j << 3), again);
      } else store<f64>(norms + (<usize>j << 3), norm * Math.sqrt(left));
    }
  }
}
