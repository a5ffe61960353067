/* A process that tunes use-lite, or only runs it: node mezo-child.js step|tuning|inference BATCH TOKENS STEPS LAW */
import { readFileSync } from 'node:fs';
import { addHead, openTextModel } from '@zeroth/onnx';
import { type Law, mezo, parameterOracle } from '@zeroth/train';
import { random } from 'zeroth/random';
import { runAsync } from 'zeroth/run';

const [what = 'step', rows = '16', length = '32', count = '25', law = 'rademacher'] = process.argv.slice(2);
const [batch, tokens, steps] = [Number(rows), Number(length), Number(count)];

const text = await openTextModel('use-lite', { threads: 1 });
const { model, logits } = await addHead(text, 2);
const draws = random(1);
const firstWord = 6;
const words = 7900;
const texts = Array.from({ length: 4 * batch }, () =>
  Int32Array.from({ length: tokens }, () => firstWord + draws.integer(words)),
);

const forwards: number[] = [];
async function loss(sample: readonly number[]): Promise<number> {
  const begun = performance.now();
  const values = await logits(sample.map((i) => texts[i]!));
  // Cross-entropy of the logit of the second class against alternating labels.
  let sum = 0;
  for (let i = 0; i < sample.length; i++)
    sum += Math.log1p(Math.exp(i % 2 === 0 ? values[2 * i + 1]! : -values[2 * i + 1]!));
  forwards.push(performance.now() - begun);
  return sum / sample.length;
}

const times: number[] = [];
if (what === 'inference') {
  for (let k = 0; k < 2 * steps; k++)
    await loss(Array.from({ length: batch }, (_, i) => (k * batch + i) % texts.length));
} else {
  const oracle = parameterOracle({
    parameters: model.parameters,
    memories: model.memories,
    reserve: (bytes) => model.reserve(bytes),
    loss,
    validate: async () => ({ accuracy: 0, f1: 0, crossEntropy: 0 }),
  });
  const method = mezo({
    examples: texts.length,
    batch,
    steps: steps + 1,
    learningRate: 1e-6,
    law: law as Law,
    evaluateEvery: 10 * steps,
  });
  let begun = performance.now();
  await runAsync(method, oracle, {
    onProgress: () => {
      times.push(performance.now() - begun);
      begun = performance.now();
    },
  });
}

const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
/** The kernel's own high-water mark of this process. */
const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
process.stdout.write(
  JSON.stringify({
    seconds: middle(times.slice(1)) / 1000,
    forward: (2 * middle(forwards.slice(2))) / 1000,
    bytes: 1024 * Number(peak),
  }),
);
await model.close();
