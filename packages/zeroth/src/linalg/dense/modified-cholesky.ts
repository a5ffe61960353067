/**
 * P (A + E) Pᵀ = L Lᵀ for a symmetric A, E being diagonal, not negative, and zero where A is safely positive definite;
 * after Gill, Murray and Wright. The largest entry of E is bounded by about n² times that of A, and usually close to
 * the least that makes A positive definite.
 *
 * @param a n x n, row by row, both triangles; L replaces it, with zeros above the diagonal
 * @param order gets the permutation: row i of P A is row order[i] of A
 * @param e gets the diagonal of E, in the order of A
 * @source Gill, Murray, Wright: Practical Optimization (1981), section 4.4.2.2
 */
export function modifiedCholeskyInPlace(a: Float64Array, n: number, order: Int32Array, e: Float64Array): void {
  let diagonal = 0;
  let beside = 0;
  for (let i = 0; i < n; i++) {
    order[i] = i;
    diagonal = Math.max(diagonal, Math.abs(a[i * n + i]!));
    for (let j = 0; j < i; j++) beside = Math.max(beside, Math.abs(a[i * n + j]!));
  }
  // Powers of two, so that squares stay in the range of float64.
  const largest = Math.max(diagonal, beside);
  const scale = largest > 0 ? 2 ** -Math.floor(Math.log2(largest)) : 1;
  for (let i = 0; i < a.length; i++) a[i]! *= scale;
  const bound = Math.max(diagonal * scale, (beside * scale) / Math.sqrt(Math.max(1, n * n - 1)), 2 ** -52);
  const least = 2 ** -52 * Math.max(diagonal * scale + beside * scale, largest > 0 ? 0 : 1);
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + i]!) > Math.abs(a[best * n + best]!)) best = i;
    if (best !== k) exchange(a, n, k, best, order);
    let theta = 0;
    for (let i = k + 1; i < n; i++) theta = Math.max(theta, Math.abs(a[i * n + k]!));
    const found = a[k * n + k]!;
    const pivot = Math.max(Math.abs(found), (theta * theta) / bound, least);
    e[order[k]!] = pivot === found ? 0 : (pivot - found) / scale;
    const root = Math.sqrt(pivot);
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k]! / pivot;
      if (factor !== 0) for (let j = k + 1; j <= i; j++) a[i * n + j]! -= factor * a[j * n + k]!;
    }
    for (let i = k + 1; i < n; i++) a[i * n + k]! /= root;
    a[k * n + k] = root;
  }
  const back = 1 / Math.sqrt(scale);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) a[i * n + j]! *= back;
    a.fill(0, i * n + i + 1, (i + 1) * n);
  }
}

/** Exchanges rows and columns i < j of what the lower triangle holds. */
function exchange(a: Float64Array, n: number, i: number, j: number, order: Int32Array): void {
  const swap = (p: number, q: number): void => {
    const held = a[p]!;
    a[p] = a[q]!;
    a[q] = held;
  };
  for (let c = 0; c < i; c++) swap(i * n + c, j * n + c);
  for (let c = i + 1; c < j; c++) swap(c * n + i, j * n + c);
  for (let r = j + 1; r < n; r++) swap(r * n + i, r * n + j);
  swap(i * n + i, j * n + j);
  const held = order[i]!;
  order[i] = order[j]!;
  order[j] = held;
}
