import type { GradientAnswer, Vector } from '../../query/index.js';
import { iterations, run } from '../../run/index.js';
import { lbfgs } from '../first/lbfgs.js';
import type { Bounds } from '../minimizer.js';

/** A function of the library's own, not asked about through a driver, and how far it is minimised. */
export interface InnerProblem {
  readonly f: (x: Vector) => GradientAnswer;
  readonly bounds: Bounds;
  readonly starts: readonly Vector[];
  /** Largest component of the gradient where a descent ends. */
  readonly tolerance: number;
  /** Steps of a descent at most. */
  readonly steps: number;
}

/** The best point that L-BFGS finds from several starts within a box. */
export function leastInBox({ f, bounds, starts, tolerance, steps }: InnerProblem): { x: Vector; value: number } {
  let best = { x: starts[0]!.slice(), value: Infinity };
  const answer = (x: Vector): GradientAnswer => {
    const given = f(x);
    if (given.value < best.value) best = { x: x.slice(), value: given.value };
    return given;
  };
  for (const x0 of starts)
    run(
      lbfgs().start({ x0, bounds, tolerance: { gradient: tolerance, step: 1e-9, value: 1e-12 }, seed: 0 }),
      { gradients: ({ points }) => points.map(answer) },
      { stop: iterations(steps), keepBest: false },
    );
  return best;
}
