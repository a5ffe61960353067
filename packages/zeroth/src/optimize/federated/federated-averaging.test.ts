import { describe, expect, it } from 'vitest';
import type { Gradients, Oracle } from '../../query/index.js';
import { answer } from '../../run/answer.js';
import { askTell, iterations, run } from '../../run/index.js';
import { gradientDescent } from '../first/gradient-descent.js';
import { reportsOf } from '../subjects.js';
import { federatedAveraging } from './federated-averaging.js';

const centers = [
  [0, 1],
  [2, -1],
  [-3, 0.5],
];
const curvatures = [1, 2, 0.5];
const gradientOf = (c: number, x: Float64Array) => x.map((xi, i) => curvatures[c]! * (xi - centers[c]![i]!));
const valueAt = (c: number, x: Float64Array) =>
  x.reduce((sum, xi, i) => sum + 0.5 * curvatures[c]! * (xi - centers[c]![i]!) ** 2, 0);
const clients = centers.map(
  (_, c): Oracle<Gradients> => ({
    gradients: ({ points }) => points.map((x) => ({ value: valueAt(c, x), gradient: gradientOf(c, x) })),
  }),
);
const oracle = { clients };
const x0 = Float64Array.of(1, 1);
const options = { clients: 3, step: 0.1, localSteps: 4, weights: [1, 2, 1] };

describe('federatedAveraging', () => {
  it('equals the loop written by hand, bit for bit', () => {
    const { reports } = reportsOf(federatedAveraging(x0, options), oracle, 10);
    let x = x0.slice();
    for (const report of reports) {
      expect(report.x).toEqual(x);
      expect(report.value).toBe(0.25 * valueAt(0, x) + 0.5 * valueAt(1, x) + 0.25 * valueAt(2, x));
      const ends = [0, 1, 2].map((c) => {
        const local = x.slice();
        for (let k = 0; k < 4; k++) {
          const gradient = gradientOf(c, local);
          for (let i = 0; i < 2; i++) local[i] = local[i]! + -0.1 * gradient[i]!;
        }
        return local;
      });
      x = x.map((_, i) => 0.25 * ends[0]![i]! + 0.5 * ends[1]![i]! + 0.25 * ends[2]![i]!);
    }
  });

  it('is gradient descent on the mean with one local step, but for rounding', () => {
    const { reports } = reportsOf(federatedAveraging(x0, { clients: 3, step: 0.2, localSteps: 1 }), oracle, 50);
    const mean: Oracle<Gradients> = {
      gradients: ({ points }) =>
        points.map((x) => ({
          value: [0, 1, 2].reduce((sum, c) => sum + valueAt(c, x) / 3, 0),
          gradient: x.map((_, i) => [0, 1, 2].reduce((sum, c) => sum + gradientOf(c, x)[i]! / 3, 0)),
        })),
    };
    const central = reportsOf(gradientDescent(x0, { step: 0.2 }), mean, 50).reports;
    for (const [k, { x, value, gradient }] of reports.entries()) {
      for (let i = 0; i < 2; i++) {
        expect(x[i]).toBeCloseTo(central[k]!.x[i]!, 13);
        expect(gradient[i]).toBeCloseTo(central[k]!.gradient[i]!, 13);
      }
      expect(value).toBeCloseTo(central[k]!.value, 13);
    }
  });

  it('does not depend on the order in which clients end', () => {
    const session = askTell(federatedAveraging(x0, options), { stop: iterations(10) });
    for (let k = 0; session.outcome() === undefined; k++) {
      const open = session.ask();
      const { id, query } = open[(5 * k) % open.length]!;
      session.tell(id, answer(oracle, query));
    }
    expect(session.outcome()).toEqual(run(federatedAveraging(x0, options), oracle, { stop: iterations(10) }));
  });

  it('is counted by client', () => {
    const { outcome } = reportsOf(federatedAveraging(x0, options), oracle, 3);
    expect(outcome.counts).toEqual({ 'clients.0.gradients': 12, 'clients.1.gradients': 12, 'clients.2.gradients': 12 });
  });

  it.each([
    [{ clients: 0 }, 'clients must be'],
    [{ step: 0 }, 'step must be'],
    [{ localSteps: 0 }, 'localSteps must be'],
    [{ weights: [1, 2] }, 'weights must have length 3'],
    [{ weights: [1, -1, 1] }, 'weights must be'],
    [{ weights: [0, 0, 0] }, 'must not all be 0'],
  ])('refuses %o', (bad, message) => {
    expect(() => run(federatedAveraging(x0, { ...options, ...bad }), oracle)).toThrow(message);
  });
});
