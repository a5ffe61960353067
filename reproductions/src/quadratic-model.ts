import type { Parameter } from '@zeroth/onnx';
import type { TunedModel } from '@zeroth/train';

/** A quadratic whose variables are tuned like a model's weights. */
export interface QuadraticModel extends TunedModel {
  /** Puts all variables back to 1. */
  reset(): void;
}

const pageBytes = 65_536;

/**
 * ½ Σ λᵢ xᵢ² over float32 variables in WebAssembly memory, from x = 1. Every example has this same loss.
 *
 * @param curvatures λ, one a variable
 */
export function quadraticModel(curvatures: Float64Array): QuadraticModel {
  const { length } = curvatures;
  const pages = Math.ceil((4 * length) / pageBytes);
  // The variables from the second page on, a method's buffer behind them: address 0 is no place for either.
  const memory = new WebAssembly.Memory({ initial: 1 + 2 * pages });
  const values = new Float32Array(memory.buffer, pageBytes, length).fill(1);
  const variables: Parameter = {
    name: 'x',
    shape: [length],
    length,
    pointer: pageBytes,
    memory: 0,
    start: 0,
    kind: 'other',
    group: 'x',
    values,
  };
  const value = () => curvatures.reduce((sum, curvature, i) => sum + (curvature * values[i]! ** 2) / 2, 0);
  return {
    parameters: [variables],
    memories: [memory],
    reserve: () => ({ memory: 0, pointer: (1 + pages) * pageBytes }),
    loss: async () => value(),
    validate: async () => ({ accuracy: 0, f1: 0, crossEntropy: value() }),
    reset() {
      values.fill(1);
    },
  };
}
