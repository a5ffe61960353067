import {
  abs,
  add,
  arange,
  argmax,
  asArray,
  astype,
  equal,
  exp,
  fromData,
  log1p,
  logSoftmax,
  matmul,
  maximum,
  multiply,
  type NDArray,
  negative,
  reshape,
  slice,
  subtract,
  sum,
  tanh,
} from 'zeroth/array';
import { valueAndGrad } from 'zeroth/autodiff';
import { adam } from 'zeroth/optimize';
import { gradientOracle } from 'zeroth/oracles';
import { type Random, random } from 'zeroth/random';
import { iterations, run } from 'zeroth/run';

const side = 4;
const pixels = side * side;
const hidden = 24;
const latents = 2;
const categories = 6;
const code = latents * categories;
const batch = 32;

const shapes = [
  [pixels, hidden],
  [hidden],
  [hidden, code],
  [code],
  [code, hidden],
  [hidden],
  [hidden, pixels],
  [pixels],
] as const;

/** The sample as a function of the logits, by which gradients pass. */
export type Through = (logits: NDArray, sample: NDArray) => NDArray;

/** Images of 4 x 4 pixels, [count, 16], on which each row and each column is lit with probability 0.3, and 2% of pixels turned over. */
export function bars(draws: Random, count: number): NDArray {
  const data = new Float64Array(count * pixels);
  for (let image = 0; image < count; image++) {
    const lit = Array.from({ length: 2 * side }, () => draws.uniform() < 0.3);
    for (let i = 0; i < pixels; i++) {
      const on = lit[Math.floor(i / side)]! || lit[side + (i % side)]!;
      data[image * pixels + i] = on !== draws.uniform() < 0.02 ? 1 : 0;
    }
  }
  return fromData(data, [count, pixels]);
}

function initialWeights(draws: Random): Float64Array {
  return Float64Array.from(
    shapes.flatMap((shape) => {
      const [inputs, outputs] = shape;
      if (outputs === undefined) return Array.from({ length: inputs }, () => 0);
      return Array.from({ length: inputs * outputs }, () => draws.normal() / Math.sqrt(inputs));
    }),
  );
}

function unpack(weights: NDArray): readonly NDArray[] {
  let from = 0;
  return shapes.map((shape) => {
    const size = shape.reduce<number>((product, length) => product * length, 1);
    const part = reshape(slice(weights, [from, from + size]), shape);
    from += size;
    return part;
  });
}

/** log q of the categories, [images, latents, categories]. */
function encode([w1, b1, w2, b2]: readonly NDArray[], images: NDArray): NDArray {
  const inside = tanh(add(matmul(images, w1!), b1!));
  return logSoftmax(reshape(add(matmul(inside, w2!), b2!), [images.shape[0]!, latents, categories]));
}

/** Logits of the pixels. */
function decode(weights: readonly NDArray[], codes: NDArray): NDArray {
  const [w1, b1, w2, b2] = weights.slice(4);
  return add(matmul(tanh(add(matmul(codes, w1!), b1!)), w2!), b2!);
}

/** −log p of each image for logits of its pixels. */
function reconstruction(images: NDArray, logits: NDArray): NDArray {
  const softplus = add(maximum(logits, 0), log1p(exp(negative(abs(logits)))));
  return sum(subtract(softplus, multiply(images, logits)), { axis: -1 });
}

/** KL(q ‖ uniform) of each image. */
function divergence(logq: NDArray): NDArray {
  return sum(multiply(exp(logq), add(logq, Math.log(categories))), { axis: [-2, -1] });
}

/** An estimate of −ELBO of a batch from one draw an image: the categories with the largest log q + noise. */
function loss(through: Through) {
  return (weights: NDArray, images: NDArray, noise: NDArray): NDArray => {
    const parts = unpack(weights);
    const logq = encode(parts, images);
    const largest = argmax(add(logq, noise), { axis: -1, keepdims: true });
    const sample = astype(equal(largest, arange(categories)), 'float64');
    const codes = reshape(through(logq, sample), [images.shape[0]!, code]);
    const total = sum(add(reconstruction(images, decode(parts, codes)), divergence(logq)));
    return multiply(total, 1 / images.shape[0]!);
  };
}

/** The mean ELBO of images, exactly: over all 36 codes. */
export function elbo(weights: Float64Array, images: NDArray): number {
  const parts = unpack(asArray(weights));
  const logq = encode(parts, images);
  const q = exp(logq);
  let total = negative(divergence(logq));
  for (let i = 0; i < categories; i++)
    for (let j = 0; j < categories; j++) {
      const weight = multiply(slice(q, [], 0, i), slice(q, [], 1, j));
      const one = Float64Array.from({ length: code }, (_, k) => (k === i || k === categories + j ? 1 : 0));
      const cost = reconstruction(images, decode(parts, fromData(one, [1, code])));
      total = subtract(total, multiply(weight, cost));
    }
  return sum(total).item() / images.shape[0]!;
}

/** How an autoencoder was trained. */
export interface Trained {
  readonly elbo: number;
  /** Steps and the ELBO of held-out images after them. */
  readonly curve: readonly (readonly [number, number])[];
}

/** Trains by Adam. The seed decides the weights at first, the batches and the draws, so that methods can be paired. */
export function train(
  through: Through,
  { images, heldOut }: { readonly images: NDArray; readonly heldOut: NDArray },
  { seed, steps, step }: { readonly seed: number; readonly steps: number; readonly step: number },
): Trained {
  const draws = random(seed, 1);
  const both = valueAndGrad(loss(through));
  const oracle = gradientOracle((weights, gradient) => {
    const picked = draws.choice(images.shape[0]!, batch);
    const data = new Float64Array(batch * pixels);
    picked.forEach((image, i) => {
      for (let p = 0; p < pixels; p++) data[i * pixels + p] = images.data[image * pixels + p]!;
    });
    const noise = Float64Array.from({ length: batch * code }, () => -Math.log(draws.exponential()));
    const found = both(weights, fromData(data, [batch, pixels]), fromData(noise, [batch, latents, categories]));
    gradient.set(found.gradient);
    return found.value;
  });
  const curve: [number, number][] = [];
  let last = initialWeights(random(seed, 2));
  let k = 0;
  run(adam(last, { step }), oracle, {
    stop: iterations(steps),
    onProgress: ({ x }) => {
      if (k % Math.ceil(steps / 30) === 0) curve.push([k, elbo(x, heldOut)]);
      if (++k === steps) last = x.slice();
    },
  });
  return { elbo: elbo(last, heldOut), curve };
}
