import { describe, expect, it } from 'vitest';
import { random } from 'zeroth/random';
import { row94 } from '../row-94-lipschitz.js';
import { activity } from './activity.js';
import { maximise } from './branch-and-bound.js';
import { gradientNormBound, slopeLowerBound } from './jacobian-bounds.js';
import { regionJacobians } from './linear-regions.js';
import { type Box, jacobianAt, maximumNorm, type Network, pointIn, randomNetwork } from './network.js';

const square: Box = { centre: new Float64Array(2), radius: Float64Array.of(1, 1) };
/** |x| + 2 y, by a neuron for each sign of x and one for y + 2. */
const absolute: Network = [
  { weights: [Float64Array.of(1, 0), Float64Array.of(-1, 0), Float64Array.of(0, 1)], bias: Float64Array.of(0, 0, 2) },
  { weights: [Float64Array.of(1, 1, 2)], bias: Float64Array.of(-4) },
];

describe('a network of |x| + 2 y', () => {
  it('has two regions', () => {
    expect(regionJacobians(absolute, square)).toEqual([[Float64Array.of(1, 2)], [Float64Array.of(-1, 2)]]);
  });

  it('has the Lipschitz constant 3, which the linear bound finds', () => {
    const states = activity(absolute, square)!;
    expect(states).toEqual([['unstable', 'unstable', 'active']]);
    expect(gradientNormBound(absolute, states, 0, 'linear')).toBe(3);
    expect(slopeLowerBound(absolute, states, 0, 1)).toBe(2);
  });

  it('is affine away from x = 0', () => {
    const box = { centre: Float64Array.of(1, 0), radius: Float64Array.of(0.5, 1) };
    expect(activity(absolute, box)).toEqual([['active', 'inactive', 'active']]);
    expect(activity(absolute, box, new Map([['0:1', 'active']]))).toBeUndefined();
  });
});

it('bounds the Jacobian at all sampled points, tighter with each relaxation', () => {
  const draws = random(2);
  for (let trial = 0; trial < 10; trial++) {
    const network = randomNetwork(draws, [4, 12, 12, 2]);
    const box = { centre: draws.fillNormal(new Float64Array(4)), radius: new Float64Array(4).fill(0.3) };
    const states = activity(network, box)!;
    for (const output of [0, 1]) {
      const [linear, constant, interval] = (['linear', 'constant', 'interval'] as const).map((relaxation) =>
        gradientNormBound(network, states, output, relaxation),
      );
      expect(linear).toBeLessThanOrEqual(constant!);
      expect(constant).toBeLessThanOrEqual(interval!);
      for (let i = 0; i < 100; i++)
        expect(maximumNorm([jacobianAt(network, pointIn(box, draws))[output]!])).toBeLessThanOrEqual(
          linear! * (1 + 1e-12),
        );
    }
  }
});

it('finds the regions that sampling finds', () => {
  const draws = random(4);
  const network = randomNetwork(draws, [2, 6, 5, 1]);
  const spelled = (rows: readonly Float64Array[]) =>
    rows.map((row) => Array.from(row, (value) => value.toFixed(9))).join();
  const regions = new Set(regionJacobians(network, square).map(spelled));
  for (let i = 0; i < 500; i++) expect(regions).toContain(spelled(jacobianAt(network, pointIn(square, draws))));
});

it('brackets the maximum while the budget lasts', () => {
  const network = randomNetwork(random(6), [2, 8, 8, 1]);
  const exact = Math.max(...regionJacobians(network, square).map(maximumNorm));
  const objective = {
    bound: (states: NonNullable<ReturnType<typeof activity>>) => gradientNormBound(network, states, 0, 'linear'),
    value: maximumNorm,
  };
  for (const budget of [1, 10, 100]) {
    const { lower, upper, nodes } = maximise(network, square, objective, () => false, budget);
    expect(lower).toBeLessThanOrEqual(exact * (1 + 1e-12));
    expect(upper).toBeGreaterThanOrEqual(exact * (1 - 1e-12));
    expect(nodes).toBeLessThanOrEqual(budget + 1);
  }
});

it('keeps the claims of row 94', async () => {
  const { checks } = await row94.run({ seed: 5, full: false });
  expect(checks.filter(({ pass }) => !pass)).toEqual([]);
});
