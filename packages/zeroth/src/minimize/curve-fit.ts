import { normal, studentT } from '../distributions/index.js';
import { ZerothError } from '../errors.js';
import { centralStep } from '../estimators/central-step.js';
import { inTurn } from '../optimize/equations/in-turn.js';
import type { LeastSquaresMethod } from '../optimize/leastsquares/least-squares-method.js';
import { levenbergMarquardt } from '../optimize/leastsquares/levenberg-marquardt.js';
import { half } from '../optimize/leastsquares/linearisation.js';
import { normalInverse } from '../optimize/pieces/normal-inverse.js';
import { pivotedFactors } from '../optimize/pieces/pivoted-qr.js';
import { type LeastSquaresOptions, type LeastSquaresResult, leastSquares, leastSquaresAsync } from './least-squares.js';
import { type Layout, layoutOf, type Parameters, type Received } from './parameters.js';
import { freePlaces, type VariableOptions } from './variables.js';

/** Options of {@link curveFit}. */
export interface CurveFitOptions<X = unknown, P extends Parameters = Parameters> extends LeastSquaresOptions {
  /** The model's slopes by all numbers of the parameters, in order, at one x. Default: differences of the model. */
  readonly slopes?: (x: X, p: Received<P>) => ArrayLike<number>;
  /** Standard deviation of each observation, or of all. Default: equal and unknown, estimated from the residuals. */
  readonly sigma?: number | ArrayLike<number>;
}

/** What {@link curveFit} returns. */
export interface CurveFitResult<X, P> extends LeastSquaresResult<P> {
  /** Standard errors of the parameters, nested as they are; 0 for fixed ones. */
  readonly standardErrors: P;
  /** Covariance of the parameters that are free, row by row. */
  readonly covariance: readonly Float64Array[];
  /** Σ (y − model)² / sigma² */
  readonly chiSquared: number;
  /** Observations less free parameters. */
  readonly degreesOfFreedom: number;
  /**
   * The model at other x, with the limits of its mean between which it lies with probability `level`, to first order.
   *
   * @param level in (0, 1). Default 0.95
   */
  readonly confidenceBand: (xs: ArrayLike<X>, level?: number) => Band;
}

/** A curve with its limits. */
export interface Band {
  readonly value: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * Where the first method ends on a plateau, on which some parameters have lost their influence, one of short first steps
 * goes from p0 again.
 */
function fitting(inverseOf: InverseOfProduct): LeastSquaresMethod {
  return inTurn(
    [levenbergMarquardt(), levenbergMarquardt({ radius: 0.1 })],
    ({ residuals, jacobian }) => inverseOf(jacobian, residuals.length) !== undefined,
  );
}

/**
 * Fits a model to data by least squares: parameters p that make Σ ((yᵢ − model(xᵢ, p)) / σᵢ)² least. Without a `method`
 * it is Levenberg and Marquardt's; where that ends on a plateau, on which some parameters have no influence, it goes from
 * p0 once more, with short first steps, and the better end counts.
 *
 * @param model of one x and the parameters; it returns one number
 * @param x where was observed: numbers, or anything that the model takes, one for each observation
 * @param y what was observed
 * @param p0 starting parameters, nested as the model takes them; not changed
 * @throws ZerothError `shape-mismatch` unless x, y and sigma have one length
 */
export function curveFit<X, P extends Parameters>(
  model: (x: X, p: Received<P>) => number,
  x: ArrayLike<X>,
  y: ArrayLike<number>,
  p0: P,
  options: CurveFitOptions<X, P> = {},
): CurveFitResult<X, Received<P>> {
  const { weigh, weights } = weighing(x, y, options);
  const kept = new Float64Array(y.length);
  const residuals = (p: Received<P>): Float64Array => weigh((at) => model(at, p), kept);
  const inverseOf = inverseOfProduct();
  const given = withSlopes(residuals, x, weights, options);
  const fit = leastSquares<P>(given, p0, { method: fitting(inverseOf), ...options });
  return withErrors<X, P>(model, layoutOf(p0).layout, fit, inverseOf, options);
}

/**
 * {@link curveFit} for a model that promises; all x are asked about side by side. The band is {@link curveFit}'s, so the
 * model must answer at once there: it is left out.
 */
export async function curveFitAsync<X, P extends Parameters>(
  model: (x: X, p: Received<P>, signal: AbortSignal) => number | PromiseLike<number>,
  x: ArrayLike<X>,
  y: ArrayLike<number>,
  p0: P,
  options: CurveFitOptions<X, P> = {},
): Promise<Omit<CurveFitResult<X, Received<P>>, 'confidenceBand'>> {
  const { weigh, weights } = weighing(x, y, options);
  const residuals = async (p: Received<P>, signal: AbortSignal): Promise<Float64Array> => {
    const values = await Promise.all(Array.from(x, (at) => model(at, p, signal)));
    let next = 0;
    return weigh(() => values[next++]!, new Float64Array(y.length));
  };
  const { layout } = layoutOf(p0);
  const inverseOf = inverseOfProduct();
  const given = withSlopes(residuals, x, weights, options);
  const fit = await leastSquaresAsync<P>(given, p0, { method: fitting(inverseOf), ...options });
  return errorsOf<P>(layout, fit, inverseOf, options);
}

/** Residuals with their Jacobian, where the model's slopes are known. */
function withSlopes<X, P extends Parameters, R>(
  residuals: R,
  x: ArrayLike<X>,
  weights: Float64Array,
  { slopes }: CurveFitOptions<X, P>,
): R | { readonly residuals: R; readonly jacobian: (p: Received<P>) => readonly number[][] } {
  if (slopes === undefined) return residuals;
  return {
    residuals,
    jacobian: (p) => Array.from(x, (at, i) => Array.from(slopes(at, p), (slope) => slope * weights[i]!)),
  };
}

interface Weighing<X> {
  readonly weigh: (value: (x: X) => number, into: Float64Array) => Float64Array;
  readonly weights: Float64Array;
}

/** Residuals by their weights, from a model's values at each x in order, written `into` a vector of as many. */
function weighing<X>(x: ArrayLike<X>, y: ArrayLike<number>, { sigma }: Pick<CurveFitOptions, 'sigma'>): Weighing<X> {
  const n = y.length;
  if (x.length !== n || (typeof sigma === 'object' && sigma.length !== n))
    throw new ZerothError(
      'shape-mismatch',
      `x, y and sigma must have one length, not ${x.length}, ${n}${typeof sigma === 'object' ? ` and ${sigma.length}` : ''}.`,
      [x.length, n],
    );
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    weights[i] = 1 / (typeof sigma === 'object' ? sigma[i]! : (sigma ?? 1));
    if (!(weights[i]! > 0 && weights[i]! < Infinity))
      throw new ZerothError('option-out-of-range', `sigma must be positive and finite, but not so at ${i}.`, sigma);
  }
  const weigh = (value: (x: X) => number, into: Float64Array): Float64Array => {
    for (let i = 0; i < n; i++) into[i] = (value(x[i]!) - y[i]!) * weights[i]!;
    return into;
  };
  return { weigh, weights };
}

/** Adds the band: slopes of the model by differences, their variance by the covariance. */
function withErrors<X, P>(
  model: (x: X, p: Received<P>) => number,
  layout: Layout<P>,
  fit: LeastSquaresResult<Received<P>>,
  inverseOf: InverseOfProduct,
  options: Pick<CurveFitOptions, 'sigma'> & VariableOptions,
): CurveFitResult<X, Received<P>> {
  const errors = errorsOf<P>(layout, fit, inverseOf, options);
  const { covariance, degreesOfFreedom } = errors;
  return {
    ...errors,
    confidenceBand: (xs, level = 0.95) => {
      if (!(level > 0 && level < 1))
        throw new ZerothError('option-out-of-range', `The level must lie between 0 and 1, not ${level}.`, level);
      const best = layoutOf(fit.x as Parameters).x;
      const places = freePlaces(layout, options);
      // Known standard deviations give a normal law, estimated ones Student's.
      const reach =
        options.sigma !== undefined
          ? normal().quantile((1 + level) / 2)
          : degreesOfFreedom > 0
            ? studentT(degreesOfFreedom).quantile((1 + level) / 2)
            : Number.NaN;
      const centre = Float64Array.from(xs, (at) => model(at, layout.nested(best.slice())));
      const slopes = places.map((i) => {
        const h = centralStep * Math.max(Math.abs(best[i]!), 1e-2);
        const [a, b] = [best.slice(), best.slice()];
        a[i] = a[i]! + h;
        b[i] = b[i]! - h;
        const [up, down] = [layout.nested(a), layout.nested(b)];
        return Float64Array.from(xs, (at) => (model(at, up) - model(at, down)) / (a[i]! - b[i]!));
      });
      const half = centre.map((_, at) => {
        let variance = 0;
        for (let k = 0; k < places.length; k++)
          for (let l = 0; l < places.length; l++) variance += slopes[k]![at]! * covariance[k]![l]! * slopes[l]![at]!;
        return reach * Math.sqrt(Math.max(0, variance));
      });
      return {
        value: centre,
        lower: centre.map((v, i) => v - half[i]!),
        upper: centre.map((v, i) => v + half[i]!),
      };
    },
  };
}

function errorsOf<P>(
  layout: Layout<P>,
  fit: LeastSquaresResult<Received<P>>,
  inverseOf: InverseOfProduct,
  options: Pick<CurveFitOptions, 'sigma'> & VariableOptions,
): Omit<CurveFitResult<never, Received<P>>, 'confidenceBand'> {
  const m = fit.residuals.length;
  const places = freePlaces(layout, options);
  const free = places.length;
  const degreesOfFreedom = m - free;
  const chiSquared = 2 * half(fit.residuals);
  const variance = options.sigma !== undefined ? 1 : degreesOfFreedom > 0 ? chiSquared / degreesOfFreedom : Number.NaN;
  // A run that was cut off has no Jacobian to tell errors by.
  const inverse =
    (fit.jacobian.length === m * free ? inverseOf(fit.jacobian, m) : undefined) ??
    new Float64Array(free * free).fill(Number.NaN);
  const covariance = places.map((_, k) => Float64Array.from(places, (_, l) => variance * inverse[k * free + l]!));
  const errors = new Float64Array(layout.length);
  places.forEach((i, k) => {
    errors[i] = Math.sqrt(covariance[k]![k]!);
  });
  return { ...fit, standardErrors: layout.nested(errors), covariance, chiSquared, degreesOfFreedom };
}

/** (J'J)⁻¹, row by row, of a Jacobian of m rows; undefined where the data do not determine the parameters. */
type InverseOfProduct = (jacobian: Float64Array, m: number) => Float64Array | undefined;

/** The end of a fit is judged by what its errors follow from, so that the last one is kept. */
function inverseOfProduct(): InverseOfProduct {
  let last: { readonly jacobian: Float64Array; readonly inverse: Float64Array | undefined } | undefined;
  return (jacobian, m) => {
    if (last?.jacobian !== jacobian) last = { jacobian, inverse: inverseByRows(jacobian, m) };
    return last.inverse;
  };
}

function inverseByRows(jacobian: Float64Array, m: number): Float64Array | undefined {
  const n = jacobian.length / m;
  const factors = pivotedFactors(jacobian, new Float64Array(m), n, new Uint8Array(n));
  const inverse = normalInverse(factors);
  if (inverse === undefined) return undefined;
  const { columns } = factors;
  const out = new Float64Array(n * n);
  for (let c = 0; c < n; c++) for (let e = 0; e < n; e++) out[columns[c]! * n + columns[e]!] = inverse[c * n + e]!;
  return out;
}
