import { expect, it } from 'vitest';
import { random } from '../../random/index.js';
import { adamUpdate, adamWUpdate, amsGradUpdate } from './adam.js';
import type { Tensor } from './update.js';

const shapes = [[5000], [12], [70, 90], [4095]];
const draws = random(11);

function tensorsOf(): readonly (Tensor & { readonly values: Float32Array })[] {
  return shapes.map((shape) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return { shape, values: Float32Array.from({ length }, () => draws.normal()) };
  });
}

const gradients = Array.from({ length: 6 }, () => tensorsOf().map(({ values }) => values));

it('keeps the moments of large tensors of float32 in one memory, those of others on their own', () => {
  const { mean, square } = adamUpdate().begin(tensorsOf());
  const buffers = [...mean, ...square].map(({ buffer }) => buffer);
  const [first, , third, , fifth, , seventh] = buffers;
  expect(new Set([first, third, fifth, seventh]).size).toBe(1);
  expect(new Set(buffers).size).toBe(5);
  expect([...mean, ...square].every((moments) => moments.every((value) => value === 0))).toBe(true);
  const maximal = amsGradUpdate().begin(tensorsOf());
  expect(new Set([...maximal.mean, ...maximal.square].map(({ buffer }) => buffer)).size).toBe(8);
});

it('goes on from a copy of its state bit for bit, with the rule that made it and with another', () => {
  const rule = adamWUpdate();
  const tensors = tensorsOf();
  const state = rule.begin(tensors);
  for (const g of gradients.slice(0, 3)) rule.step(tensors, g, state, 0.01);
  const kept = { tensors: structuredClone(tensors), state: structuredClone(state) };
  for (const g of gradients.slice(3)) rule.step(tensors, g, state, 0.01);
  for (const again of [rule, adamWUpdate()]) {
    const resumed = structuredClone(kept);
    for (const g of gradients.slice(3)) again.step(resumed.tensors, g, resumed.state, 0.01);
    expect(resumed).toEqual({ tensors, state });
    expect(resumed.state.mean[0]!.buffer).toBe(resumed.state.square[2]!.buffer);
  }
});
