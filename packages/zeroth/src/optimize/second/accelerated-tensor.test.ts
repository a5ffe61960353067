import { describe, expect, it } from 'vitest';
import { dot, multiply, norm2 } from '../../array/vector.js';
import { symmetricEigen } from '../../linalg/index.js';
import type { Gradients, Oracle, Vector } from '../../query/index.js';
import { iterations, run } from '../../run/index.js';
import { conformance } from '../../testing/index.js';
import { problemAt } from '../fixtures.js';
import { functionOracle } from '../subjects.js';
import { acceleratedTensor, stepConstant } from './accelerated-tensor.js';
import { cubicStep } from './cubic-step.js';
import { quarticStep } from './quartic-step.js';
import { tensorStep } from './tensor-step.js';

const n = 5;
/** (1/(p+1)) (Σ |xᵢ − xᵢ₊₁|^(p+1) + |xₙ|^(p+1)) − x₁, whose p-th derivative has the constant p! 2^(p+1). */
function chain(order: 2 | 3) {
  const power = order + 1;
  const gaps = (x: Vector) => x.map((v, i) => v - (i + 1 < n ? x[i + 1]! : 0));
  return functionOracle(
    (x) => gaps(x).reduce((sum, d) => sum + Math.abs(d) ** power / power, 0) - x[0]!,
    (x) => {
      const slopes = gaps(x).map((d) => Math.sign(d) * Math.abs(d) ** order);
      return x.map((_, i) => slopes[i]! - (i > 0 ? slopes[i - 1]! : 1));
    },
    (x) => {
      const curvatures = gaps(x).map((d) => order * Math.abs(d) ** (order - 1));
      return Float64Array.from({ length: n * n }, (_, k) => {
        const [i, j] = [Math.floor(k / n), k % n];
        if (i === j) return curvatures[i]! + (i > 0 ? curvatures[i - 1]! : 0);
        return Math.abs(i - j) === 1 ? -curvatures[Math.min(i, j)]! : 0;
      });
    },
  );
}
const constants = { 2: 16, 3: 96 } as const;
const solution = Float64Array.of(5, 4, 3, 2, 1);
const points = [
  [3, -1, 2, 0.5, 1],
  [0, 0, 0, 0, 0],
  [10, 3, -4, 0, 2],
  [5.1, 4, 3, 2, 1],
].map((x) => Float64Array.from(x));

function answered(method: Generator<Gradients, Vector>, oracle: Oracle<Gradients>): Vector {
  const outcome = run(method, oracle);
  if (outcome.status !== 'returned') throw new Error(outcome.status);
  return outcome.result;
}

describe('quarticStep', () => {
  it('is stationary: c + H d + weight ‖d‖² d = 0, to rounding', () => {
    const hessian = chain(2).hessian({ kind: 'hessian', point: points[0]! });
    const eigen = symmetricEigen(hessian, n);
    for (const size of [1e-6, 1, 1e6])
      for (const weight of [1e-3, 1, 1e3]) {
        const linear = points[2]!.map((v) => size * v);
        const step = quarticStep(eigen, linear, weight);
        const rest = new Float64Array(n);
        multiply(rest, hessian, step);
        const square = weight * dot(step, step);
        for (let i = 0; i < n; i++) rest[i]! += linear[i]! + square * step[i]!;
        // The root is exact to some ε, eigenvectors to n ε.
        expect(norm2(rest)).toBeLessThanOrEqual(64 * n * Number.EPSILON * norm2(linear));
      }
  });
});

describe.each([2, 3] as const)('a step of order %i', (order) => {
  const oracle = chain(order);
  const smoothness = constants[order];

  it('has ∇f(x)·(v − x) ≥ C ‖∇f(x)‖^((p+1)/p), as the lemma says', () => {
    for (const v of points) {
      const [at] = oracle.gradients({ kind: 'gradients', points: [v] });
      const hessian = oracle.hessian({ kind: 'hessian', point: v });
      const step =
        order === 2
          ? cubicStep(symmetricEigen(hessian, n), at!.gradient, 2 * smoothness)
          : answered(tensorStep(v, at!.gradient, hessian, smoothness), oracle);
      const [after] = oracle.gradients({ kind: 'gradients', points: [v.map((x, i) => x + step[i]!)] });
      const gained = -dot(after!.gradient, step);
      const promised = stepConstant(order, smoothness) * norm2(after!.gradient) ** ((order + 1) / order);
      expect(gained).toBeGreaterThanOrEqual(promised - 1e-12);
      expect(after!.value).toBeLessThanOrEqual(at!.value);
    }
  });

  it('makes gaps that are never above γ^(−p) (p + 1)^p R^(p+1) / k^(p+1)', () => {
    const growth = (stepConstant(order, smoothness) * (order + 1)) / order / 2 ** ((order - 1) / order);
    const least = n / (order + 1) - n;
    const values: number[] = [];
    run(acceleratedTensor({ order, smoothness }).start(problemAt(new Float64Array(n))), oracle, {
      stop: iterations(60),
      onProgress: ({ value }) => values.push(value),
    });
    for (const [k, value] of values.entries()) {
      const bound = ((order + 1) ** order * norm2(solution) ** (order + 1)) / growth ** order / k ** (order + 1);
      expect(value - least).toBeLessThanOrEqual(bound);
    }
  });

  for (const { name, check } of conformance({
    name: 'acceleratedTensor',
    method: () => acceleratedTensor({ order, smoothness }).start(problemAt(points[0]!)),
    oracle: () => oracle,
    stop: () => iterations(4),
  }))
    it(name, check);
});

describe('acceleratedTensor', () => {
  it('keeps nearer to x0 the more noise it is told of', () => {
    const oracle = chain(2);
    const travelled = [0, 1, 10].map((gradient) => {
      let last = new Float64Array(n);
      const noise = { gradient, hessian: gradient, distance: norm2(solution) };
      run(acceleratedTensor({ smoothness: 16, noise }).start(problemAt(new Float64Array(n))), oracle, {
        stop: iterations(10),
        onProgress: ({ x }) => {
          last = x.slice();
        },
      });
      return norm2(last);
    });
    expect(travelled[1]!).toBeLessThan(travelled[0]!);
    expect(travelled[2]!).toBeLessThan(travelled[1]!);
  });

  it('refuses options out of range', () => {
    expect(() => acceleratedTensor({ smoothness: 0 })).toThrow('smoothness must be');
    expect(() => acceleratedTensor({ smoothness: 1, order: 3, noise: { hessian: 1 } })).toThrow('leave out order: 3');
  });
});
