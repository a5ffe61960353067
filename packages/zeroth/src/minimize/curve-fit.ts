import { ZerothError } from '../errors.js';
import { type LeastSquaresOptions, type LeastSquaresResult, leastSquares } from './least-squares.js';
import { type Layout, layoutOf, type Parameters, type Received } from './parameters.js';

/** Options of {@link curveFit}. */
export interface CurveFitOptions extends LeastSquaresOptions {
  /** Standard deviation of each observation, or of all. Default: equal and unknown, estimated from the residuals. */
  readonly sigma?: number | ArrayLike<number>;
}

/** What {@link curveFit} returns. */
export interface CurveFitResult<P> extends LeastSquaresResult<P> {
  /** Standard errors of the parameters, nested as they are; 0 for fixed ones. */
  readonly standardErrors: P;
  /** Covariance of the parameters that are free, row by row. */
  readonly covariance: readonly Float64Array[];
  /** Σ (y − model)² / sigma² */
  readonly chiSquared: number;
  /** Observations less free parameters. */
  readonly degreesOfFreedom: number;
}

/**
 * Fits a model to data by least squares: parameters p that make Σ ((yᵢ − model(xᵢ, p)) / σᵢ)² least.
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
  options: CurveFitOptions = {},
): CurveFitResult<Received<P>> {
  const { sigma } = options;
  const n = y.length;
  if (x.length !== n || (typeof sigma === 'object' && sigma.length !== n))
    throw new ZerothError(
      'shape-mismatch',
      `x, y and sigma must have one length, not ${x.length}, ${n}${typeof sigma === 'object' ? ` and ${sigma.length}` : ''}.`,
      [x.length, n],
    );
  const weight = (i: number): number => 1 / (sigma === undefined ? 1 : typeof sigma === 'number' ? sigma : sigma[i]!);
  const residuals = (p: Received<P>): Float64Array => {
    const r = new Float64Array(n);
    for (let i = 0; i < n; i++) r[i] = (model(x[i]!, p) - y[i]!) * weight(i);
    return r;
  };
  const { layout } = layoutOf(p0);
  const fit = leastSquares<P>(residuals, p0, options);
  return withErrors<P>(layout, fit, sigma !== undefined, options);
}

function withErrors<P>(
  layout: Layout<P>,
  fit: LeastSquaresResult<Received<P>>,
  known: boolean,
  options: CurveFitOptions,
): CurveFitResult<Received<P>> {
  const m = fit.residuals.length;
  const free = m === 0 ? 0 : fit.jacobian.length / m;
  const degreesOfFreedom = m - free;
  const chiSquared = 2 * fit.value;
  const variance = known ? 1 : degreesOfFreedom > 0 ? chiSquared / degreesOfFreedom : Number.NaN;
  const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
  const isScale = (value: unknown): value is number => typeof value === 'number' && value > 0;
  const fixed = layout.spread(options.fixed, false, 'fixed', isBoolean);
  const scales = layout.spread(options.scales, 1, 'scales', isScale);
  const places = fixed.flatMap((is, i) => (is ? [] : [i])).slice(0, free);
  const inverse = inverseOfProduct(fit.jacobian, m, free);
  const covariance = places.map((i, k) =>
    Float64Array.from(places, (j, l) => variance * inverse[k * free + l]! * scales[i]! * scales[j]!),
  );
  const errors = new Float64Array(layout.length);
  places.forEach((i, k) => {
    errors[i] = Math.sqrt(covariance[k]![k]!);
  });
  return { ...fit, standardErrors: layout.nested(errors), covariance, chiSquared, degreesOfFreedom };
}

/**
 * (J' J)⁻¹ = R⁻¹ R⁻ᵀ by modified Gram-Schmidt, J' J never being formed; NaN where the columns of J depend on each other,
 * so that the data do not determine the parameters.
 */
function inverseOfProduct(jacobian: Float64Array, m: number, n: number): Float64Array {
  const q = jacobian.slice();
  const r = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    let original = 0;
    for (let i = 0; i < m; i++) original += q[i * n + j]! ** 2;
    for (let k = 0; k < j; k++) {
      let product = 0;
      for (let i = 0; i < m; i++) product += q[i * n + k]! * q[i * n + j]!;
      r[k * n + j] = product;
      for (let i = 0; i < m; i++) q[i * n + j] = q[i * n + j]! - product * q[i * n + k]!;
    }
    let norm = 0;
    for (let i = 0; i < m; i++) norm += q[i * n + j]! ** 2;
    if (!(norm > 2 ** -96 * original)) return new Float64Array(n * n).fill(Number.NaN);
    r[j * n + j] = Math.sqrt(norm);
    for (let i = 0; i < m; i++) q[i * n + j] = q[i * n + j]! / r[j * n + j]!;
  }
  const inverse = new Float64Array(n * n);
  for (let j = n - 1; j >= 0; j--) {
    inverse[j * n + j] = 1 / r[j * n + j]!;
    for (let i = j - 1; i >= 0; i--) {
      let sum = 0;
      for (let k = i + 1; k <= j; k++) sum += r[i * n + k]! * inverse[k * n + j]!;
      inverse[i * n + j] = -sum / r[i * n + i]!;
    }
  }
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      for (let k = Math.max(i, j); k < n; k++)
        out[i * n + j] = out[i * n + j]! + inverse[i * n + k]! * inverse[j * n + k]!;
  return out;
}
