import type { Parameter } from '@zeroth/onnx';

/**
 * How far each tensor is probed and moved, in units of its root mean square. With one factor for all, the norms are
 * drowned by the matrices, whose many weights take all of a direction's length.
 */
const factors: Readonly<Record<Parameter['kind'], number>> = {
  norm: 1,
  bias: 0.3,
  matrix: 0.06,
  embedding: 0.06,
  other: 0.06,
};

/** Of a tensor that is all zero, adapters say, whose root mean square says nothing. */
const scaleOfZeros = 0.01;

/** The scale of each tensor, from its base weights. */
export function tensorScales(parameters: readonly Parameter[]): readonly number[] {
  return parameters.map((parameter) => {
    const factor = parameter.name === 'head.weight' ? 1 : factors[parameter.kind];
    return Math.fround(factor * (rootMeanSquare(parameter.values) || scaleOfZeros));
  });
}

function rootMeanSquare(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum / Math.max(1, values.length));
}
