import { ZerothError } from '../errors.js';
import { exp } from '../random/index.js';
import type { Kernel } from './kernel.js';

/** How the correlation falls with the scaled distance r, given r² = Σ ((aᵢ − bᵢ) / ℓᵢ)². */
interface Profile {
  /** φ, which is 1 at r = 0. */
  readonly correlation: (squared: number) => number;
  /** −φ'(r) / r = −2 dφ / d(r²). Where it is infinite, at r = 0, whatever stands for it is multiplied by 0. */
  readonly decay: (squared: number) => number;
}

const root3 = Math.sqrt(3);
const root5 = Math.sqrt(5);

const profiles = {
  0.5: {
    correlation: (squared) => exp(-Math.sqrt(squared)),
    decay: (squared) => (squared > 0 ? exp(-Math.sqrt(squared)) / Math.sqrt(squared) : 0),
  },
  1.5: {
    correlation: (squared) => {
      const t = root3 * Math.sqrt(squared);
      return (1 + t) * exp(-t);
    },
    decay: (squared) => 3 * exp(-root3 * Math.sqrt(squared)),
  },
  2.5: {
    correlation: (squared) => {
      const t = root5 * Math.sqrt(squared);
      return (1 + t + (t * t) / 3) * exp(-t);
    },
    decay: (squared) => {
      const t = root5 * Math.sqrt(squared);
      return (5 / 3) * (1 + t) * exp(-t);
    },
  },
} as const satisfies Record<number, Profile>;

const gaussian: Profile = {
  correlation: (squared) => exp(-squared / 2),
  decay: (squared) => exp(-squared / 2),
};

/** Smoothness ν of a Matérn kernel: its draws are ⌈ν⌉ − 1 times differentiable. */
export type Smoothness = keyof typeof profiles;

/**
 * The Matérn kernel s² φ(r) with a length for each coordinate: r² = Σ ((aᵢ − bᵢ) / ℓᵢ)². Hyperparameters: ln s, then
 * ln ℓᵢ for each coordinate.
 *
 * @param smoothness ν, one of 0.5, 1.5 and 2.5. Default 2.5
 * @source Rasmussen, Williams: Gaussian processes for machine learning (2006), section 4.2
 */
export function matern(smoothness: Smoothness = 2.5): Kernel {
  const profile: Profile | undefined = profiles[smoothness];
  if (profile === undefined)
    throw new ZerothError('option-out-of-range', `smoothness must be 0.5, 1.5 or 2.5, not ${smoothness}.`, smoothness);
  return stationary(profile);
}

/** The squared exponential kernel s² exp(−r² / 2), hyperparameters as those of {@link matern}. Its draws are analytic. */
export function squaredExponential(): Kernel {
  return stationary(gaussian);
}

function stationary({ correlation, decay }: Profile): Kernel {
  return {
    names: (d) => ['deviation', ...Array.from({ length: d }, (_, i) => `length ${i}`)],
    variance: (theta) => exp(2 * theta[0]!),
    matrix(out, theta, a, b, d) {
      const variance = exp(2 * theta[0]!);
      const inverse = inverseLengths(theta, d);
      const [p, q] = [a.length / d, b.length / d];
      const symmetric = a === b;
      for (let i = 0; i < p; i++)
        for (let j = symmetric ? i : 0; j < q; j++) {
          let squared = 0;
          for (let k = 0; k < d; k++) {
            const difference = (a[i * d + k]! - b[j * d + k]!) * inverse[k]!;
            squared += difference * difference;
          }
          const value = variance * correlation(squared);
          out[i * q + j] = value;
          if (symmetric) out[j * q + i] = value;
        }
    },
    parameterGradient(out, theta, weights, a, d) {
      const variance = exp(2 * theta[0]!);
      const inverse = inverseLengths(theta, d);
      const n = a.length / d;
      const squares = new Float64Array(d);
      out.fill(0);
      for (let i = 0; i < n; i++) {
        out[0] = out[0]! + 2 * variance * weights[i * n + i]!;
        for (let j = 0; j < i; j++) {
          let squared = 0;
          for (let k = 0; k < d; k++) {
            const difference = (a[i * d + k]! - a[j * d + k]!) * inverse[k]!;
            squares[k] = difference * difference;
            squared += squares[k]!;
          }
          // Twice, for (i, j) and (j, i); and the deviation is squared.
          const weight = 2 * variance * weights[i * n + j]!;
          out[0] = out[0]! + 2 * weight * correlation(squared);
          const factor = weight * decay(squared);
          for (let k = 0; k < d; k++) out[k + 1] = out[k + 1]! + factor * squares[k]!;
        }
      }
    },
    pointGradient(out, theta, x, weights, a) {
      const d = x.length;
      const variance = exp(2 * theta[0]!);
      const inverse = inverseLengths(theta, d);
      const differences = new Float64Array(d);
      out.fill(0);
      for (let j = 0; j < weights.length; j++) {
        let squared = 0;
        for (let k = 0; k < d; k++) {
          differences[k] = (x[k]! - a[j * d + k]!) * inverse[k]!;
          squared += differences[k]! ** 2;
        }
        const factor = variance * weights[j]! * decay(squared);
        for (let k = 0; k < d; k++) out[k] = out[k]! - factor * differences[k]! * inverse[k]!;
      }
    },
  };
}

function inverseLengths(theta: Float64Array, d: number): Float64Array {
  const inverse = new Float64Array(d);
  for (let k = 0; k < d; k++) inverse[k] = exp(-theta[k + 1]!);
  return inverse;
}
