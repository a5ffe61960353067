import { ZerothError } from '../errors.js';
import type { CurveFitResult } from './curve-fit.js';
import type { PlotOptions } from './plot.js';
import { colours, frameOf, padded, polyline, round } from './plot-frame.js';

/** Options of {@link plotFit}. */
export interface PlotFitOptions extends PlotOptions {
  /** Probability of the band, in (0, 1). Default 0.95. */
  readonly level?: number;
}

const pointsOfCurve = 201;

/**
 * A fit with its data and the confidence band of its mean, as SVG text.
 *
 * @param fit of {@link curveFit} by one number x
 * @param x where was observed, as it was given to curveFit
 * @param y what was observed
 * @throws ZerothError `shape-mismatch` unless x and y have one length, at least 1
 */
export function plotFit(
  fit: Pick<CurveFitResult<number, unknown>, 'confidenceBand'>,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { width = 640, height = 400, level = 0.95 }: PlotFitOptions = {},
): string {
  if (x.length !== y.length || x.length === 0)
    throw new ZerothError(
      'shape-mismatch',
      `x and y must have one length, at least 1, not ${x.length} and ${y.length}.`,
      [x.length, y.length],
    );
  const [left, right] = padded(Array.from(x), 0.04);
  const places = Float64Array.from(
    { length: pointsOfCurve },
    (_, i) => left + ((right - left) * i) / (pointsOfCurve - 1),
  );
  const { value, lower, upper } = fit.confidenceBand(places, level);
  const frame = frameOf([left, right], padded([...Array.from(y), ...value, ...lower, ...upper], 0.06), width, height);
  const { across, down } = frame;
  const line = (values: Float64Array) =>
    Array.from(places, (at, i) => [across(at), down(values[i]!)] as const).filter(([, v]) => Number.isFinite(v));
  // Without errors, as with no degrees of freedom, there is no band.
  const band = [...line(upper), ...line(lower).reverse()];
  return frame.picture(
    band.length > 0 ? `fit and ${Number((100 * level).toPrecision(6))} % confidence band` : 'fit',
    ['x', 'y'],
    [
      ...(band.length > 0
        ? [`<path class="band" fill="${colours.value}" fill-opacity="0.18" d="${polyline(band)}Z"/>`]
        : []),
      `<path class="fit" fill="none" stroke="${colours.value}" stroke-width="2" d="${polyline(line(value))}"/>`,
      ...Array.from(
        x,
        (at, i) => `<circle cx="${round(across(at))}" cy="${round(down(y[i]!))}" r="3" fill="${colours.gradient}"/>`,
      ),
    ],
  );
}
