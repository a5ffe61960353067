import { linePlot } from './line-plot.js';

/** Errors below this are rounding, or none at all, and are drawn here. */
const floor = 1e-18;

/** What {@link errorCurves} shows. */
export interface ErrorCurves {
  readonly title: string;
  /** What there is one error of: 'programs'. */
  readonly kind: string;
  readonly curves: readonly { readonly name: string; readonly errors: readonly number[] }[];
}

/** For each set of errors, the share of them that is at most x: the curve that is furthest left is the most accurate. */
export function errorCurves({ title, kind, curves }: ErrorCurves): string {
  return linePlot({
    title,
    xLabel: `error (those below ${floor} are drawn there)`,
    xScale: 'logarithmic',
    yLabel: `% of ${kind} with at most this error`,
    curves: curves.map(({ name, errors }) => {
      const sorted = errors.map((error) => Math.max(floor, error)).sort((a, b) => a - b);
      return { name, points: sorted.map((error, i) => [error, (100 * (i + 1)) / sorted.length] as const) };
    }),
  });
}
