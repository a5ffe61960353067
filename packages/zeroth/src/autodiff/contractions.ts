import { fromData, type NDArray } from '../array/index.js';
import { ZerothError } from '../errors.js';
import type { Random } from '../random/index.js';

/**
 * A linear differential operator of one order k as directions and weights: L u(x) = Σ_s weights_s d^k/dt^k u(x + t v_s),
 * v_s the rows of `directions`. Every operator Σ c_α ∂^α of order k can be written so, and an estimate of one is such a
 * contraction whose expectation is it.
 */
export interface Contraction {
  /** k ≥ 1 */
  readonly order: number;
  /** [S, n] */
  readonly directions: NDArray;
  /** [S] */
  readonly weights: NDArray;
}

/** weight · ∂^k u / ∂x_i₁ … ∂x_iₖ */
export interface PartialDerivative {
  readonly weight: number;
  /** i₁, …, iₖ, in any order, each from 0; an index for each order of differentiation. */
  readonly indices: readonly number[];
}

/** How many directions are drawn, and with what. */
export interface Sampling {
  readonly random: Random;
  /** S ≥ 1 */
  readonly samples: number;
}

/** Options of {@link laplacianEstimate}. */
export interface LaplacianSampling extends Sampling {
  /**
   * `rademacher`: signs, exact where the Hessian is diagonal. `normal`: Gaussian. `coordinates`: the axes of samples of the
   * coordinates without replacement (S ≤ n), exact where the diagonal is constant. Default `rademacher`.
   */
  readonly law?: 'rademacher' | 'normal' | 'coordinates';
}

/** An unbiased estimate of the Laplacian Σ ∂²u/∂xᵢ²: of order 2, from directions with E[v vᵀ] = I. */
export function laplacianEstimate(n: number, { random, samples, law = 'rademacher' }: LaplacianSampling): Contraction {
  checkSamples(samples, law === 'coordinates' ? n : Infinity);
  const directions = new Float64Array(samples * n);
  if (law === 'coordinates') {
    for (const [s, i] of random.choice(n, samples).entries()) directions[s * n + i] = Math.sqrt(n);
  } else if (law === 'normal') random.fillNormal(directions);
  else random.fillRademacher(directions);
  return contraction(2, n, directions, new Float64Array(samples).fill(1 / samples));
}

/** The Laplacian itself: of order 2, along all n axes. */
export function laplacianContraction(n: number): Contraction {
  const directions = new Float64Array(n * n);
  for (let i = 0; i < n; i++) directions[i * n + i] = 1;
  return contraction(2, n, directions, new Float64Array(n).fill(1));
}

/**
 * An unbiased estimate of the biharmonic operator Δ² u = Σ ∂⁴u/∂xᵢ²∂xⱼ²: of order 4, from Gaussian directions, whose fourth
 * moments are those of the identity three times: E[vᵢ vⱼ vₖ vₗ] = δᵢⱼ δₖₗ + δᵢₖ δⱼₗ + δᵢₗ δⱼₖ. Signs have other ones.
 */
export function biharmonicEstimate(n: number, { random, samples }: Sampling): Contraction {
  checkSamples(samples);
  const directions = random.fillNormal(new Float64Array(samples * n));
  return contraction(4, n, directions, new Float64Array(samples).fill(1 / (3 * samples)));
}

/**
 * Σ weight ∂^k u of partial derivatives of one order k, exactly, by polarisation: a mixed derivative of order k is a sum with
 * signs of 2^(k − 1) derivatives along sums and differences of axes.
 *
 * @throws ZerothError `bad-indices` for no terms, terms of several orders, and indices out of range
 */
export function partialsContraction(n: number, terms: readonly PartialDerivative[]): Contraction {
  const order = orderOf(n, terms);
  const combinations = 2 ** (order - 1);
  const directions = new Float64Array(terms.length * combinations * n);
  const weights = new Float64Array(terms.length * combinations);
  let scale = combinations;
  for (let i = 2; i <= order; i++) scale *= i;
  terms.forEach(({ weight, indices }, term) => {
    for (let signs = 0; signs < combinations; signs++) {
      const row = term * combinations + signs;
      let product = 1;
      indices.forEach((index, i) => {
        // The first sign is +: all signs turned round give the same product.
        const sign = (signs >> i) & 1 && i < order - 1 ? -1 : 1;
        product *= sign;
        directions[row * n + index]! += sign;
      });
      weights[row] = (product * weight) / scale;
    }
  });
  return contraction(order, n, directions, weights);
}

/**
 * An unbiased estimate of Σ weight ∂^k u: terms drawn with replacement at odds of their absolute weights, each exact.
 *
 * @throws ZerothError as {@link partialsContraction}
 */
export function partialsEstimate(
  n: number,
  terms: readonly PartialDerivative[],
  { random, samples }: Sampling,
): Contraction {
  checkSamples(samples);
  orderOf(n, terms);
  const reach: number[] = [];
  let total = 0;
  for (const { weight } of terms) {
    total += Math.abs(weight);
    reach.push(total);
  }
  const drawn = Array.from({ length: samples }, () => {
    const target = random.uniform() * total;
    const found = reach.findIndex((bound) => target < bound);
    const { weight, indices } = terms[found < 0 ? terms.length - 1 : found]!;
    return { indices, weight: (Math.sign(weight) * total) / samples };
  });
  return partialsContraction(n, drawn);
}

function contraction(order: number, n: number, directions: Float64Array, weights: Float64Array): Contraction {
  return { order, directions: fromData(directions, [weights.length, n]), weights: fromData(weights) };
}

function orderOf(n: number, terms: readonly PartialDerivative[]): number {
  const order = terms[0]?.indices.length ?? 0;
  const fits = ({ indices }: PartialDerivative): boolean =>
    indices.length === order && indices.every((i) => Number.isInteger(i) && i >= 0 && i < n);
  if (order >= 1 && terms.every(fits)) return order;
  throw new ZerothError(
    'bad-indices',
    `Terms must all have the same number of indices, at least one, each from 0 to ${n - 1}: give operators of several orders one by one.`,
    terms,
  );
}

function checkSamples(samples: number, most = Infinity): void {
  if (Number.isInteger(samples) && samples >= 1 && samples <= most) return;
  throw new ZerothError(
    'bad-count',
    `The number of samples must be an integer from 1${most < Infinity ? ` to ${most}` : ''}.`,
    samples,
  );
}
