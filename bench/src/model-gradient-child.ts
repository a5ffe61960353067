/* A process that computes gradients: node model-gradient-child.js use-lite|perceptron BATCH TOKENS STEPS */
import { addHead, openTextModel, runtimeFunction } from '@zeroth/onnx';
import { lossGradient } from '@zeroth/train';
import * as np from 'zeroth/array';
import { vjp } from 'zeroth/autodiff';
import { random } from 'zeroth/random';
import { median } from './measure.js';

const [what = 'use-lite', rows = '16', length = '32', count = '25'] = process.argv.slice(2);
const [batch, tokens, steps] = [Number(rows), Number(length), Number(count)];
const draws = random(1);
const firstWord = 6;
const words = 7900;

async function useLite(): Promise<() => Promise<unknown>> {
  const classifier = await addHead(await openTextModel('use-lite', { threads: 1 }), 2);
  const gradient = lossGradient(classifier, classifier.model.parameters);
  const texts = Array.from({ length: batch }, () =>
    Int32Array.from({ length: tokens }, () => firstWord + draws.integer(words)),
  );
  const labels = Int32Array.from({ length: batch }, (_, i) => i % 2);
  return () => gradient.at(texts, labels);
}

/** A step of stochastic gradient descent on 784-256-10, the weights read and written in place. */
async function perceptron(): Promise<() => Promise<unknown>> {
  const shapes = [[784, 256], [256], [256, 10], [10]] as const;
  const weights = shapes.map((shape) =>
    Float32Array.from({ length: shape.reduce((total: number, n) => total * n, 1) }, () => draws.normal() / 28),
  );
  const loss = (x: np.NDArray, labels: np.NDArray) => (w: np.NDArray, b: np.NDArray, v: np.NDArray, c: np.NDArray) => {
    const sum = np.add(np.matmul(x, w), b);
    const logits = np.add(np.matmul(np.where(np.greater(sum, 0), sum, 0), v), c);
    return np.negative(np.mean(np.sum(np.multiply(np.logSoftmax(logits), labels), { axis: 1 })));
  };
  const compiled = await runtimeFunction(
    (x, labels, ...parameters) => {
      const [w, b, v, c] = parameters;
      const { pullback } = vjp(loss(x!, labels!), w!, b!, v!, c!);
      const gradient = pullback(np.astype(1, 'float32'));
      return parameters.map((parameter, i) => np.subtract(parameter, np.multiply(0.01, np.asArray(gradient[i]!))));
    },
    [[batch, 784], [batch, 10], ...shapes].map((shape) => ({ shape, dtype: 'float32' as const })),
  );
  const x = Float32Array.from({ length: batch * 784 }, () => draws.uniform());
  const labels = new Float32Array(batch * 10);
  for (let i = 0; i < batch; i++) labels[10 * i + draws.integer(10)] = 1;
  let current = weights;
  let next = weights.map((values) => new Float32Array(values.length));
  return async () => {
    await compiled.run([x, labels, ...current], next);
    [current, next] = [next, current];
  };
}

const step = await (what === 'use-lite' ? useLite() : perceptron());
const times: number[] = [];
for (let k = -5; k < steps; k++) {
  const begun = performance.now();
  await step();
  if (k >= 0) times.push(performance.now() - begun);
}
process.stdout.write(JSON.stringify({ seconds: median(times) / 1000 }));
process.exit();
