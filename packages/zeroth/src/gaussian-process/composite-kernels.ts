import type { Kernel } from './kernel.js';

/** k₁(a, b) + k₂(a, b). Hyperparameters: those of the first, then those of the second. */
export function sumKernel(first: Kernel, second: Kernel): Kernel {
  return {
    names: (d) => [...first.names(d), ...second.names(d)],
    variance(theta, d) {
      const [mine, other] = divided(first, theta, d);
      return first.variance(mine, d) + second.variance(other, d);
    },
    matrix(out, theta, a, b, d) {
      const [mine, other] = divided(first, theta, d);
      const term = new Float64Array(out.length);
      first.matrix(out, mine, a, b, d);
      second.matrix(term, other, a, b, d);
      for (let i = 0; i < out.length; i++) out[i] = out[i]! + term[i]!;
    },
    parameterGradient(out, theta, weights, a, d) {
      const [mine, other] = divided(first, theta, d);
      first.parameterGradient(out.subarray(0, mine.length), mine, weights, a, d);
      second.parameterGradient(out.subarray(mine.length), other, weights, a, d);
    },
    pointGradient(out, theta, x, weights, a) {
      const [mine, other] = divided(first, theta, x.length);
      const term = new Float64Array(out.length);
      first.pointGradient(out, mine, x, weights, a);
      second.pointGradient(term, other, x, weights, a);
      for (let i = 0; i < out.length; i++) out[i] = out[i]! + term[i]!;
    },
  };
}

/** k₁(a, b) k₂(a, b). Hyperparameters: those of the first, then those of the second. */
export function productKernel(first: Kernel, second: Kernel): Kernel {
  return {
    names: (d) => [...first.names(d), ...second.names(d)],
    variance(theta, d) {
      const [mine, other] = divided(first, theta, d);
      return first.variance(mine, d) * second.variance(other, d);
    },
    matrix(out, theta, a, b, d) {
      const [mine, other] = divided(first, theta, d);
      first.matrix(out, mine, a, b, d);
      multiplyBy(second, out, other, a, b, d);
    },
    // By the product rule each factor is differentiated alone, the other one in its weights.
    parameterGradient(out, theta, weights, a, d) {
      const [mine, other] = divided(first, theta, d);
      const weighted = weights.slice();
      multiplyBy(second, weighted, other, a, a, d);
      first.parameterGradient(out.subarray(0, mine.length), mine, weighted, a, d);
      weighted.set(weights);
      multiplyBy(first, weighted, mine, a, a, d);
      second.parameterGradient(out.subarray(mine.length), other, weighted, a, d);
    },
    pointGradient(out, theta, x, weights, a) {
      const d = x.length;
      const [mine, other] = divided(first, theta, d);
      const weighted = weights.slice();
      const term = new Float64Array(d);
      multiplyBy(second, weighted, other, x, a, d);
      first.pointGradient(out, mine, x, weighted, a);
      weighted.set(weights);
      multiplyBy(first, weighted, mine, x, a, d);
      second.pointGradient(term, other, x, weighted, a);
      for (let i = 0; i < d; i++) out[i] = out[i]! + term[i]!;
    },
  };
}

function divided(first: Kernel, theta: Float64Array, d: number): readonly [Float64Array, Float64Array] {
  const at = first.names(d).length;
  return [theta.subarray(0, at), theta.subarray(at)];
}

function multiplyBy(
  kernel: Kernel,
  out: Float64Array,
  theta: Float64Array,
  a: Float64Array,
  b: Float64Array,
  d: number,
): void {
  const factors = new Float64Array(out.length);
  kernel.matrix(factors, theta, a, b, d);
  for (let i = 0; i < out.length; i++) out[i] = out[i]! * factors[i]!;
}
