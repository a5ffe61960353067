import { describe, expect, it } from 'vitest';
import { anyOf, evaluations, minimize, target } from '../../index.js';
import type { Vector } from '../../query/index.js';
import { conformance } from '../../testing/index.js';
import { sphere, subjectOf } from '../fixtures.js';
import { multistart } from './multistart.js';

/** Σ 10 + xᵢ² − 10 cos 2πxᵢ: about 10ⁿ local minima within ±5. */
const rastrigin = (x: Vector): number => x.reduce((sum, v) => sum + 10 + v * v - 10 * Math.cos(2 * Math.PI * v), 0);

/** Six minima, of which two are global, −1.0316. */
const camel = ([x, y]: Vector): number =>
  (4 - 2.1 * x! ** 2 + x! ** 4 / 3) * x! ** 2 + x! * y! + (-4 + 4 * y! ** 2) * y! ** 2;

const box = { bounds: { lower: -5, upper: 5 } };

describe('multistart', () => {
  for (const { name, check } of conformance(subjectOf(multistart()))) it(name, check);

  it.each([1, 2, 3])('finds the least of many minima, seed %i', (seed) => {
    const stop = anyOf(target(1e-6), evaluations(40_000));
    const method = multistart({ rounds: 500 });
    expect(minimize(rastrigin, [3, -4], { method, seed, stop, ...box }).reason).toBe('target');
    const ended = minimize(camel, [2, 1.5], { method: multistart(), seed, ...box, stop: evaluations(20_000) });
    expect(ended.value).toBeCloseTo(-1.0316284534898774, 8);
  });

  it('starts few runs on a function with one minimum: samples of its basin are linked', () => {
    const { queries, status } = minimize(sphere, [3, -4], { method: multistart(), ...box });
    const one = minimize(sphere, [3, -4], box).queries.values!;
    expect(status).toBe('converged');
    // 20 rounds of 20 samples, and far fewer runs than the 80 samples that are good.
    expect(queries.values).toBeLessThan(400 + 20 * one);
  });

  it('keeps every question within the bounds, and asks for finite ones', () => {
    let outside = 0;
    minimize(
      (x) => {
        if (x.some((v) => v < -5 || v > 5)) outside++;
        return camel(x);
      },
      [2, 1.5],
      { method: multistart({ rounds: 3 }), ...box },
    );
    expect(outside).toBe(0);
    expect(() => minimize(camel, [0, 0], { method: multistart() })).toThrow(/finite bounds/);
  });
});
