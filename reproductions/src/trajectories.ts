import type { Minimizer } from 'zeroth';
import type { Oracle, Query, Vector } from 'zeroth/query';
import { anyOf, type Counts, iterations, run, when } from 'zeroth/run';

/** One report of a method. */
export interface Point {
  readonly x: Vector;
  readonly value: number;
  readonly gradient: Vector;
}

/** A run with all its reports, the start first. */
export interface Trajectory {
  readonly points: readonly Point[];
  readonly counts: Counts;
}

/** Options of {@link follow}. */
export interface FollowOptions {
  /** Reports at most. */
  readonly most: number;
  /** The tolerance at which the method may end. Default 0: where nothing more is to be won. */
  readonly gradient?: number;
  /** Ends the run as well. */
  readonly value?: number;
  readonly seed?: number;
}

/**
 * Follows a method for a number of reports, or until it ends by itself.
 */
export function follow<Y extends Query>(
  method: Minimizer<Y, Point>,
  oracle: NoInfer<Oracle<Y>>,
  x0: Vector,
  { most, gradient = 0, value, seed = 0 }: FollowOptions,
): Trajectory {
  const points: Point[] = [];
  const problem = { x0, bounds: undefined, tolerance: { gradient, step: 0, value: 0 }, seed };
  const outcome = run(method.start(problem), oracle, {
    stop:
      value === undefined
        ? iterations(most)
        : anyOf(
            iterations(most),
            when('value', ({ report }: { readonly report: unknown }) => isPoint(report) && report.value <= value),
          ),
    keepBest: false,
    onProgress: (report: unknown) => {
      if (isPoint(report)) points.push(structuredClone(report));
    },
  });
  return { points, counts: outcome.counts };
}

function isPoint(report: unknown): report is Point {
  return typeof report === 'object' && report !== null && 'x' in report && 'value' in report && 'gradient' in report;
}
