import { type Constants, isConvex, meanTheorem, type Theorem, whereKnown } from './theorem.js';

/** What the step of a stochastic method is made of. */
export interface SampledStepOptions {
  readonly step: number;
  readonly momentum: number;
  /** N, how many terms there are. */
  readonly terms: number;
  /** b of them are drawn without replacement, independently at each step. */
  readonly batch: number;
}

/** Of stochastic gradients, with a constant step and independent samples. */
export function stochasticTheorems({ step, momentum, terms, batch }: SampledStepOptions): readonly Theorem[] {
  // The share of a single term's smoothness and noise that a sample of b of N has.
  const single = terms === 1 ? 0 : (terms - batch) / (batch * (terms - 1));
  const whole = terms === 1 ? 1 : (terms * (batch - 1)) / (batch * (terms - 1));
  const expected = ({ smoothness = Number.NaN, termSmoothness = Number.NaN }: Constants): number =>
    whole * smoothness + single * termSmoothness;
  const noiseOf = ({ termNoise = Number.NaN }: Constants): number => single * termNoise;
  const eta = step / (1 - momentum);
  const convex = meanTheorem({
    name: `convex and smooth terms, samples of ${batch}${momentum > 0 ? ', momentum' : ''}`,
    statement:
      'E mean of f(x_j) − f* ≤ (‖x0 − x*‖² / (2 η) + β/(1 − β) (f(x0) − f*)) / ((1 − 2 η L) k) + η σ² / (1 − 2 η L), η the step over 1 − β, L and σ² those of a sample',
    quantity: 'mean gap',
    bound: ({ constants, squaredDistance, gap }) => {
      const [rest, noise] = [1 - 2 * eta * expected(constants), noiseOf(constants)];
      return whereKnown(
        [squaredDistance, gap, rest, noise],
        rest > 0,
        (k) => (squaredDistance / (2 * eta) + (momentum / (1 - momentum)) * gap) / (rest * k) + (eta * noise) / rest,
      );
    },
  });
  if (momentum > 0) return [convex];
  return [
    convex,
    meanTheorem({
      name: `strongly convex, convex and smooth terms, samples of ${batch}`,
      statement: 'E ‖x_k − x*‖² ≤ (1 − η μ)^k ‖x0 − x*‖² + 2 η σ² / μ, η ≤ 1 / 2L, L and σ² those of a sample',
      quantity: 'squared distance',
      bound: ({ constants, squaredDistance }) => {
        const { convexity = 0 } = constants;
        const noise = noiseOf(constants);
        return whereKnown(
          [squaredDistance, noise],
          convexity > 0 && 2 * step * expected(constants) <= 1,
          (k) => (1 - step * convexity) ** k * squaredDistance + (2 * step * noise) / convexity,
        );
      },
    }),
    meanTheorem({
      name: `convex and Lipschitz terms, samples of ${batch}`,
      statement: 'E mean of f(x_j) − f* ≤ ‖x0 − x*‖² / (2 η k) + η G² / 2',
      quantity: 'mean gap',
      bound: ({ constants, squaredDistance, gap }) =>
        whereKnown(
          [squaredDistance, gap, constants.lipschitz],
          isConvex(constants),
          (k) => squaredDistance / (2 * step * k) + (step * (constants.lipschitz ?? 0) ** 2) / 2,
        ),
    }),
  ];
}
