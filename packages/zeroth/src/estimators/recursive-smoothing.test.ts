import { describe, expect, it } from 'vitest';
import {
  evaluateEach,
  type GradientAnswer,
  type Gradients,
  gradientAt,
  type Method,
  type Oracle,
  pool,
  type Values,
  type Vector,
} from '../query/index.js';
import { askTell, run } from '../run/index.js';
import { lift, randomizedSmoothing, recursiveSmoothing } from './index.js';
import { asking, at, listed, matrix, n, quadratic, quadraticGradient, returned, smooth } from './subjects.js';

const radius = 0.1;
const shift = Float64Array.of(0.02, -0.01, 0.03, 0.01);
const path = [0, 1, 2, 3, 4].map((k) => at.map((x, i) => x + k * shift[i]!));

function* walk(points: readonly Vector[]): Method<Gradients, readonly Vector[]> {
  const gradients: Vector[] = [];
  for (const x of points) gradients.push((yield* gradientAt(x)).gradient);
  return gradients;
}

const oracle = (f: (x: Vector) => number, asked: Values[] = []): Oracle<Values> => ({
  values: (query) => {
    asked.push(query);
    return evaluateEach(query.points, f);
  },
});

const estimates = (seed: number, period = 10) =>
  returned(run(lift(walk(path), recursiveSmoothing({ radius, period, freshDirections: 1, seed })), oracle(quadratic)));

describe('recursiveSmoothing', () => {
  it('with period 1 is randomizedSmoothing over the ball', () => {
    const recursive = recursiveSmoothing({ radius, period: 1, freshDirections: 3, seed: 6 });
    const plain = randomizedSmoothing({ radius, directions: 3, seed: 6 });
    const a = returned(run(lift(walk(path), recursive), oracle(smooth)));
    const b = returned(run(lift(walk(path), plain), oracle(smooth)));
    for (const [k, gradient] of a.entries()) for (let i = 0; i < n; i++) expect(gradient[i]).toBeCloseTo(b[k]![i]!, 10);
  });

  it('follows the change of the gradient: unbiased, and its change has the second moment n ‖A d‖², on quadratics', () => {
    const seeds = 800;
    const mean = new Float64Array(n);
    const squares = new Float64Array(n);
    let change = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const [, , before, last] = estimates(seed);
      for (let i = 0; i < n; i++) {
        mean[i]! += last![i]! / seeds;
        squares[i]! += last![i]! ** 2 / seeds;
        change += (last![i]! - before![i]!) ** 2 / seeds;
      }
    }
    const exact = quadraticGradient(path[3]!);
    for (let i = 0; i < n; i++) {
      const deviation = Math.sqrt((squares[i]! - mean[i]! ** 2) / seeds);
      expect(Math.abs(mean[i]! - exact[i]!)).toBeLessThanOrEqual(4 * deviation);
    }
    const moved = Float64Array.from({ length: n }, (_, i) =>
      shift.reduce((sum, d, j) => sum + matrix[i * n + j]! * d, 0),
    );
    const squared = moved.reduce((sum, m) => sum + m * m, 0);
    // The change is n (w·Ad) w, of squared length n² (w·Ad)²; E (w·a)⁴ = 3 ‖a‖⁴ / (n (n + 2)).
    const deviation = Math.sqrt((((3 * n ** 3) / (n + 2) - n * n) * squared ** 2) / seeds);
    expect(Math.abs(change - n * squared)).toBeLessThanOrEqual(4 * deviation);
  });

  it('asks 2 values a fresh direction and 4 in between, one question a gradient', () => {
    const asked: Values[] = [];
    const estimator = recursiveSmoothing({ radius, period: 3, freshDirections: 5, directions: 2 });
    run(lift(walk(path), estimator), oracle(smooth, asked));
    expect(asked.map(({ points }) => points.length)).toEqual([10, 8, 8, 10, 8]);
  });

  it('asks both points of a difference with the same direction and sample', () => {
    const asked: Values[] = [];
    const estimator = recursiveSmoothing({ radius, period: 5, freshDirections: 1, stochastic: true });
    run(lift(walk(path), estimator), oracle(smooth, asked));
    for (const [k, query] of asked.slice(1).entries()) {
      const [plus, minus, plusBefore, minusBefore] = listed(query);
      for (let i = 0; i < n; i++) {
        expect(plus![i]! - plusBefore![i]!).toBeCloseTo(shift[i]!, 14);
        expect(minus![i]! - minusBefore![i]!).toBeCloseTo(shift[i]!, 14);
      }
      expect(query.sample).not.toBe(asked[k]!.sample);
    }
    expect(new Set(asked.map(({ sample }) => typeof sample))).toEqual(new Set(['number']));
  });

  it('passes the sample and the fidelity of the method on', () => {
    const asked: Values[] = [];
    const estimator = recursiveSmoothing({ radius, period: 5, freshDirections: 1, stochastic: true });
    const question: Gradients = { kind: 'gradients', points: [at], sample: [4, 2], fidelity: 0.5 };
    run(lift(asking(question), estimator), oracle(smooth, asked));
    expect(asked[0]).toMatchObject({ sample: [4, 2], fidelity: 0.5 });
  });

  it('takes the points of a question for a path, as if they were asked one by one', () => {
    const make = () => recursiveSmoothing({ radius, period: 3, freshDirections: 2, seed: 1 });
    const together: readonly GradientAnswer[] = returned(
      run(
        lift(asking<Gradients, readonly GradientAnswer[]>({ kind: 'gradients', points: path }), make()),
        oracle(smooth),
      ),
    );
    const apart = returned(run(lift(walk(path), make()), oracle(smooth)));
    expect(together.map(({ gradient }) => gradient)).toEqual(apart);
  });

  it('follows the point that it knew when it asked, when answers come in another order', () => {
    function* pair() {
      const first = yield* gradientAt(at);
      const running = yield* pool<GradientAnswer>();
      for (const x of path.slice(1, 3)) yield* running.start(gradientAt(x));
      const found = new Map<number, Vector>();
      while (running.size > 0) {
        const { ticket, result } = yield* running.next();
        found.set(ticket, result.gradient);
      }
      return [first.gradient, found.get(0), found.get(1)];
    }
    const ask = (order: readonly number[]) => {
      const session = askTell(lift(pair(), recursiveSmoothing({ radius, period: 9, freshDirections: 3 })));
      const tell = (at: number) => {
        const { id, query } = session.ask()[at]!;
        session.tell(id, evaluateEach(query.points, quadratic));
      };
      tell(0);
      for (const at of order) tell(at);
      return returned(session.outcome()!);
    };
    expect(ask([0, 0])).toEqual(ask([1, 0]));
  });
});
