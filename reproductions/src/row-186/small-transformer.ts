import {
  add,
  divide,
  fromData,
  logSoftmax,
  matmul,
  matrixTranspose,
  mean,
  multiply,
  type NDArray,
  negative,
  reshape,
  slice,
  softmax,
  sqrt,
  subtract,
  take,
  takeAlongAxis,
  tanh,
} from 'zeroth/array';
import type { Vector } from 'zeroth/query';
import type { Random } from 'zeroth/random';
import { sum } from '../statistics.js';

const words = 8;
const length = 12;
/** Width of all vectors in the net, so that rows of all matrices are blocks of as many neighbouring parameters. */
export const width = 16;
const hidden = 32;
const sequences = 16;
/** Batches of the training set. */
export const batches = 8;

const shapes = {
  words: [words, width],
  places: [length, width],
  queries: [width, width],
  keys: [width, width],
  values: [width, width],
  mixing: [width, width],
  up: [hidden, width],
  down: [hidden, width],
  output: [words, width],
} as const;
const size = sum(Object.values(shapes).map(([rows, columns]) => rows * columns));

/** A transformer of one block that predicts the next word, and sequences of a language to learn. */
export interface SmallTransformer {
  /** Of the parameters, an array of shape [n], for each batch: the mean of −log p over its words. */
  readonly losses: readonly ((parameters: NDArray) => NDArray)[];
  readonly x0: Vector;
}

/**
 * One causal head of attention and one hidden layer of tanh, each on normalised vectors and added to them. The language:
 * the probabilities of a word depend on the two before it.
 */
export function smallTransformer(draws: Random): SmallTransformer {
  const table = Float64Array.from({ length: words ** 3 }, () => Math.exp(2 * draws.normal()));
  const losses = Array.from({ length: batches }, () =>
    lossOn(Array.from({ length: sequences }, () => sentence(draws, table))),
  );
  const scale = 1 / Math.sqrt(width);
  return { losses, x0: draws.fillNormal(new Float64Array(size)).map((v) => scale * v) };
}

/** length + 1 words, of which the last is only predicted. */
function sentence(draws: Random, table: Float64Array): readonly number[] {
  const text = [draws.integer(words), draws.integer(words)];
  while (text.length <= length) {
    const at = words * (words * text.at(-2)! + text.at(-1)!);
    // The first of exponential clocks with rates p is a draw from p.
    const chances = Array.from({ length: words }, (_, word) => table[at + word]! / draws.exponential());
    text.push(chances.indexOf(Math.max(...chances)));
  }
  return text;
}

function lossOn(text: readonly (readonly number[])[]): (parameters: NDArray) => NDArray {
  const indices = (from: number) =>
    fromData(Float64Array.from(text.flatMap((line) => line.slice(from, from + length))), [text.length, length]);
  const [inputs, targets] = [indices(0), reshape(indices(1), [text.length, length, 1])];
  const unseen = fromData(
    Float64Array.from({ length: length ** 2 }, (_, i) => (i % length > Math.floor(i / length) ? -1e9 : 0)),
    [length, length],
  );
  return (parameters) => {
    const w = unpack(parameters);
    const through = (x: NDArray, matrix: NDArray) => matmul(x, matrixTranspose(matrix));
    const x = add(take(w.words, inputs, { axis: 0 }), w.places);
    const seen = normalized(x);
    const scores = matmul(through(seen, w.queries), matrixTranspose(through(seen, w.keys)));
    const attention = softmax(add(multiply(scores, 1 / Math.sqrt(width)), unseen), { axis: -1 });
    const y = add(x, through(matmul(attention, through(seen, w.values)), w.mixing));
    const z = add(y, matmul(tanh(through(normalized(y), w.up)), w.down));
    const logits = through(normalized(z), w.output);
    return negative(mean(takeAlongAxis(logSoftmax(logits, { axis: -1 }), targets, { axis: -1 })));
  };
}

function unpack(parameters: NDArray): Readonly<Record<keyof typeof shapes, NDArray>> {
  let from = 0;
  const next = ([rows, columns]: readonly [number, number]) => {
    const part = slice(parameters, [from, from + rows * columns]);
    from += rows * columns;
    return reshape(part, [rows, columns]);
  };
  return {
    words: next(shapes.words),
    places: next(shapes.places),
    queries: next(shapes.queries),
    keys: next(shapes.keys),
    values: next(shapes.values),
    mixing: next(shapes.mixing),
    up: next(shapes.up),
    down: next(shapes.down),
    output: next(shapes.output),
  };
}

/** Vectors of mean 0 and variance 1. */
function normalized(x: NDArray): NDArray {
  const centred = subtract(x, mean(x, { axis: -1, keepdims: true }));
  const variance = mean(multiply(centred, centred), { axis: -1, keepdims: true });
  return divide(centred, sqrt(add(variance, 1e-5)));
}
