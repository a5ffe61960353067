/* A small model in WebAssembly memory, for the tests of the methods that tune models in place. */
import type { Parameter } from '@zeroth/onnx';
import type { ValidationScores } from '../report/index.js';
import type { TunedModel } from './parameter-oracle.js';

export interface ToyModel extends TunedModel {
  /** all weights, one tensor after another, copied */
  weights(): Float32Array;
  /** losses computed */
  readonly losses: number;
}

const lengths = [600, 37, 5];
const kinds: readonly Parameter['kind'][] = ['matrix', 'norm', 'bias'];
const parameterBytes = 65_536;

/**
 * Mean squared distance from a target that each example shifts a little.
 *
 * @param lossAt is asked for the loss in place of that; it gets the number of losses before
 */
export function toyModel(lossAt?: (count: number) => number | undefined): ToyModel {
  const memory = new WebAssembly.Memory({ initial: 3 });
  let free = 2 * parameterBytes;
  let start = 0;
  const parameters = lengths.map((length, t): Parameter => {
    const pointer = parameterBytes + 4096 * t;
    const first = start;
    start += 512 * Math.ceil(length / 512);
    const values = new Float32Array(memory.buffer, pointer, length);
    for (let i = 0; i < length; i++) values[i] = Math.sin(7 * t + i) / 4;
    return {
      name: `t${t}`,
      shape: [length],
      length,
      pointer,
      memory: 0,
      start: first,
      kind: kinds[t] ?? 'other',
      group: 'toy',
      values,
    };
  });
  let losses = 0;
  const lossFor = (sample: readonly number[]): number => {
    let sum = 0;
    for (const example of sample)
      for (const { values } of parameters)
        for (let i = 0; i < values.length; i++) sum += (values[i]! - 0.5 - 0.01 * Math.cos(example + i)) ** 2;
    return sum / sample.length;
  };
  const validate = async (): Promise<ValidationScores> => ({ accuracy: 0, f1: 0, crossEntropy: lossFor([1000]) });
  return {
    parameters,
    memories: [memory],
    scales: [0.5, 1, 2],
    reserve(bytes) {
      const pointer = free;
      free += 64 * Math.ceil(bytes / 64);
      return { memory: 0, pointer };
    },
    async loss(sample) {
      return lossAt?.(losses++) ?? lossFor(sample);
    },
    validate,
    get losses() {
      return losses;
    },
    weights: () => Float32Array.from(parameters.flatMap(({ values }) => Array.from(values))),
  };
}

/** The numbers z of a seed for every parameter, by moving zeros. */
export function directionOf(
  perturb: (pointer: number, length: number, start: number) => void,
  model: ToyModel,
): Float32Array[] {
  const memory = model.memories[0]!;
  return model.parameters.map(({ length, start }) => {
    const scratch = new Float32Array(memory.buffer, 65_536 + 60_000, length).fill(0);
    perturb(scratch.byteOffset, length, start);
    return scratch.slice();
  });
}
