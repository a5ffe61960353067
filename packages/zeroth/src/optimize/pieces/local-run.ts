import { type Method, type Progress, progress, type Query, through, type Vector } from '../../query/index.js';
import type { MinimizationProblem, Minimizer, MinimizerReport } from '../minimizer.js';

/** The best of several runs of a local method, which is what the whole reports. */
export interface BestOf {
  x: Vector;
  value: number;
}

/** How a local run ended: its own best point, and whether a stop rule has ended all. */
export interface LocalEnd {
  readonly x: Vector;
  readonly value: number;
  readonly stopped: boolean;
}

/**
 * One run of a local method within a global one. Its reports become those of the best point of all runs, so that stop
 * rules see the whole.
 */
export function* localRun<Y extends Query>(
  local: Minimizer<Y>,
  problem: MinimizationProblem,
  best: BestOf,
): Method<Y | Progress<MinimizerReport>, LocalEnd> {
  const own: BestOf = { x: problem.x0.slice(), value: Infinity };
  const report = (given: unknown): MinimizerReport => {
    const { x, value } = given as MinimizerReport; // what every method of the front door reports
    keep(own, x, value);
    keep(best, x, value);
    return { x: best.x, value: best.value };
  };
  const { reason } = yield* through(local.start(problem), (query) => query, undefined, report) as ReturnType<
    typeof local.start
  >;
  return { x: own.x, value: own.value, stopped: reason === undefined };
}

/** Puts a point into the best, where it is better. */
export function keep(best: BestOf, x: Vector, value: number): void {
  if (!(value < best.value)) return;
  best.x = x.slice();
  best.value = value;
}

/** Reports the best of all. */
export function tell(best: BestOf): Method<Progress<MinimizerReport>, boolean> {
  return progress<MinimizerReport>({ x: best.x, value: best.value });
}
