import { describe, expect, it } from 'vitest';
import { random } from 'zeroth/random';
import { accuracy, crossEntropy } from '../metrics/index.js';
import { headFromParameters, headLogits, headParameters } from './head.js';
import { featuresOf, type HeadObjective, headObjective } from './index.js';

const [count, width] = [137, 21];

function problem(classes: number): { embeddings: Float32Array; labels: Int32Array; start: Float64Array } {
  const draws = random(classes);
  return {
    embeddings: Float32Array.from(draws.fillNormal(new Float64Array(count * width))),
    labels: Int32Array.from({ length: count }, () => draws.integer(classes)),
    start: draws.fillNormal(new Float64Array((classes - 1) * (width + 1))),
  };
}

const penalties = Float64Array.from({ length: width }, (_, j) => 0.01 * (j + 1));

/** The definition, by other means: logits by row, the general cross-entropy, a double loop over the weights. */
function naiveLoss(parameters: Float64Array, classes: number): number {
  const { embeddings, labels } = problem(classes);
  const logits = new Float64Array(count * classes);
  for (let i = 0; i < count; i++) {
    for (let c = 1; c < classes; c++) {
      let sum = parameters[(classes - 1) * width + c - 1]!;
      for (let j = 0; j < width; j++) sum += parameters[(c - 1) * width + j]! * embeddings[i * width + j]!;
      logits[i * classes + c] = sum;
    }
  }
  let penalty = 0;
  for (let at = 0; at < (classes - 1) * width; at++) penalty += 0.5 * penalties[at % width]! * parameters[at]! ** 2;
  return crossEntropy(logits, labels, classes) + penalty;
}

function objectiveOf(classes: number): HeadObjective {
  const { embeddings, labels } = problem(classes);
  return headObjective(featuresOf(embeddings, width), labels, classes, { penalties });
}

/** Sums of `width` products and of `count` losses, of size about 10: rounding is far below this. */
const tolerance = 100 * Number.EPSILON * (width + count);

describe.each([2, 3, 5])('headObjective with %d classes', (classes) => {
  it('is cross-entropy and penalty', () => {
    const { start } = problem(classes);
    expect(Math.abs(objectiveOf(classes).loss(start) - naiveLoss(start, classes))).toBeLessThan(tolerance);
  });

  it('depends on the parameters alone, to the last bit, whatever was asked before', () => {
    const { start } = problem(classes);
    const objective = objectiveOf(classes);
    const draws = random(11);
    const x = start.slice();
    for (let k = 0; k < 60; k++) {
      const changes = k % 10 === 0 ? x.length : 1 + draws.integer(2);
      for (let c = 0; c < changes; c++) x[draws.integer(x.length)]! += draws.normal();
      expect(objective.loss(x)).toBe(objectiveOf(classes).loss(x));
    }
  });

  it('gives the losses along coordinates and vectors that loss gives there', () => {
    const { start } = problem(classes);
    const objective = objectiveOf(classes);
    const steps = Float64Array.of(-1, 0, 0.25, 2);
    const into = new Float64Array(4);
    const check = (direction: Float64Array): void => {
      steps.forEach((step, k) => {
        const there = start.map((x, j) => x + step * direction[j]!);
        expect(Math.abs(into[k]! - objectiveOf(classes).loss(there))).toBeLessThan(tolerance);
      });
    };
    for (const index of [0, width - 1, (classes - 1) * width - 1, (classes - 1) * width, start.length - 1]) {
      expect(objective.lossAlong(start, { kind: 'coordinate', index }, steps, into)).toBe(into);
      check(Float64Array.from(start, (_, j) => (j === index ? 1 : 0)));
    }
    for (let k = 0; k < 3; k++) {
      const vector = random(k).fillRademacher(new Float64Array(start.length));
      objective.lossAlong(start, { kind: 'vector', vector }, steps, into);
      check(vector);
    }
  });

  it('measures any loss on the logits', () => {
    const { embeddings, labels, start } = problem(classes);
    const objective = headObjective(featuresOf(embeddings, width), labels, classes, { loss: accuracy });
    const head = headFromParameters(start, classes);
    expect(objective.loss(start)).toBe(accuracy(headLogits(head, embeddings), labels, classes));
    expect(headParameters(head)).toEqual(start);
  });

  it('knows the spread of what each parameter multiplies', () => {
    const { spread, length } = objectiveOf(classes);
    const { embeddings } = problem(classes);
    expect(length).toBe((classes - 1) * (width + 1));
    for (let at = 0; at < length; at++) {
      if (at >= (classes - 1) * width) expect(spread[at]).toBe(1);
      else {
        const values = Array.from({ length: count }, (_, i) => embeddings[i * width + (at % width)]!);
        const mean = values.reduce((sum, x) => sum + x, 0) / count;
        const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count;
        expect(spread[at]! / Math.sqrt(variance)).toBeCloseTo(1, 12);
      }
    }
  });
});

describe('headObjective', () => {
  it('stays finite for huge logits and is not a number where a parameter is not', () => {
    const objective = headObjective(featuresOf(Float32Array.of(1, -1), 1), Int32Array.of(1, 1), 2);
    expect(objective.loss(Float64Array.of(1e6, 0))).toBe(5e5);
    expect(objective.loss(Float64Array.of(Number.NaN, 0))).toBeNaN();
    expect(objective.loss(Float64Array.of(0, 0))).toBeCloseTo(Math.LN2, 15);
  });

  it('is exact where exponentials of logits would overflow, with many classes too', () => {
    const objective = headObjective(featuresOf(Float32Array.of(1, -1), 1), Int32Array.of(2, 1), 3);
    // Logits (0, 0, ±1e6): the first example is right, the second is a tie of two classes.
    expect(objective.loss(Float64Array.of(0, 1e6, 0, 0))).toBeCloseTo(Math.LN2 / 2, 15);
    expect(objective.loss(Float64Array.of(0, -1e6, 0, 0))).toBe(1e6 + Math.LN2 / 2);
    expect(objective.loss(Float64Array.of(0, Number.NaN, 0, 0))).toBeNaN();
    expect(objective.loss(Float64Array.of(0, 0, 0, 0))).toBeCloseTo(Math.log(3), 15);
  });

  it('gives a constant feature the spread 0', () => {
    const { spread } = headObjective(featuresOf(Float32Array.of(0.1, 1, 0.1, 2, 0.1, 4), 2), Int32Array.of(0, 1, 1), 2);
    expect(spread[0]).toBe(0);
    expect(spread[1]).toBeGreaterThan(1);
  });

  it('says what does not fit', () => {
    const features = featuresOf(Float32Array.of(1, 2, 3, 4), 2);
    const labels = Int32Array.of(0, 1);
    expect(() => headObjective(features, Int32Array.of(0), 2)).toThrow('There must be 2 labels, not 1.');
    expect(() => headObjective(features, Int32Array.of(0, 2), 2)).toThrow('Labels must be from 0 to 1, not 2.');
    const objective = headObjective(features, labels, 2);
    expect(() => objective.loss(new Float64Array(2))).toThrow('There must be 3 parameters, not 2.');
    expect(() =>
      objective.lossAlong(
        new Float64Array(3),
        { kind: 'coordinate', index: 3 },
        new Float64Array(1),
        new Float64Array(1),
      ),
    ).toThrow('A head of 3 parameters has no parameter 3.');
    expect(() => headFromParameters(new Float64Array(5), 3)).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
  });
});
