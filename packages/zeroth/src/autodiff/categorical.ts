import {
  type ArrayLike,
  add,
  arange,
  argmax,
  asArray,
  astype,
  divide,
  equal,
  fromData,
  multiply,
  type NDArray,
  softmax,
  subtract,
  sum,
  zerosLike,
} from '../array/index.js';
import { ZerothError } from '../errors.js';
import { random } from '../random/index.js';
import { customRule } from './custom.js';

/** Options of {@link reinmax}. */
export interface ReinmaxOptions {
  /**
   * Temperature τ > 0 of the distribution that is averaged with the sample. At 1 the estimate is of second order; above,
   * it varies less. Default 1.
   */
  readonly temperature?: number;
}

/** Options of {@link sampleCategorical}. */
export interface CategoricalOptions extends ReinmaxOptions {
  /** Which draws; the same seed and stream give the same ones. Default 0. */
  readonly seed?: number;
  readonly stream?: number;
  /** What stands for the derivative that a draw does not have. Default `reinmax`. */
  readonly gradient?: 'reinmax' | 'straight-through';
}

/** The change of softmax(x) for a change of x, where it is p: the matrix diag(p) − p pᵀ, which is symmetric. */
function softmaxChange(p: NDArray, change: NDArray): NDArray {
  const mean = sum(multiply(p, change), { axis: -1, keepdims: true });
  return multiply(p, subtract(change, mean));
}

/** The sample, with a symmetric matrix in place of its derivative by the logits. */
function estimated(
  logits: ArrayLike,
  sample: ArrayLike,
  change: (logits: NDArray, sample: NDArray, change: NDArray) => NDArray,
): NDArray {
  const [x, d] = [asArray(logits), asArray(sample)];
  if (x.ndim === 0 || x.shape.join() !== d.shape.join())
    throw new ZerothError(
      'shape-mismatch',
      `Logits and one-hot samples must have one shape with the categories last: they have [${x.shape.join(', ')}] and [${d.shape.join(', ')}].`,
    );
  const rule = customRule((_: NDArray, drawn: NDArray) => drawn, {
    jvp: ([at, drawn], [direction]) => change(at, drawn, direction),
    vjp: ([at, drawn], cotangent) => [change(at, drawn, cotangent), zerosLike(drawn)],
  });
  return rule(x, d);
}

/**
 * A one-hot sample of a categorical law as a function of its logits whose derivative is that of their softmax: the
 * straight-through estimate. Its expectation is of first order: exact where what follows is linear in the sample.
 *
 * @param logits of the law, categories along the last axis
 * @param sample one-hot, of the same shape, drawn from softmax(logits); it counts as a constant
 * @throws ZerothError `shape-mismatch`
 * @source Bengio, Léonard, Courville: Estimating or propagating gradients through stochastic neurons (2013)
 */
export function straightThrough(logits: ArrayLike, sample: ArrayLike): NDArray {
  return estimated(logits, sample, (x, _, change) => softmaxChange(softmax(x), change));
}

/**
 * A one-hot sample D of a categorical law as a function of its logits θ with the derivative 2 J(π₁) − ½ J(π₀), where
 * π₀ = softmax(θ), π₁ = (D + softmax(θ / τ)) / 2 and J(π) = diag(π) − π πᵀ: Heun's rule for the difference of what follows
 * between categories. At τ = 1 its expectation is exact where what follows is quadratic in the sample; no second
 * derivatives are needed.
 *
 * @param logits of the law, categories along the last axis
 * @param sample one-hot, of the same shape, drawn from softmax(logits); it counts as a constant
 * @throws ZerothError `shape-mismatch`, `bad-temperature`
 * @source Liu, Dong, Liu, Yu, Gao: Bridging discrete and backpropagation: straight-through and beyond (2023)
 */
export function reinmax(logits: ArrayLike, sample: ArrayLike, { temperature = 1 }: ReinmaxOptions = {}): NDArray {
  if (!(temperature > 0 && temperature < Infinity))
    throw new ZerothError('bad-temperature', 'The temperature must be a positive number.', temperature);
  return estimated(logits, sample, (x, drawn, change) => {
    const between = multiply(add(drawn, softmax(divide(x, temperature))), 0.5);
    return subtract(multiply(softmaxChange(between, change), 2), multiply(softmaxChange(softmax(x), change), 0.5));
  });
}

/**
 * One-hot draws from softmax(logits), of their shape, that have a derivative by them. To draw anew at each call of a
 * compiled function, give the sample as an argument, to {@link reinmax}.
 *
 * @param logits floating, categories along the last axis
 */
export function sampleCategorical(
  logits: ArrayLike,
  { seed = 0, stream = 0, gradient = 'reinmax', temperature = 1 }: CategoricalOptions = {},
): NDArray {
  const x = asArray(logits);
  const source = random(seed, stream);
  // The largest of logits with Gumbel noise, −log of an exponential, has the law of the softmax.
  const noise = Float64Array.from({ length: x.size }, () => -Math.log(source.exponential()));
  const sample = oneHotOfLargest(add(x, fromData(noise, x.shape)));
  return gradient === 'reinmax' ? reinmax(x, sample, { temperature }) : straightThrough(x, sample);
}

function oneHotOfLargest(x: NDArray): NDArray {
  const largest = argmax(x, { axis: -1, keepdims: true });
  return astype(equal(largest, arange(x.shape.at(-1) ?? 1)), x.dtype);
}
