import { describe, expect, it } from 'vitest';
import { random } from '../random/index.js';
import {
  gaussianProcess,
  type Kernel,
  logMarginalLikelihood,
  matern,
  productKernel,
  squaredExponential,
  sumKernel,
} from './index.js';

const kernels: readonly (readonly [string, Kernel])[] = [
  ['Matérn 1/2', matern(0.5)],
  ['Matérn 3/2', matern(1.5)],
  ['Matérn 5/2', matern()],
  ['squared exponential', squaredExponential()],
  ['sum', sumKernel(matern(), squaredExponential())],
  ['product', productKernel(matern(1.5), squaredExponential())],
];

const d = 3;

/** Random points, values and hyperparameters of moderate size, the last one of the noise. */
function instance(kernel: Kernel, n: number, seed = 1) {
  const draws = random(seed);
  const points = Array.from({ length: n }, () => draws.fillUniform(new Float64Array(d)));
  const values = draws.fillNormal(new Float64Array(n));
  const theta = draws.fillNormal(new Float64Array(kernel.names(d).length + 1)).map((v) => 0.4 * v - 0.5);
  theta[theta.length - 1] = -2;
  return { kernel, points, values, theta, draws };
}

/** k(a, b) by itself. */
function covariance(kernel: Kernel, theta: Float64Array, a: Float64Array, b: Float64Array): number {
  const out = new Float64Array(1);
  kernel.matrix(out, theta.subarray(0, theta.length - 1), a, b, d);
  return out[0]!;
}

/** Gauss-Jordan elimination with pivots, on its own: solution and ln |det|. */
function eliminate(matrix: readonly (readonly number[])[], right: readonly number[]) {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  let logDeterminant = 0;
  for (let k = 0; k < rows.length; k++) {
    let pivot = k;
    for (let i = k; i < rows.length; i++) if (Math.abs(rows[i]![k]!) > Math.abs(rows[pivot]![k]!)) pivot = i;
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    logDeterminant += Math.log(Math.abs(rows[k]![k]!));
    for (let i = 0; i < rows.length; i++) {
      if (i === k) continue;
      const factor = rows[i]![k]! / rows[k]![k]!;
      rows[i] = rows[i]!.map((v, j) => v - factor * rows[k]![j]!);
    }
  }
  return { x: rows.map((row, i) => row[rows.length]! / row[i]!), logDeterminant };
}

/** Central difference of f along coordinate i. */
function difference(f: (x: Float64Array) => number, x: Float64Array, i: number, h = 1e-5): number {
  const [above, below] = [x.slice(), x.slice()];
  above[i] = above[i]! + h;
  below[i] = below[i]! - h;
  return (f(above) - f(below)) / (2 * h);
}

describe.each(kernels)('%s', (_, kernel) => {
  const n = 12;
  const { points, values, theta, draws } = instance(kernel, n);
  const noise = Math.exp(2 * theta[theta.length - 1]!);
  const matrix = points.map((a, i) => points.map((b, j) => covariance(kernel, theta, a, b) + (i === j ? noise : 0)));
  // The condition number is at most trace / noise: errors are that times n ε, gradients of differences aside.
  const condition = matrix.reduce((sum, row, i) => sum + row[i]!, 0) / noise;
  const digits = 50 * n * condition * 2 ** -52;

  it('has the mean and variance that elimination gives', () => {
    const process = gaussianProcess({ kernel, theta, points, values, mean: 0.7 });
    for (let trial = 0; trial < 5; trial++) {
      const x = draws.fillUniform(new Float64Array(d));
      const k = points.map((b) => covariance(kernel, theta, x, b));
      const centred = eliminate(
        matrix,
        Array.from(values, (y) => y - 0.7),
      ).x;
      const { mean, variance } = process.predict(x);
      const weights = eliminate(matrix, k).x;
      expect(Math.abs(mean - (0.7 + k.reduce((sum, v, i) => sum + v * centred[i]!, 0)))).toBeLessThan(digits);
      const prior = covariance(kernel, theta, x, x);
      expect(Math.abs(variance - (prior - k.reduce((sum, v, i) => sum + v * weights[i]!, 0)))).toBeLessThan(digits);
    }
  });

  it('has the likelihood of the definition, and its gradient', () => {
    const likelihood = logMarginalLikelihood(kernel, points, values);
    const { value, gradient } = likelihood(theta);
    const { x, logDeterminant } = eliminate(matrix, [...values]);
    const quadratic = values.reduce((sum, y, i) => sum + y * x[i]!, 0);
    const expected = -0.5 * (quadratic + logDeterminant + n * Math.log(2 * Math.PI));
    expect(Math.abs(value - expected)).toBeLessThan(digits * (1 + Math.abs(quadratic)));
    for (let i = 0; i < theta.length; i++) {
      const slope = difference((at) => likelihood(at).value, theta, i);
      expect(Math.abs(gradient[i]! - slope)).toBeLessThan(1e-7 * (1 + Math.abs(quadratic)));
    }
  });

  it('has the gradients of mean and variance', () => {
    const process = gaussianProcess({ kernel, theta, points, values });
    const x = draws.fillUniform(new Float64Array(d));
    const { meanGradient, varianceGradient, ...prediction } = process.predictWithGradient(x);
    expect(prediction).toEqual(process.predict(x));
    for (let i = 0; i < d; i++) {
      expect(meanGradient[i]!).toBeCloseTo(
        difference((at) => process.predict(at).mean, x, i),
        6,
      );
      expect(varianceGradient[i]!).toBeCloseTo(
        difference((at) => process.predict(at).variance, x, i),
        6,
      );
    }
  });

  it('is positive definite: x′ K x > 0, and |k(a, b)| ≤ k(a, a)', () => {
    for (let trial = 0; trial < 20; trial++) {
      const z = draws.fillNormal(new Float64Array(n));
      let form = 0;
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          form += z[i]! * z[j]! * covariance(kernel, theta, points[i]!, points[j]!);
          expect(matrix[i]![j]!).toBeLessThanOrEqual(matrix[i]![i]!);
        }
      expect(form).toBeGreaterThan(0);
    }
  });

  it('samples with the mean and variance that it predicts', () => {
    const process = gaussianProcess({ kernel, theta, points, values });
    const at = [draws.fillUniform(new Float64Array(d)), draws.fillUniform(new Float64Array(d))];
    const count = 4000;
    const samples = Array.from({ length: count }, () => process.sample(at, draws));
    at.forEach((x, i) => {
      const { mean, variance } = process.predict(x);
      const average = samples.reduce((sum, s) => sum + s[i]!, 0) / count;
      const spread = samples.reduce((sum, s) => sum + (s[i]! - mean) ** 2, 0) / count;
      // Five standard errors.
      expect(Math.abs(average - mean)).toBeLessThan(5 * Math.sqrt(variance / count));
      expect(Math.abs(spread - variance)).toBeLessThan(5 * variance * Math.sqrt(2 / count));
    });
  });
});

describe('gaussianProcess', () => {
  it('is the closed form for one point', () => {
    const theta = Float64Array.of(Math.log(2), Math.log(0.5), Math.log(0.1));
    const process = gaussianProcess({
      kernel: squaredExponential(),
      theta,
      points: [Float64Array.of(1)],
      values: Float64Array.of(3),
    });
    const k = 4 * Math.exp(-0.5 * (0.3 / 0.5) ** 2);
    const { mean, variance } = process.predict(Float64Array.of(1.3));
    expect(mean).toBeCloseTo((3 * k) / 4.01, 13);
    expect(variance).toBeCloseTo(4 - (k * k) / 4.01, 13);
  });

  it('passes through values without noise, with no variance there', () => {
    const { points, values } = instance(matern(), 15);
    const theta = Float64Array.of(0, -1, -1, -1, Math.log(1e-7));
    const process = gaussianProcess({ kernel: matern(), theta, points, values });
    points.forEach((x, i) => {
      expect(process.predict(x).mean).toBeCloseTo(values[i]!, 9);
      expect(process.predict(x).variance).toBeLessThan(1e-9);
    });
  });

  it('does not depend on the order of the points but for rounding', () => {
    const { points, values, theta } = instance(matern(), 15);
    const forward = gaussianProcess({ kernel: matern(), theta, points, values });
    const backward = gaussianProcess({
      kernel: matern(),
      theta,
      points: [...points].reverse(),
      values: values.slice().reverse(),
    });
    const x = Float64Array.of(0.3, 0.4, 0.9);
    expect(backward.predict(x).mean).toBeCloseTo(forward.predict(x).mean, 11);
    expect(backward.predict(x).variance).toBeCloseTo(forward.predict(x).variance, 11);
  });

  it('takes equal points without noise', () => {
    const x = Float64Array.of(0.5);
    const theta = Float64Array.of(0, 0, -30);
    const process = gaussianProcess({ kernel: matern(), theta, points: [x, x, x], values: Float64Array.of(1, 2, 3) });
    expect(process.predict(x).mean).toBeCloseTo(2, 2);
  });

  it('says what is wrong with its data', () => {
    const given = { kernel: matern(), theta: new Float64Array(3), points: [Float64Array.of(0)] };
    const of = (change: object) => () => gaussianProcess({ ...given, values: Float64Array.of(1), ...change });
    expect(of({ points: [] })).toThrow('one point at least');
    expect(of({ values: new Float64Array(2) })).toThrow('values must have length 1, not 2');
    expect(of({ theta: new Float64Array(2) })).toThrow('theta must have length 3, not 2');
    expect(of({ values: Float64Array.of(Number.NaN) })).toThrow('finite');
    expect(of({ points: [Float64Array.of(Infinity)] })).toThrow('finite');
  });
});
