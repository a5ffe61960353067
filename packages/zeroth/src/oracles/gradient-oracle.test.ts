import { describe, expect, it } from 'vitest';
import { gradientAt, gradientsAt, type Sample, type Vector } from '../query/index.js';
import { run } from '../run/index.js';
import { gradientOracle, valueAndGradientOracle } from './index.js';

const square = gradientOracle((x, gradient) => {
  for (let i = 0; i < x.length; i++) gradient[i] = 2 * x[i]!;
  return x.reduce((sum, v) => sum + v * v, 0);
});
const points = [Float64Array.of(1, 2), Float64Array.of(-3, 0.5)];
const answers = [
  { value: 5, gradient: Float64Array.of(2, 4) },
  { value: 9.25, gradient: Float64Array.of(-6, 1) },
];

describe('a function that writes its gradient as an oracle', () => {
  it('fills the buffers that the question brings, and hands just those back', () => {
    const into = [new Float64Array(2).fill(9), new Float64Array(2).fill(9)];
    const given = square.gradients({ kind: 'gradients', points, into });
    expect(given).toEqual(answers);
    expect(given.map(({ gradient }) => gradient)).toEqual(into);
    for (const [i, { gradient }] of given.entries()) expect(gradient).toBe(into[i]);
  });

  it('writes to the buffer of the method in a run', () => {
    const into = new Float64Array(2);
    function* method() {
      const { gradient } = yield* gradientAt(points[0]!, into);
      return gradient;
    }
    const outcome = run(method(), square);
    expect(outcome.status === 'returned' && outcome.result).toBe(into);
  });

  it('answers with an array of its own for each point otherwise', () => {
    const given = square.gradients({ kind: 'gradients', points });
    expect(given).toEqual(answers);
    expect(given[0]!.gradient).not.toBe(given[1]!.gradient);
    expect(square.gradients({ kind: 'gradients', points })[0]!.gradient).not.toBe(given[0]!.gradient);
  });
});

describe('a function that returns value and gradient as an oracle', () => {
  it('answers each of the points and gets the sample', () => {
    const samples: (Sample | undefined)[] = [];
    const oracle = valueAndGradientOracle((x: Vector, sample) => {
      samples.push(sample);
      return { value: x.reduce((sum, v) => sum + v * v, 0), gradient: x.map((v) => 2 * v) };
    });
    const outcome = run(gradientsAt(points, { sample: 4 }), oracle);
    expect(outcome).toMatchObject({ status: 'returned', result: answers });
    expect(samples).toEqual([4, 4]);
  });

  it('serves a method that brings a buffer', () => {
    const into = new Float64Array(2);
    const oracle = valueAndGradientOracle((x) => ({ value: 0, gradient: x.map((v) => 2 * v) }));
    run(gradientAt(points[0]!, into), oracle);
    expect(into).toEqual(answers[0]!.gradient);
  });
});
