import { ZerothError } from 'zeroth';
import { cosPi } from 'zeroth/random';

/** How a learning rate falls over a run. */
export type ScheduleName = 'constant' | 'linear' | 'cosine';

/**
 * The factor of the learning rate at step k of `steps`, from 0: it rises over the first `warmup` steps, then stays,
 * falls linearly to 0, or falls as half a cosine.
 */
export function scheduleFactor(name: ScheduleName, k: number, steps: number, warmup = 0): number {
  const rise = k < warmup ? (k + 1) / warmup : 1;
  switch (name) {
    case 'constant':
      return rise;
    case 'linear':
      return rise * (1 - k / steps);
    case 'cosine':
      // Math.cos may differ between engines, and with it the weights that a delta gives.
      return (rise * (1 + cosPi(k / steps))) / 2;
    default:
      throw new ZerothError('schedule-unknown', `"${String(name)}" is no schedule: constant, linear or cosine`, name);
  }
}
