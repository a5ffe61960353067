import { checkFinite, checkInteger, checkLength, checkNotNegative, checkPositive } from '../../array/checks.js';
import { addScaled } from '../../array/vector.js';
import { ZerothError } from '../../errors.js';
import { at, type Gradients, gradientAt, type Method, pool, progress } from '../../query/index.js';
import type { Vector } from '../../query/types.js';

/** Options of {@link federatedAveraging}. */
export interface FederatedAveragingOptions {
  /** How many clients there are, from 1. */
  readonly clients: number;
  /** Local step size η > 0. */
  readonly step: number;
  /** Local steps a round, from 1. */
  readonly localSteps: number;
  /** Weights of the clients, at least 0, of positive sum; they are scaled to sum to 1. Default equal. */
  readonly weights?: readonly number[];
}

/** What a client sends back. */
interface Contribution {
  /** where its steps ended */
  readonly x: Vector;
  /** of its objective at the point that the round began with */
  readonly value: number;
  readonly gradient: Vector;
}

/**
 * Federated averaging of f = Σ wᵢ fᵢ: in each round every client takes some gradient steps on its own fᵢ from the common
 * point, and the weighted mean of where they end is the next common point.
 *
 * Asks: gradients (order 1) of `clients.i`, the clients side by side. With one local step it is gradient descent on f;
 * with more, clients that differ pull the limit away from the minimiser by O(η).
 *
 * Reports the common point with its value and gradient, which the clients' first answers add up to. The mean is taken in
 * the order of the clients, so that the order in which they end changes nothing.
 *
 * @param x0 starting point, length n; it is not changed
 * @returns the last common point reported, once a stop rule has fired
 * @source McMahan, Moore, Ramage, Hampson, Agüera y Arcas: Communication-efficient learning of deep networks (2017)
 */
export function* federatedAveraging(x0: Vector, options: FederatedAveragingOptions) {
  const { clients, step, localSteps } = options;
  checkFinite('x0', x0);
  checkInteger('clients', clients, 1);
  checkPositive('step', step);
  checkInteger('localSteps', localSteps, 1);
  const weights = shares(options.weights ?? new Array<number>(clients).fill(1), clients);
  const x = x0.slice();
  const gradient = new Float64Array(x.length);
  for (;;) {
    const running = yield* pool<Contribution>();
    const clientOf = new Map<number, number>();
    for (let c = 0; c < clients; c++)
      clientOf.set(yield* running.start(at('clients', at(c, localDescent(x, step, localSteps)))), c);
    const contributions: Contribution[] = [];
    while (running.size > 0) {
      const { ticket, result } = yield* running.next();
      contributions[clientOf.get(ticket)!] = result;
    }
    let value = 0;
    gradient.fill(0);
    for (let c = 0; c < clients; c++) {
      value += weights[c]! * contributions[c]!.value;
      addScaled(gradient, weights[c]!, contributions[c]!.gradient);
    }
    if (yield* progress({ x, value, gradient })) return x;
    x.fill(0);
    for (let c = 0; c < clients; c++) addScaled(x, weights[c]!, contributions[c]!.x);
  }
}

/** A client's part of a round. */
function* localDescent(x0: Vector, step: number, steps: number): Method<Gradients, Contribution> {
  const x = x0.slice();
  const first = new Float64Array(x.length);
  const gradient = new Float64Array(x.length);
  let firstValue = 0;
  for (let k = 0; k < steps; k++) {
    const { value } = yield* gradientAt(x, gradient);
    if (k === 0) {
      firstValue = value;
      first.set(gradient);
    }
    addScaled(x, -step, gradient);
  }
  return { x, value: firstValue, gradient: first };
}

function shares(weights: readonly number[], clients: number): readonly number[] {
  checkLength('weights', weights, clients);
  let total = 0;
  for (const weight of weights) {
    checkNotNegative('weights', weight);
    total += weight;
  }
  if (!(total > 0))
    throw new ZerothError('option-out-of-range', 'The weights of the clients must not all be 0.', weights);
  return weights.map((weight) => weight / total);
}
