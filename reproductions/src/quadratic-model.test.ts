import { mezo, zoAdaMU } from '@zeroth/train';
import { expect, it } from 'vitest';
import { quadraticModel } from './quadratic-model.js';
import { tune } from './tune.js';

const curvatures = Float64Array.from({ length: 1000 }, (_, i) => 1 / (i + 1));
const run = { steps: 1, learningRate: 0.01, radius: 0.01, examples: 1, batch: 1, seed: 3, evaluateEvery: 1 };

it('starts at half the sum of the curvatures, and again after a reset', async () => {
  const model = quadraticModel(curvatures);
  const start = await model.loss([0]);
  expect(start).toBeCloseTo(curvatures.reduce((total, value) => total + value, 0) / 2, 12);
  await tune(mezo(run), model);
  expect(await model.loss([0])).not.toBe(start);
  model.reset();
  expect(await model.loss([0])).toBe(start);
});

it('moves by η g along a direction of signs, g being its slope there', async () => {
  const model = quadraticModel(curvatures);
  const { result } = await tune(mezo(run), model);
  const [g] = result.scalars;
  const { values } = model.parameters[0]!;
  // Two float32 passes of size ε and one back leave each variable within a few units in the last place of 1.
  const unit = 2 ** -23;
  for (const value of values) expect(Math.abs(Math.abs(value - 1) - Math.abs(0.01 * g!))).toBeLessThan(4 * unit);
  // The central difference of a quadratic is exact: g = Σ λᵢ zᵢ but for the rounding of x ± ε z, amplified by 1 / ε.
  const signs = Float64Array.from(values, (value) => Math.sign(1 - value) * Math.sign(g!));
  const slope = signs.reduce((total, sign, i) => total + sign * curvatures[i]!, 0);
  expect(Math.abs(g! - slope)).toBeLessThan((8 * unit * 7.5) / run.radius);
});

it("gives ZO-AdaMU's unannealed step the same slope as Gaussian MeZO's, and the length of a sign step", async () => {
  const gaussian = await tune(mezo({ ...run, law: 'gaussian' }), quadraticModel(curvatures));
  const model = quadraticModel(curvatures);
  const adapted = await tune(zoAdaMU({ ...run, annealFrom: 1024, annealTo: 16_000 }), model);
  const [ours, theirs] = [adapted.result.scalars[0]!, gaussian.result.scalars[0]!];
  expect(Math.abs(ours - theirs)).toBeLessThan(1e-5 * Math.abs(theirs));
  // √(z² + 1e-8) differs from |z| where z itself is near 0 only: most of a thousand are longer than 0.01.
  const lengths = [...model.parameters[0]!.values].map((value) => Math.abs(value - 1));
  const full = lengths.filter((length) => Math.abs(length / Math.abs(0.01 * ours) - 1) < 0.01);
  expect(full.length).toBeGreaterThan(950);
});
