import { describe, expect, it } from 'vitest';
import { anyOf, evaluations, lbfgs, minimize, target } from '../../index.js';
import type { Vector } from '../../query/index.js';
import { conformance } from '../../testing/index.js';
import { sphere, subjectOf } from '../fixtures.js';
import { basinHopping } from './basin-hopping.js';
import { nelderMeadSimplex } from './nelder-mead-simplex.js';

/** Σ 10 + xᵢ² − 10 cos 2πxᵢ: about 10ⁿ local minima within ±5. */
const rastrigin = (x: Vector): number => x.reduce((sum, v) => sum + 10 + v * v - 10 * Math.cos(2 * Math.PI * v), 0);

/** Six minima, of which two are global, −1.0316. */
const camel = ([x, y]: Vector): number =>
  (4 - 2.1 * x! ** 2 + x! ** 4 / 3) * x! ** 2 + x! * y! + (-4 + 4 * y! ** 2) * y! ** 2;

const box = { bounds: { lower: -5, upper: 5 } };

describe('basinHopping', () => {
  for (const { name, check } of conformance(subjectOf(basinHopping()))) it(name, check);

  it.each([1, 2, 3, 4, 5])('hops out of local minima, seed %i', (seed) => {
    const stop = anyOf(target(1e-6), evaluations(20_000));
    const method = basinHopping({ temperature: 2, patience: 500 });
    expect(minimize(rastrigin, [3, -4], { method, seed, stop, ...box }).reason).toBe('target');
  });

  it('takes gradients where the local method does, and any local method', () => {
    const result = minimize(camel, [2, 1.5], { method: basinHopping({ local: lbfgs(), patience: 30 }), ...box });
    expect(result.value).toBeCloseTo(-1.0316284534898774, 8);
    const simplex = minimize(camel, [2, 1.5], {
      method: basinHopping({ local: nelderMeadSimplex(), patience: 30 }),
      stop: evaluations(20_000),
      ...box,
    });
    expect(simplex.value).toBeCloseTo(-1.0316284534898774, 8);
  });

  it('ends after its patience, and where values fall without a limit', () => {
    expect(minimize(sphere, [1, 1], { method: basinHopping({ patience: 3 }) })).toMatchObject({
      status: 'converged',
      reason: 'no-decrease-left',
    });
    expect(minimize((x) => x[0]!, [1, 1], { method: basinHopping() }).reason).toBe('unbounded');
    expect(minimize(() => 3, [1], { method: basinHopping({ patience: 3 }) })).toMatchObject({ value: 3 });
  });

  it.each([{ hop: 0 }, { temperature: 0 }, { patience: 0 }])('refuses %o', (options) => {
    expect(() => basinHopping(options)).toThrow(/must be/);
  });
});
