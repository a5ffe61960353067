import { computeFor } from './compute.js';
import { gemm, SMALL_PRODUCT } from './gemm.js';

/** Rows that are computed together, up to the last column of their diagonal block: half of a large product is left out. */
const ROWS = 128;

/**
 * C ← A Aᵀ + beta C, or with `transposed` Aᵀ A + beta C, C being symmetric and exactly so afterwards. All are row-major
 * and without gaps. With beta 0, C need not hold numbers.
 *
 * @param n rows and columns of C
 * @param k terms of a sum: A is n x k, with `transposed` k x n
 */
export function symmetricProduct(
  n: number,
  k: number,
  a: Float64Array,
  transposed: boolean,
  beta: number,
  c: Float64Array,
): void {
  if (n * n * k <= SMALL_PRODUCT) {
    const ld = transposed ? n : k;
    gemm(n, n, k, 1, a, ld, transposed, a, ld, !transposed, beta, c, n);
    return;
  }
  const { memory, module, at } = computeFor([8 * n * k, 8 * n * n]);
  const [toA, toC] = at;
  const result = new Float64Array(memory.buffer, toC, n * n);
  new Float64Array(memory.buffer, toA, n * k).set(a);
  if (beta !== 0) result.set(c);
  const [row, column] = transposed ? [1, n] : [k, 1];
  for (let begin = 0; begin < n; begin += ROWS) {
    const end = Math.min(n, begin + ROWS);
    const [first, into] = [toA + 8 * begin * row, toC + 8 * begin * n];
    module.gemmF64(end - begin, end, k, 1, first, row, column, toA, column, row, beta, into, n);
  }
  c.set(result);
  for (let i = 1; i < n; i++) for (let j = 0; j < i; j++) c[j * n + i] = c[i * n + j]!;
}
