import { normInfinity } from '../array/vector.js';
import { ZerothError } from '../errors.js';
import { andersonAcceleration } from '../optimize/equations/anderson.js';
import { amended } from './finish.js';
import {
  type AsyncResidualFunction,
  type LeastSquaresOptions,
  type LeastSquaresResult,
  leastSquares,
  leastSquaresAsync,
} from './least-squares.js';
import { layoutOf, type Parameters, type Received } from './parameters.js';

/** Options of {@link fixedPoint}. */
export interface FixedPointOptions
  extends Pick<LeastSquaresOptions, 'stop' | 'onProgress' | 'signal' | 'checkpoint' | 'trace'> {
  /** How many earlier iterates Anderson's acceleration combines; 0 iterates plainly. Default 5. */
  readonly memory?: number;
  /** ‖g(x) − x‖∞, relative to max(1, ‖x‖∞), at which x counts as fixed. Default 1e-12. */
  readonly tolerance?: number;
}

/**
 * Finds x with g(x) = x by iterating from x0, with Anderson's acceleration. `residuals` are g(x) − x at the best x, and
 * `value` is half their square.
 *
 * @param g returns what it is given, changed: numbers nested as x0, or a list of as many
 * @throws ZerothError `shape-mismatch` where g returns another number of components
 */
export function fixedPoint<P extends Parameters>(
  g: (x: Received<P>) => unknown,
  x0: P,
  options: FixedPointOptions = {},
): LeastSquaresResult<Received<P>> {
  const changeOf = changes(x0);
  const change = (x: Received<P>): Float64Array => changeOf(x, g(x));
  return judged(leastSquares<P>(change, x0, planOf(options)), options);
}

/** {@link fixedPoint} for a g that promises. */
export async function fixedPointAsync<P extends Parameters>(
  g: (x: Received<P>, signal: AbortSignal) => unknown,
  x0: P,
  options: FixedPointOptions = {},
): Promise<LeastSquaresResult<Received<P>>> {
  const changeOf = changes(x0);
  const change: AsyncResidualFunction<Received<P>> = async (x: Received<P>, signal: AbortSignal) =>
    changeOf(x, await g(x, signal));
  return judged(await leastSquaresAsync<P>(change, x0, planOf(options)), options);
}

function planOf({ memory = 5, tolerance = 1e-12, ...options }: FixedPointOptions): LeastSquaresOptions {
  if (!Number.isInteger(memory) || memory < 0)
    throw new ZerothError('option-out-of-range', `memory must be a whole number of at least 0, not ${memory}.`, memory);
  return { ...options, method: andersonAcceleration({ memory }), tolerance: { step: tolerance } };
}

/** g(x) − x as a vector, x being nested as `layout` says. */
function changes<P extends Parameters>(x0: P): (x: Received<P>, image: unknown) => Float64Array {
  const { layout } = layoutOf(x0);
  return (x, image) => {
    const from = layout.flatten(x, 'x');
    return layout.flatten(image, 'g(x)').map((to, i) => to - from[i]!);
  };
}

/** The best point may be an earlier one than the method's last: it must be fixed itself. */
function judged<P>(result: LeastSquaresResult<P>, { tolerance = 1e-12 }: FixedPointOptions): LeastSquaresResult<P> {
  if (result.status !== 'converged') return result;
  const size = normInfinity(result.residuals);
  if (size <= tolerance * Math.max(1, normInfinity(layoutOf(result.x as Parameters).x))) return result;
  return amended(result, 'no-progress', `No fixed point was found: ‖g(x) − x‖∞ is ${size}.`);
}
