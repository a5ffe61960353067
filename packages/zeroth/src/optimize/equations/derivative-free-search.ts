import { norm2 } from '../../array/vector.js';
import type { Method, Residuals, Vector } from '../../query/index.js';
import { residualsOrNone } from '../leastsquares/linearisation.js';

/** Decrease of ‖F‖ wanted, as a share of t² ‖F‖: σ ‖t p‖² with σ = share ‖F‖ / ‖p‖². */
const share = 1e-4;

/**
 * A step t = 1, ½, … along p where ‖F(x + t p)‖ ≤ (1 + η) ‖F(x)‖ − σ ‖t p‖², η = 1 / k² for step k: the norms may grow,
 * but by a bounded factor in all, so that the search ends whatever direction p has, and needs no slope.
 *
 * @param k number of the step, from 1
 * @returns undefined where t p has become too small to move x
 * @source Li and Fukushima: A derivative-free line search and global convergence of Broyden-like method (2000)
 */
export function* derivativeFreeSearch(
  x: Vector,
  f: Vector,
  p: Vector,
  k: number,
): Method<Residuals, { readonly t: number; readonly f: Vector } | undefined> {
  const norm = norm2(f);
  const slack = 1 / (k * k);
  for (let t = 1; t > 2 ** -60; t *= 0.5) {
    const next = x.map((v, i) => v + t * p[i]!);
    if (next.every((v, i) => v === x[i])) return undefined;
    const trial: Vector | undefined = yield* residualsOrNone(next);
    if (trial === undefined) continue;
    if (norm2(trial) <= (1 + slack - share * t * t) * norm) return { t, f: trial };
  }
  return undefined;
}
