import { describe, expect, it } from 'vitest';
import { lift } from '../estimators/index.js';
import { evaluations, lbfgs, minimize } from '../index.js';
import { functionOracle } from '../oracles/index.js';
import { type GradientAnswer, type Gradients, gradientsAt, type Method } from '../query/index.js';
import { random } from '../random/index.js';
import { run } from '../run/index.js';
import { boundedDifferences } from './differences.js';

const noise = 1e-4;
const sines = (x: Float64Array): number => x.reduce((sum, v) => sum + Math.sin(v), 0);

/** f with an error within ±noise, another at each call. */
function disturbed(f: (x: Float64Array) => number, seed: number): (x: Float64Array) => number {
  const stream = random(seed);
  const u = new Float64Array(1);
  return (x) => f(x) + noise * (2 * stream.fillUniform(u)[0]! - 1);
}

function* gradientAt(x: Float64Array): Method<Gradients, GradientAnswer> {
  return (yield* gradientsAt([x]))[0]!;
}

describe('noisy values', () => {
  it('have differences whose error is at most σ / h + h² / 6 where third derivatives are at most 1', () => {
    const h = (3 * noise) ** (1 / 3);
    for (let seed = 0; seed < 50; seed++) {
      const x = random(seed, 1).fillUniform(new Float64Array(3));
      const outcome = run(
        lift(gradientAt(x), boundedDifferences(undefined, noise)),
        functionOracle(disturbed(sines, seed)),
      );
      if (outcome.status !== 'returned') throw new Error(outcome.status);
      const error = Math.max(...outcome.result.gradient.map((g, i) => Math.abs(g - Math.cos(x[i]!))));
      expect(error).toBeLessThanOrEqual(noise / h + h ** 2 / 6);
    }
  });

  it('let a method of gradients come as near as they allow', () => {
    const f = (x: Float64Array): number => x.reduce((sum, v, i) => sum + Math.cosh(v - i), 0);
    const { x } = minimize(disturbed(f, 1), [3, 3, 3], { method: lbfgs(), noise, stop: evaluations(2000) });
    // Slopes of σ^(2/3) are the least that can be told from none; curvature is at least 1.
    expect(f(x) - 3).toBeLessThan(3 * noise ** (4 / 3));
  });

  it('and expensive ones choose methods that are made for them', () => {
    const f = (x: Float64Array): number => x.reduce((sum, v) => sum + v * v, 0);
    const few = { stop: evaluations(12) };
    expect(minimize(f, [1, 1], { noise, ...few }).method).toBe('cmaEs (values are noisy)');
    expect(minimize(f, [1, 1], { expensive: true, ...few }).method).toBe('bayesian (values are expensive)');
    expect(minimize(f, [1, 1], { noise: 0, expensive: false, ...few }).method).toMatch(/^lbfgs/);
    expect(() => minimize(f, [1, 1], { noise: -1 })).toThrow('noise is the standard deviation');
  });
});
