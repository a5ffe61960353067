import type { Tails } from './incomplete-gamma.js';

/** A distribution function on the line to be inverted. */
export interface Inversion {
  /** the probability below the point sought */
  readonly lower: number;
  /** the probability above it, 1 − lower; the smaller of the two decides */
  readonly upper: number;
  readonly tails: (u: number) => Tails;
  /** the derivative of the lower tail */
  readonly density: (u: number) => number;
  /** a first guess, however poor */
  readonly start: number;
}

/**
 * The u where an increasing distribution function takes a value: Newton's steps on the logarithm of
 * the smaller tail, which keep tiny probabilities relatively accurate, guarded by bisection of a
 * bracket that is found on the way.
 */
export function invertIncreasing({ lower, upper, tails, density, start }: Inversion): number {
  const useLower = lower < upper;
  const target = useLower ? lower : upper;
  const logTarget = Math.log(target);
  let least = -Infinity;
  let most = Infinity;
  let u = start;
  let reach = 1;
  for (let k = 0; k < 200; k++) {
    const at = tails(u);
    const tail = useLower ? at.lower : at.upper;
    // Increasing in u for either tail.
    const relative = (tail - target) / target;
    const excess = (useLower ? 1 : -1) * (Math.abs(relative) < 0.1 ? Math.log1p(relative) : Math.log(tail) - logTarget);
    if (excess === 0) return u;
    if (excess > 0) most = Math.min(most, u);
    else least = Math.max(least, u);
    const step = (excess * tail) / density(u);
    let next = u - step;
    // Newton's error is squared at each step: after one of 1e-9 nothing is left to gain.
    if (Math.abs(step) < 1e-9 * Math.min(1, Math.abs(u)) && Math.abs(excess) < 1e-8) return next;
    if (!(next > least && next < most)) {
      reach *= 2;
      if (least === -Infinity) next = u - reach;
      else if (most === Infinity) next = u + reach;
      else next = (least + most) / 2;
      if (next === least || next === most) return next;
    }
    u = next;
  }
  return u;
}
