import type { Vector } from '../../query/index.js';

/**
 * σ₀ … σ_degree, the elementary symmetric polynomials of the eigenvalues of a matrix, from the traces of its powers:
 * τ σ_τ = Σ (−1)^(i−1) σ_(τ−i) tr Bⁱ.
 *
 * @param traces tr B, tr B², …, one a degree
 * @source Macdonald: Symmetric functions and Hall polynomials (1979), section I.2
 */
export function elementarySymmetric(traces: readonly number[]): readonly number[] {
  const sigma = [1];
  for (let degree = 1; degree <= traces.length; degree++) {
    let sum = 0;
    for (let i = 1; i <= degree; i++) sum += (i % 2 === 1 ? 1 : -1) * sigma[degree - i]! * traces[i - 1]!;
    sigma.push(sum / degree);
  }
  return sigma;
}

/**
 * The preconditioner P_τ(B) = Σ (−1)^j σ_(τ−j) B^j. Its eigenvalue at λᵢ is the symmetric polynomial of degree τ of the
 * *other* eigenvalues. Where λ₁ ≥ … ≥ λ_τ are far above the rest, P_τ(B) B has about λ₁ … λ_τ Σ_(j>τ) λⱼ for each of them and
 * λ₁ … λ_τ λᵢ for the others: its condition number is about Σ_(j>τ) λⱼ / λ_n, whatever the gaps above were.
 *
 * @param product B times a vector
 * @param symmetric σ₀ … σ_τ
 * @returns P_τ(B) g, in τ products
 * @source Doikov and Rodomanov: Polynomial preconditioning for gradient methods (2023), section 3
 */
export function symmetricPreconditioner(
  product: (v: Vector) => Vector,
  symmetric: readonly number[],
): (gradient: Vector) => Vector {
  return (gradient) => {
    // Horner's scheme, from P₀ = I: P_τ = σ_τ I − B P_(τ−1).
    let sum = gradient.slice();
    for (let degree = 1; degree < symmetric.length; degree++) {
      const image = product(sum);
      sum = gradient.map((g, i) => symmetric[degree]! * g - image[i]!);
    }
    return sum;
  };
}
