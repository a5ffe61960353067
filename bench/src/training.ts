import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { addHead, openTextModel } from '@zeroth/onnx';
import { lossGradient } from '@zeroth/train';
import { random } from 'zeroth/random';
import { adamUpdate, adamWUpdate, shampooUpdate, type UpdateRule } from 'zeroth/updates';
import { environment } from './environment.js';
import { type Measurement, median, processorTime } from './measure.js';

const theirs = fileURLToPath(new URL('../src/torch-adam.py', import.meta.url));
const parameters = 10_000_000;
const draws = random(1);

function tensorsOf(shapes: readonly (readonly number[])[]) {
  return shapes.map((shape) => ({
    shape,
    values: Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => draws.normal()),
  }));
}

/** Median milliseconds of the processor that a step takes. */
function stepTime(rule: UpdateRule, shapes: readonly (readonly number[])[], counted: number): number {
  const [tensors, others] = [tensorsOf(shapes), tensorsOf(shapes)];
  const gradients = others.map(({ values }) => values);
  const state = rule.begin(tensors);
  const times: number[] = [];
  for (let k = -2; k < counted; k++) {
    const begun = processorTime();
    rule.step(tensors, gradients, state, 1e-3);
    if (k >= 0) times.push(processorTime() - begun);
  }
  return median(times);
}

/** Steps of update rules: Adam's against PyTorch's, Shampoo's against the roots in it. */
export async function benchTraining(say: (line: string) => void, rounds = 3): Promise<readonly Measurement[]> {
  const own: number[] = [];
  const peer: number[] = [];
  let version = '';
  for (let round = 0; round < rounds; round++) {
    own.push(stepTime(adamUpdate(), [[parameters]], 7));
    try {
      const text = execFileSync('/usr/bin/python3', [theirs, String(parameters), '7'], {
        encoding: 'utf8',
        env: environment,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const answer: { readonly milliseconds: number; readonly version: string } = JSON.parse(text);
      peer.push(answer.milliseconds);
      version = answer.version;
    } catch {
      say('PyTorch is not there: apt-get install python3-torch');
      break;
    }
  }
  return [
    ...(peer.length === 0
      ? []
      : [
          {
            name: `Adam step, ${parameters} parameters, float32, one thread`,
            ours: median(own),
            peer: median(peer),
            peerVersion: `PyTorch ${version}, foreach or one by one, the faster`,
            limit: 1,
            unit: 'ms',
          },
        ]),
    shampooStep(5),
    await ownTime(15),
  ];
}

/**
 * What the trainer adds to the gradient of a batch of 16 texts of 32 tokens: the step of AdamW over all of use-lite. A pass
 * leaves copies of its results behind, which are collected between the two and count for neither.
 */
async function ownTime(counted: number): Promise<Measurement> {
  const classifier = await addHead(await openTextModel('use-lite', { threads: 1 }), 2);
  const tensors = classifier.model.parameters;
  const gradient = lossGradient(classifier, tensors);
  const texts = Array.from({ length: 16 }, () => Int32Array.from({ length: 32 }, () => 6 + draws.integer(7900)));
  const labels = Int32Array.from(texts, (_, i) => i % 2);
  const rule = adamWUpdate();
  const state = rule.begin(tensors);
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const times: { readonly step: number; readonly gradient: number }[] = [];
  for (let k = -3; k < counted; k++) {
    const begun = processorTime();
    const found = await gradient.at(texts, labels);
    const end = processorTime();
    collect();
    const again = processorTime();
    rule.step(tensors, found.gradient, state, 1e-6);
    if (k >= 0) times.push({ step: processorTime() - again, gradient: end - begun });
  }
  await gradient.close();
  await classifier.model.close();
  return {
    name: "use-lite, AdamW, batch 16 x 32: the trainer's own time a step",
    ours: median(times.map(({ step }) => step)),
    peer: median(times.map((time) => time.gradient)),
    peerVersion: 'its forward and backward pass',
    limit: 0.1,
    unit: 'ms',
  };
}

/** A step of Shampoo against what its roots take of it: the difference to a step that keeps those it has. */
function shampooStep(counted: number): Measurement {
  const shapes = [[784, 256], [256], [256, 10], [10]];
  const rules = [shampooUpdate(), shampooUpdate({ every: 1000 })];
  const tensors = rules.map(() => tensorsOf(shapes));
  const states = rules.map((rule, r) => rule.begin(tensors[r]!));
  const times: { readonly step: number; readonly roots: number }[] = [];
  for (let k = -3; k < counted; k++) {
    const gradients = tensorsOf(shapes).map(({ values }) => values);
    const [step, rest] = rules.map((rule, r) => {
      const begun = processorTime();
      rule.step(tensors[r]!, gradients, states[r]!, 1e-3);
      return processorTime() - begun;
    });
    if (k >= 0) times.push({ step: step!, roots: step! - rest! });
  }
  return {
    name: 'Shampoo step, 784-256-10, roots each step',
    ours: median(times.map(({ step }) => step)),
    peer: median(times.map(({ roots }) => roots)),
    peerVersion: 'its roots alone',
    limit: 1.3,
    unit: 'ms',
  };
}
