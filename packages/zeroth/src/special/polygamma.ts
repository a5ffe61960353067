import { digamma } from './gamma.js';
import { polygammaOf } from './zeta.js';

/**
 * The polygamma function ψ^(n)(x), the n-th derivative of {@link digamma}.
 *
 * @param n the order, an integer from 0 to 170; NaN otherwise
 */
export function polygamma(n: number, x: number): number {
  if (!Number.isInteger(n) || n < 0 || n > 170) return Number.NaN;
  return n === 0 ? digamma(x) : polygammaOf(n, x);
}
