import { type ArrayLike, eye, multiply, type NDArray, sum, zeros } from '../array/index.js';
import { ZerothError } from '../errors.js';
import { evaluateBatch } from './batch.js';
import type { Contraction } from './contractions.js';
import { checkScalar } from './gradients.js';
import type { Graph } from './graph.js';
import { isPlain, presented, staged } from './staged.js';
import { seriesOf, taylor, timesFactorial } from './taylor.js';
import { trace } from './trace.js';
import type { Value } from './types.js';

/**
 * Derivatives of one order along many directions, d^k/dt^k f(x + t v) at t = 0, by one batch in Taylor mode: what does not
 * depend on the direction is computed once. `directionalDerivatives(f, k)(x, directions)` has the shape [S].
 *
 * @param f of a point of shape [n], to a scalar
 * @param order k ≥ 1
 * @throws ZerothError `bad-order`, `not-scalar`, `shape-mismatch` where directions are not of shape [S, n]
 */
export function directionalDerivatives(
  f: (x: NDArray) => ArrayLike,
  order: number,
): (x: ArrayLike, directions: ArrayLike) => Value {
  checkOrder(order);
  const run = staged(
    f,
    ({ traced, leaves, extra }) => [alongAll(traced.graph, leaves[0]!, extra[0]!, order)],
    ([result], { inputs }) => presented(result!, isPlain(inputs)),
  );
  return (x, directions) => run([x], [directions]);
}

/**
 * A differential operator applied at a point: Σ_s weights_s d^k/dt^k f(x + t v_s). What does not depend on the direction is
 * computed once. Directions and weights are arguments: new draws need no new trace, and with tracers it is part of
 * what is differentiated, by x and by all that f closes over.
 *
 * @param f of a point of shape [n], to a scalar
 * @param order k ≥ 1
 * @throws ZerothError as {@link directionalDerivatives}
 * @source Shi, Hu, Lin, Kawaguchi: Stochastic Taylor derivative estimator (2024)
 */
export function contractDerivatives(
  f: (x: NDArray) => ArrayLike,
  order: number,
): (x: ArrayLike, contraction: Pick<Contraction, 'directions' | 'weights'>) => Value {
  checkOrder(order);
  const run = staged(
    f,
    ({ traced, leaves, extra }) => {
      const [directions, weights] = extra;
      const each = alongAll(traced.graph, leaves[0]!, directions!, order);
      if (weights!.shape.join() !== each.shape.join())
        throw new ZerothError(
          'shape-mismatch',
          `There must be a weight for each direction: weights have shape [${weights!.shape.join(', ')}], directions [${directions!.shape.join(', ')}].`,
        );
      return [sum(multiply(each, weights!))];
    },
    ([result]) => presented(result!, false),
  );
  return (x, { directions, weights }) => run([x], [directions, weights]);
}

/**
 * The Laplacian Σ ∂²f/∂xᵢ² at a point, exactly: all n axes go through Taylor mode together, so that products of matrices take
 * the place of n products of the Hessian with vectors. It is part of what is differentiated, as {@link contractDerivatives};
 * {@link laplacianEstimate} with that is cheaper where n is large and an estimate will do.
 *
 * @param f of a point of shape [n], to a scalar
 * @throws ZerothError `not-scalar`, `shape-mismatch` where the point is no vector
 */
export function laplacian(f: (x: NDArray) => ArrayLike): (x: ArrayLike) => Value {
  const run = staged(
    f,
    ({ traced, leaves }) => {
      const [x] = leaves;
      return [sum(alongAll(traced.graph, x!, eye(x!.size, x!.size, { dtype: x!.dtype }), 2))];
    },
    ([result]) => presented(result!, false),
  );
  return (x) => run([x]);
}

function alongAll(graph: Graph, x: NDArray, directions: NDArray, order: number): NDArray {
  checkScalar(graph);
  if (x.ndim !== 1 || directions.ndim !== 2 || directions.shape[1] !== x.size)
    throw new ZerothError(
      'shape-mismatch',
      `Directions must have shape [S, n] for a point of shape [n]: they have [${directions.shape.join(', ')}] and [${x.shape.join(', ')}].`,
    );
  const along = trace(
    ([v]) => {
      const coefficient = taylor(graph, [seriesOf(x, [v!])])[0]!.coefficient(order);
      return [coefficient === undefined ? zeros([], { dtype: x.dtype }) : timesFactorial(coefficient, order)];
    },
    [{ shape: x.shape, dtype: directions.dtype }],
  );
  return evaluateBatch(along, [directions], [true], directions.shape[0]!)[0]!;
}

function checkOrder(order: number): void {
  if (Number.isInteger(order) && order >= 1) return;
  throw new ZerothError('bad-order', 'The order of a derivative must be an integer from 1 on.', order);
}
