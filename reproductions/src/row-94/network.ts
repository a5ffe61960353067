import type { Random } from 'zeroth/random';

/** An affine layer. */
export interface Layer {
  /** One row an output. */
  readonly weights: readonly Float64Array[];
  readonly bias: Float64Array;
}

/** A network with a ReLU behind each layer but the last. */
export type Network = readonly Layer[];

/** The points within a radius of a centre in every coordinate. */
export interface Box {
  readonly centre: Float64Array;
  readonly radius: Float64Array;
}

/** A network of these widths, from inputs to outputs, with weights of variance 2 / inputs of the layer. */
export function randomNetwork(draws: Random, widths: readonly number[]): Network {
  return widths.slice(1).map((rows, i) => {
    const columns = widths[i]!;
    const scaled = (length: number, scale: number) =>
      draws.fillNormal(new Float64Array(length)).map((value) => value * scale);
    return {
      weights: Array.from({ length: rows }, () => scaled(columns, Math.sqrt(2 / columns))),
      bias: scaled(rows, 0.3),
    };
  });
}

/** The network plus `slope` times its first input, by a neuron a layer that is active for inputs above −2. */
export function withTrend(network: Network, slope: number): Network {
  return network.map(({ weights, bias }, i) => {
    const [first, last] = [i === 0, i === network.length - 1];
    const carried = new Float64Array(weights[0]!.length + (first ? 0 : 1));
    carried[first ? 0 : carried.length - 1] = 1;
    const rows = first ? weights : weights.map((row) => Float64Array.of(...row, last ? slope : 0));
    return last
      ? { weights: rows, bias }
      : { weights: [...rows, carried], bias: Float64Array.of(...bias, first ? 2 : 0) };
  });
}

/** The gradient of each output at a point where no neuron is exactly at its kink. */
export function jacobianAt(network: Network, point: Float64Array): readonly Float64Array[] {
  let values = point;
  const active: boolean[][] = [];
  for (const layer of network.slice(0, -1)) {
    const before = applied(layer, values);
    active.push(Array.from(before, (value) => value > 0));
    values = before.map((value) => Math.max(0, value));
  }
  return network.at(-1)!.weights.map((row) =>
    active.reduceRight(
      (sensitivity, on, i) =>
        transposed(
          network[i]!,
          sensitivity.map((value, j) => (on[j] ? value : 0)),
        ),
      row,
    ),
  );
}

/** The ∞-norm of a matrix of rows: the Lipschitz constant of the linear map for the maximum norms. */
export function maximumNorm(rows: readonly Float64Array[]): number {
  return Math.max(...rows.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)));
}

/** W x + b. */
export function applied(layer: Layer, x: Float64Array): Float64Array {
  const product = multiplied(layer, x);
  return layer.bias.map((value, i) => value + product[i]!);
}

/** Wᵀ y. */
export function transposed({ weights }: Layer, y: Float64Array): Float64Array {
  const result = new Float64Array(weights[0]!.length);
  for (const [i, row] of weights.entries()) {
    if (y[i] !== 0) for (let j = 0; j < result.length; j++) result[j]! += row[j]! * y[i]!;
  }
  return result;
}

/** W s. */
export function multiplied({ weights }: Layer, s: Float64Array): Float64Array {
  const result = new Float64Array(weights.length);
  for (const [i, row] of weights.entries()) {
    let sum = 0;
    for (let j = 0; j < s.length; j++) sum += row[j]! * s[j]!;
    result[i] = sum;
  }
  return result;
}

/** A uniform point of a box. */
export function pointIn({ centre, radius }: Box, draws: Random): Float64Array {
  return centre.map((value, i) => value + radius[i]! * (2 * draws.uniform() - 1));
}
