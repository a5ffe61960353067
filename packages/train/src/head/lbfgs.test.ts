import { describe, expect, it } from 'vitest';
import { random } from 'zeroth/random';
import { featuresOf } from './features.js';
import { lbfgs, type ValueAndGradient } from './lbfgs.js';
import { logisticLoss } from './logistic-gradient.js';

describe('lbfgs', () => {
  it('finds the minimum of an ill-conditioned quadratic', () => {
    const n = 30;
    const f: ValueAndGradient = (x, gradient) => {
      let value = 0;
      for (let i = 0; i < n; i++) {
        const curvature = 10 ** ((4 * i) / (n - 1));
        gradient[i] = curvature * (x[i]! - i);
        value += (curvature * (x[i]! - i) ** 2) / 2;
      }
      return value;
    };
    const x = new Float64Array(n);
    lbfgs(f, x, 1e-6);
    // The curvature is at least 1, so the distance in each coordinate is at most the gradient.
    x.forEach((entry, i) => {
      expect(Math.abs(entry - i)).toBeLessThanOrEqual(1e-6);
    });
  });

  it('finds the minimum of the Rosenbrock function from the usual start', () => {
    const f: ValueAndGradient = (x, gradient) => {
      const [a, b] = [x[0]!, x[1]!];
      gradient[0] = -400 * a * (b - a * a) - 2 * (1 - a);
      gradient[1] = 200 * (b - a * a);
      return 100 * (b - a * a) ** 2 + (1 - a) ** 2;
    };
    const x = Float64Array.of(-1.2, 1);
    lbfgs(f, x, 1e-8);
    // The smallest eigenvalue of the Hessian at (1, 1) is 0.399: distance ≤ √2 · 1e-8 / 0.399.
    expect(Math.hypot(x[0]! - 1, x[1]! - 1)).toBeLessThan(4e-8);
  });

  it('ends where it is asked to, and where rounding leaves nothing to gain', () => {
    let steps = 0;
    const f: ValueAndGradient = (x, gradient) => {
      gradient[0] = 2 * x[0]!;
      return 1e20 + x[0]! ** 2;
    };
    lbfgs(f, Float64Array.of(3), 0);
    lbfgs(
      (x, gradient) => {
        gradient[0] = 4 * x[0]! ** 3;
        return x[0]! ** 4;
      },
      Float64Array.of(3),
      0,
      () => ++steps === 4,
    );
    expect(steps).toBe(4);
  });
});

describe.each([2, 4])('logisticLoss with %d classes', (classes) => {
  it('has the gradient of its values', () => {
    const [n, d] = [40, 5];
    const draws = random(classes);
    const embeddings = Float32Array.from(draws.fillNormal(new Float64Array(n * d)));
    const labels = Int32Array.from({ length: n }, () => draws.integer(classes));
    const f = logisticLoss(featuresOf(embeddings, d), labels, classes, new Float64Array(d).fill(0.1));
    const x = draws.fillNormal(new Float64Array((classes - 1) * (d + 1)));
    const gradient = new Float64Array(x.length);
    const unused = new Float64Array(x.length);
    f(x, gradient);
    const h = 1e-5;
    for (let j = 0; j < x.length; j++) {
      const at = (step: number): number =>
        f(
          x.map((entry, k) => (k === j ? entry + step : entry)),
          unused,
        );
      // Truncation h²/6 · f‴, with |f‴| of a mean of logistic losses below 0.1 · E|x|³ · … < 10, and rounding ε f / h.
      expect(Math.abs((at(h) - at(-h)) / (2 * h) - gradient[j]!)).toBeLessThan(2 * h * h + (10 * Number.EPSILON) / h);
    }
  });
});
