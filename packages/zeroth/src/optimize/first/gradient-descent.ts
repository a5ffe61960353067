import { checkFinite, checkPositive } from '../../array/checks.js';
import { addScaled } from '../../array/vector.js';
import { gradientAt, progress } from '../../query/index.js';
import type { Vector } from '../../query/types.js';

/** Options of {@link gradientDescent}. */
export interface GradientDescentOptions {
  /** Step size η > 0; it converges below 2/L, L being the Lipschitz constant of the gradient. */
  readonly step: number;
}

/**
 * Gradient descent with a constant step: x ← x − η ∇f(x).
 *
 * Asks: gradients (order 1). Where f is convex with L-Lipschitz gradient and η ≤ 1/L, f(x_k) − f* ≤ ‖x₀ − x*‖²/(2 η k);
 * where it is also μ-strongly convex, ‖x − x*‖ shrinks by max(|1 − η μ|, |1 − η L|) a step.
 *
 * @param x0 starting point, length n; it is not changed
 * @returns the last point reported, once a stop rule has fired
 * @source Cauchy: Méthode générale pour la résolution des systèmes d'équations simultanées (1847)
 */
export function* gradientDescent(x0: Vector, { step }: GradientDescentOptions) {
  checkFinite('x0', x0);
  checkPositive('step', step);
  const x = x0.slice();
  const gradient = new Float64Array(x.length);
  for (;;) {
    const { value } = yield* gradientAt(x, gradient);
    if (yield* progress({ x, value, gradient })) return x;
    addScaled(x, -step, gradient);
  }
}
