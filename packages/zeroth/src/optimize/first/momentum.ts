import { checkDecay, checkFinite, checkPositive } from '../../array/checks.js';
import { gradientAt, progress } from '../../query/index.js';
import type { Vector } from '../../query/types.js';

/** Options of {@link momentum}. */
export interface MomentumOptions {
  /** Step size α > 0. */
  readonly step: number;
  /** Momentum β in [0, 1). Default 0.9. */
  readonly momentum?: number;
}

/**
 * The heavy ball: v ← β v − α ∇f(x), x ← x + v.
 *
 * Asks: gradients (order 1). On quadratics with eigenvalues in [μ, L], α = 4/(√L + √μ)² and β = ((√κ − 1)/(√κ + 1))²,
 * κ = L/μ, give linear convergence at the rate √β, which no method of order 1 betters.
 *
 * @param x0 starting point, length n; it is not changed
 * @returns the last point reported, once a stop rule has fired
 * @source Polyak: Some methods of speeding up the convergence of iteration methods (1964)
 */
export function* momentum(x0: Vector, { step, momentum = 0.9 }: MomentumOptions) {
  checkFinite('x0', x0);
  checkPositive('step', step);
  checkDecay('momentum', momentum);
  const x = x0.slice();
  const velocity = new Float64Array(x.length);
  const gradient = new Float64Array(x.length);
  for (;;) {
    const { value } = yield* gradientAt(x, gradient);
    if (yield* progress({ x, value, gradient })) return x;
    for (let i = 0; i < x.length; i++) {
      velocity[i] = momentum * velocity[i]! - step * gradient[i]!;
      x[i]! += velocity[i]!;
    }
  }
}
