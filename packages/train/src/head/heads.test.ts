import { describe, expect, it } from 'vitest';
import { random } from 'zeroth/random';
import { accuracy, crossEntropy, predictedClass } from '../metrics/index.js';
import { classMeanHead, gradientHead, type Head, headLogits, type LabelledEmbeddings } from './index.js';

/** Examples around one random centre a class, at a distance where classes overlap. */
function clusters(n: number, width: number, classes: number, seed: number): LabelledEmbeddings {
  const centres = random(1).fillNormal(new Float64Array(classes * width));
  const draws = random(seed, 1);
  const labels = Int32Array.from({ length: n }, (_, i) => i % classes);
  const embeddings = Float32Array.from(
    { length: n * width },
    (_, at) => 0.5 * centres[labels[Math.floor(at / width)]! * width + (at % width)]! + draws.normal(),
  );
  return { embeddings, labels };
}

const scaled = (head: Head, factor: number): Head => ({
  ...head,
  weight: head.weight.map((w) => w * factor),
  bias: head.bias.map((b) => b * factor),
});

describe.each([2, 3])('classMeanHead with %d classes', (classes) => {
  const width = 8;
  const { embeddings, labels } = clusters(240, width, classes, 2);
  const head = classMeanHead(embeddings, labels, classes);

  it('decides for the nearest class mean', () => {
    const logits = headLogits(head, embeddings);
    for (let i = 0; i < labels.length; i++) {
      const distances = Array.from({ length: classes }, (_, c) => {
        let sum = 0;
        for (let j = 0; j < width; j++) {
          let mean = 0;
          for (let k = 0; k < labels.length; k++) if (labels[k] === c) mean += embeddings[k * width + j]!;
          sum += (embeddings[i * width + j]! - mean / (labels.length / classes)) ** 2;
        }
        return sum;
      });
      expect(predictedClass(logits, i, classes)).toBe(distances.indexOf(Math.min(...distances)));
    }
  });

  it('has the temperature of least cross-entropy', () => {
    const loss = (factor: number): number =>
      crossEntropy(headLogits(scaled(head, factor), embeddings), labels, classes);
    // Float32 logits make the loss rough at 1e-7; at 1% from the minimum it rises by about 1e-5.
    expect(loss(0.99)).toBeGreaterThan(loss(1));
    expect(loss(1.01)).toBeGreaterThan(loss(1));
  });
});

describe.each([2, 3])('gradientHead with %d classes', (classes) => {
  const width = 8;
  const train = clusters(300, width, classes, 3);
  const validation = clusters(150, width, classes, 4);
  const test = clusters(3000, width, classes, 5);
  const lossOf = (head: Head): number => crossEntropy(headLogits(head, test.embeddings), test.labels, classes);

  it('comes near the classifier that knows the centres', () => {
    // Equal unit Gaussians: the posterior's logits are m_c · x − ‖m_c‖² / 2, differences to class 0.
    const centres = random(1)
      .fillNormal(new Float64Array(classes * width))
      .map((x) => x / 2);
    const weight = Float64Array.from(
      { length: (classes - 1) * width },
      (_, at) => centres[at + width]! - centres[at % width]!,
    );
    const bias = Float64Array.from({ length: classes - 1 }, (_, row) => {
      const norm = (c: number): number =>
        centres.subarray(c * width, (c + 1) * width).reduce((sum, x) => sum + x * x, 0) / 2;
      return norm(0) - norm(row + 1);
    });
    const best: Head = { classes, weight, bias };
    const head = gradientHead(train, validation, classes);
    // By the theory of maximum likelihood the excess loss is about (parameters) / (2 n); three times that is allowed.
    const excess = ((classes - 1) * (width + 1)) / (2 * train.labels.length);
    expect(lossOf(head) - lossOf(best)).toBeLessThan(3 * excess);
    const right = (h: Head): number => accuracy(headLogits(h, test.embeddings), test.labels, classes);
    expect(right(head)).toBeGreaterThan(right(best) - 3 * excess);
  });

  it('gives the same decisions whatever the scale of the embeddings', () => {
    const by = (factor: number): LabelledEmbeddings[] =>
      [train, validation].map(({ embeddings, labels }) => ({ embeddings: embeddings.map((x) => x * factor), labels }));
    const [small, large] = [by(2 ** -10), by(2 ** 10)];
    const a = gradientHead(small[0]!, small[1]!, classes);
    const b = gradientHead(large[0]!, large[1]!, classes);
    // Powers of two: all that changes is exponents.
    expect(Array.from(b.weight, (w) => w * 2 ** 20)).toEqual(Array.from(a.weight));
  });
});

describe('heads', () => {
  it('need an example of every class', () => {
    const embeddings = Float32Array.of(1, 2, 3, 4);
    const labels = Int32Array.of(0, 2);
    const message = 'Class 1 has no example: a head needs examples of every class.';
    expect(() => classMeanHead(embeddings, labels, 3)).toThrow(message);
    expect(() => gradientHead({ embeddings, labels }, { embeddings, labels }, 3)).toThrow(message);
  });

  it('take embeddings of their own width only', () => {
    const head: Head = { classes: 2, weight: new Float64Array(3), bias: new Float64Array(1) };
    expect(() => headLogits(head, new Float32Array(4))).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
  });
});
