import { expect, it } from 'vitest';
import { random } from '../random/index.js';
import { adamStep } from './adam-step.js';

const round = Math.fround;
const operands = {
  meanDecay: 0.9,
  squareDecay: 0.999,
  epsilon: 1e-8,
  keep: 0.99999,
  coupledDecay: 0.01,
  rate: 0.003,
  correction: 3,
};

it.each([1, 3, 4, 8191, 8192, 8195, 20_001])(
  'takes the step of its definition, each operation rounded to float32: %i',
  (length) => {
    const draws = random(length);
    const vector = () => Float32Array.from({ length }, () => draws.normal());
    const [x, g, m] = [vector(), vector(), vector()];
    const v = vector().map((value) => value * value);
    const before = { x: x.slice(), g: g.slice(), m: m.slice(), v: v.slice() };
    adamStep(x, g, m, v, operands);
    const [b1, b2, share1, share2] = [0.9, 0.999, 1 - 0.9, 1 - 0.999].map(round);
    const rounded = Object.fromEntries(Object.entries(operands).map(([name, value]) => [name, round(value)]));
    for (let i = 0; i < length; i++) {
      const gradient = round(before.g[i]! + round(rounded.coupledDecay! * before.x[i]!));
      const mean = round(round(b1! * before.m[i]!) + round(share1! * gradient));
      const square = round(round(b2! * before.v[i]!) + round(share2! * round(gradient * gradient)));
      const denominator = round(round(rounded.correction! * round(Math.sqrt(square))) + rounded.epsilon!);
      const move = round(round(rounded.rate! * mean) / denominator);
      expect([m[i], v[i], x[i]]).toEqual([mean, square, round(round(rounded.keep! * before.x[i]!) - move)]);
    }
    expect(g).toEqual(before.g);
  },
);

it('does not move where the gradient always was zero and epsilon is', () => {
  const [x, g, m, v] = [Float32Array.of(1, 2, 3, 4), new Float32Array(4), new Float32Array(4), new Float32Array(4)];
  adamStep(x, g, m, v, { ...operands, epsilon: 0, keep: 1, coupledDecay: 0 });
  expect(x).toEqual(Float32Array.of(1, 2, 3, 4));
});
