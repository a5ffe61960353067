import type { LeastSquaresEnd, LeastSquaresMethod } from '../leastsquares/least-squares-method.js';
import { half } from '../leastsquares/linearisation.js';

/**
 * Methods one after the other in one run, each from x0 again, until one ends where `found` holds: where another went
 * astray is no good place to begin. The end is that of the least residuals.
 *
 * @param methods at least one
 */
export function inTurn(
  methods: readonly LeastSquaresMethod[],
  found: (end: LeastSquaresEnd) => boolean,
): LeastSquaresMethod {
  return {
    name: [...new Set(methods.map(({ name }) => name))].join(', then '),
    asks: [...new Set(methods.flatMap(({ asks }) => asks))],
    bounds: methods.every(({ bounds }) => bounds),
    *start(problem) {
      let best = yield* methods[0]!.start(problem);
      for (const method of methods.slice(1)) {
        // Without a reason it was a rule that ended the method, and the run with it.
        if (best.reason === undefined || found(best)) return best;
        const next = yield* method.start(problem);
        if (next.reason === undefined) return next;
        if (half(next.residuals) < half(best.residuals)) best = next;
      }
      return best;
    },
  };
}
