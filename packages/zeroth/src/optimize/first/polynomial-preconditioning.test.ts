import { describe, expect, it } from 'vitest';
import { multiply, norm2 } from '../../array/vector.js';
import type { Gradients, Oracle, Vector } from '../../query/index.js';
import { iterations, run } from '../../run/index.js';
import { conformance } from '../../testing/index.js';
import { problemAt } from '../fixtures.js';
import type { Minimizer } from '../minimizer.js';
import { elementarySymmetric, symmetricPreconditioner } from '../pieces/symmetric-polynomials.js';
import { distance } from '../subjects.js';
import { polynomialPreconditioning } from './polynomial-preconditioning.js';

const n = 4;
const eigenvalues = [50, 20, 3, 1];
/** Q diag(λ) Qᵀ with Q = I − 2 u uᵀ. */
const matrix = Float64Array.from({ length: n * n }, (_, k) => {
  const u = [0.5, -0.5, 0.5, 0.5];
  const q = (i: number, j: number) => (i === j ? 1 : 0) - 2 * u[i]! * u[j]!;
  return eigenvalues.reduce((sum, value, m) => sum + value * q(Math.floor(k / n), m) * q(k % n, m), 0);
});
const times = (x: Vector) => {
  const image = new Float64Array(n);
  multiply(image, matrix, x);
  return image;
};
const quadratic: Oracle<Gradients> = {
  gradients: ({ points }) =>
    points.map((x) => {
      const gradient = times(x);
      return { value: 0.5 * x.reduce((sum, v, i) => sum + v * gradient[i]!, 0), gradient };
    }),
};
const start = Float64Array.of(1, 2, -1, 3);

function valuesOf(minimizer: Minimizer<Gradients>, most = 3000) {
  const values: number[] = [];
  const outcome = run(minimizer.start(problemAt(start)), quadratic, {
    stop: iterations(most),
    onProgress: ({ value }) => values.push(value),
  });
  return { values, reason: outcome.status === 'returned' ? outcome.result.reason : outcome.status };
}

describe('elementarySymmetric', () => {
  it('is what the coefficients of Π (t + λᵢ) are', () => {
    const traces = [1, 2, 3, 4].map((power) => eigenvalues.reduce((sum, v) => sum + v ** power, 0));
    const product = eigenvalues.reduce(
      (coefficients, v) => coefficients.concat(0).map((c, i) => c + (i > 0 ? v * coefficients[i - 1]! : 0)),
      [1],
    );
    const found = elementarySymmetric(traces);
    for (const [i, c] of product.entries()) expect(found[i]! / c).toBeCloseTo(1, 10);
  });
});

describe('symmetricPreconditioner', () => {
  it('has the symmetric polynomials of the other eigenvalues; of degree n − 1 it is det B times the inverse', () => {
    const traces = [1, 2, 3].map((power) => eigenvalues.reduce((sum, v) => sum + v ** power, 0));
    const sigma = elementarySymmetric(traces);
    for (const [i, own] of eigenvalues.entries()) {
      const others = eigenvalues.filter((_, j) => j !== i);
      const wanted = others.reduce((sum, a, j) => sum + others.slice(j + 1).reduce((s, b) => s + a * b, 0), 0);
      const scalar = symmetricPreconditioner((v) => v.map((x) => own * x), sigma.slice(0, 3))(Float64Array.of(1));
      expect(scalar[0]! / wanted).toBeCloseTo(1, 10);
    }
    const adjugate = symmetricPreconditioner(times, sigma)(times(start));
    expect(
      distance(
        adjugate.map((v) => v / 3000),
        start,
      ),
    ).toBeLessThanOrEqual(1e-10 * norm2(start));
  });
});

describe('polynomialPreconditioning', () => {
  it('finds the minimum with every polynomial, without rising but with momentum, in fewer steps as the degree grows', () => {
    const counts = [0, 1, 2].map((degree) => {
      const { values, reason } = valuesOf(polynomialPreconditioning({ matrix, degree }));
      expect(reason).toBe('gradient-small');
      for (let k = 1; k < values.length; k++) expect(values[k]!).toBeLessThanOrEqual(values[k - 1]!);
      return values.length;
    });
    expect(counts[1]!).toBeLessThan(counts[0]!);
    expect(counts[2]!).toBeLessThan(counts[1]!);
    const fast = valuesOf(polynomialPreconditioning({ matrix, degree: 1, accelerated: true }));
    expect(fast.reason).toBe('gradient-small');
    expect(fast.values.length).toBeLessThan(counts[1]!);
  });

  it('has no condition number left at degree n − 1, and the Krylov step then is exact', () => {
    for (const polynomial of ['symmetric', 'krylov'] as const) {
      const { values } = valuesOf(polynomialPreconditioning({ matrix, degree: n - 1, polynomial }));
      // Steps differ from Newton's by the factor that M is off, at most 2 once it was halved too often.
      expect(values.length).toBeLessThanOrEqual(40);
    }
  });

  it('refuses a matrix of another size', () => {
    expect(() => polynomialPreconditioning({ matrix, degree: -1 })).toThrow('degree must be');
    expect(() => polynomialPreconditioning({ matrix }).start(problemAt(Float64Array.of(1)))).toThrow(
      'matrix must have',
    );
  });

  for (const options of [{ degree: 2 }, { degree: 1, accelerated: true }, { degree: 2, polynomial: 'krylov' }] as const)
    for (const { name, check } of conformance({
      name: 'polynomialPreconditioning',
      method: () => polynomialPreconditioning({ matrix, ...options }).start(problemAt(start)),
      oracle: () => quadratic,
      stop: () => iterations(8),
      survivesFailures: true,
    }))
      it(`${JSON.stringify(options)}: ${name}`, check);
});
