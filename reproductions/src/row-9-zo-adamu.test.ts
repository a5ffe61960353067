import { expect, it } from 'vitest';
import { random } from 'zeroth/random';
import { steepQuadratic } from './row-9-zo-adamu.js';

it('has the mean and variance of a first-order step that its comment derives, for a spread gradient', () => {
  const [dimension, draws] = [200, 20_000];
  const z = new Float64Array(dimension);
  const stream = random(1);
  const plain: number[] = [];
  const signs: number[] = [];
  for (let i = 0; i < draws; i++) {
    for (let j = 0; j < dimension; j++) z[j] = stream.normal();
    // ∇f = (1, …, 1) / √n, so that the plain step's mean is 1.
    const g = z.reduce((sum, value) => sum + value, 0) / Math.sqrt(dimension);
    plain.push(g * g);
    signs.push((g * z.reduce((sum, value) => sum + Math.sign(value), 0)) / Math.sqrt(dimension));
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / draws;
  const variance = (values: readonly number[]) => mean(values.map((value) => value ** 2)) - mean(values) ** 2;
  const correlation = Math.sqrt(2 / Math.PI);
  // Five standard errors: of a mean, √(variance / draws); of a variance, √(κ / draws) times it with κ at most 14, that of
  // χ²₁. The sum of 200 signs is normal but for a term of 2c² / 200 in the variance, which is far below that.
  expect(Math.abs(mean(plain) - 1)).toBeLessThan(5 * Math.sqrt(2 / draws));
  expect(Math.abs(mean(signs) - correlation)).toBeLessThan(5 * Math.sqrt(2 / draws));
  expect(Math.abs(variance(plain) / 2 - 1)).toBeLessThan(5 * Math.sqrt(14 / draws));
  expect(Math.abs(variance(signs) / (1 + correlation ** 2) - 1)).toBeLessThan(5 * Math.sqrt(14 / draws));
});

it('is first where one coordinate is steep', async () => {
  expect(await steepQuadratic({ seed: 5, full: false })).toMatchObject({ pass: true });
});
