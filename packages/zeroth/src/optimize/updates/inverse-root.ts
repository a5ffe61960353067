import { symmetricProduct } from '../../kernels/symmetric-product.js';
import { symmetricEigen } from '../../linalg/index.js';

/**
 * out ← (A + ε λ I)^(−1/p) of a positive semidefinite matrix, λ being its largest eigenvalue; with ε = 0 of its
 * pseudoinverse, eigenvalues up to n 2⁻⁵² λ counting as zero.
 *
 * @param a n x n row by row where `full`, else n diagonal entries, of which each is its own λ for the choice of zeros
 */
export function inverseRoot(
  out: Float64Array,
  a: Float64Array,
  n: number,
  full: boolean,
  p: number,
  epsilon: number,
): void {
  if (!full) {
    const largest = a.reduce((most, v) => Math.max(most, v), 0);
    for (let i = 0; i < n; i++) out[i] = a[i]! > 0 ? (a[i]! + epsilon * largest) ** (-1 / p) : 0;
    return;
  }
  const { values, vectors } = symmetricEigen(a, n);
  const largest = Math.max(0, values[n - 1] ?? 0);
  const zero = n * 2 ** -52 * largest;
  // Rows are eigenvectors, each times the root of its factor: the product with themselves is the matrix.
  for (let k = 0; k < n; k++) {
    const value = Math.max(0, values[k]!) + epsilon * largest;
    const factor = value > (epsilon > 0 ? 0 : zero) ? value ** (-0.5 / p) : 0;
    for (let i = 0; i < n; i++) vectors[k * n + i]! *= factor;
  }
  symmetricProduct(n, n, vectors, true, 0, out);
}
