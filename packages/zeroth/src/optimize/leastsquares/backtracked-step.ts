import { normInfinity } from '../../array/vector.js';
import type { Method, Residuals, Vector } from '../../query/index.js';
import type { EndReason } from '../minimizer.js';
import { half, residualsOrNone } from './linearisation.js';

/** What a search along a direction knows of its beginning. */
export interface Beginning {
  /** ½ ‖r(x)‖² */
  readonly value: number;
  /** The slope of ½ ‖r‖² along p, negative. */
  readonly slope: number;
}

/** How far a search goes. */
export interface BacktrackingRule {
  /** Decrease wanted, as a share of what the slope promises, in (0, ½). */
  readonly share: number;
  /** A step that moves x by less, relative to ‖x‖∞, is none. */
  readonly shortest: number;
  /** Whether the value must fall in float64 too, so that the search ends where rounding would hide every decrease. */
  readonly mustFall: boolean;
}

/**
 * x + t p, t from 1 on shortened by parabolas, to between a tenth and a half, until ½ ‖r‖² falls by `share` of what the
 * slope promises; or why there is none.
 *
 * @source Dennis, Schnabel: Numerical Methods for Unconstrained Optimization and Nonlinear Equations (1983), section 6.3
 */
export function* backtrackedStep(
  x: Vector,
  p: Vector,
  { value, slope }: Beginning,
  { share, shortest, mustFall }: BacktrackingRule,
): Method<Residuals, Vector | EndReason> {
  for (let t = 1; ; ) {
    const next = x.map((v, i) => v + t * p[i]!);
    if (t * normInfinity(p) <= shortest * normInfinity(x) || next.every((v, i) => v === x[i])) return 'step-small';
    const trial: Vector | undefined = yield* residualsOrNone(next);
    const trialValue = trial === undefined ? Infinity : half(trial);
    if (trialValue <= value + share * t * slope && (!mustFall || trialValue < value)) return next;
    // Below rounding of the value nothing can be told of a step.
    if (mustFall && -t * slope <= 2 ** -52 * value) return 'no-decrease-left';
    const parabola = (-slope * t * t) / (2 * (trialValue - value - slope * t));
    t = Math.min(0.5 * t, Math.max(0.1 * t, parabola || 0));
  }
}
