import { type Box, type Network, transposed } from './network.js';

/** Whether a neuron is known to pass its input, to pass nothing, or neither, everywhere in a box. */
export type State = 'active' | 'inactive' | 'unstable';

/** Bounds of a number each. */
export interface Range {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** States that a branch assumes, by `layer:neuron`. */
export type Assumptions = ReadonlyMap<string, 'active' | 'inactive'>;

/**
 * The state of each hidden neuron in the part of a box where the assumptions hold, by linear bounds of the values before
 * each ReLU, propagated backward to the input; undefined where the bounds contradict the assumptions: that part is empty.
 *
 * @source Zhang, Weng, Chen, Hsieh, Daniel: Efficient Neural Network Robustness Certification with General Activation Functions (2018)
 */
export function activity(network: Network, box: Box, assumed: Assumptions = new Map()): State[][] | undefined {
  const states: State[][] = [];
  const ranges: Range[] = [];
  for (const [i, { weights, bias }] of network.slice(0, -1).entries()) {
    const high = Float64Array.from(weights, (row, j) => upperValue(network, box, states, ranges, row, bias[j]!));
    const low = Float64Array.from(
      weights,
      (row, j) =>
        -upperValue(
          network,
          box,
          states,
          ranges,
          row.map((value) => -value),
          -bias[j]!,
        ),
    );
    const layer: State[] = [];
    for (let j = 0; j < high.length; j++) {
      const found: State = low[j]! >= 0 ? 'active' : high[j]! <= 0 ? 'inactive' : 'unstable';
      const wanted = assumed.get(`${i}:${j}`);
      if (wanted === 'active' ? high[j]! < 0 : wanted === 'inactive' && low[j]! > 0) return undefined;
      layer.push(found === 'unstable' ? (wanted ?? found) : found);
    }
    states.push(layer);
    ranges.push({ low, high });
  }
  return states;
}

/** An upper bound of row · (outputs of the layers that have states) + constant. */
function upperValue(
  network: Network,
  { centre, radius }: Box,
  states: readonly State[][],
  ranges: readonly Range[],
  row: Float64Array,
  constant: number,
): number {
  let coefficients: Float64Array = row.slice();
  let bound = constant;
  for (let i = states.length - 1; i >= 0; i--) {
    const { low, high } = ranges[i]!;
    for (let j = 0; j < coefficients.length; j++) {
      const [coefficient, l, u] = [coefficients[j]!, low[j]!, high[j]!];
      if (states[i]![j] === 'inactive') coefficients[j] = 0;
      if (states[i]![j] !== 'unstable') continue;
      // max(0, z) is at most its chord, and at least z or 0: of these the one with the smaller area to the ReLU.
      if (coefficient > 0) {
        const slope = u / (u - l);
        coefficients[j] = coefficient * slope;
        bound -= coefficient * slope * l;
      } else if (u <= -l) coefficients[j] = 0;
    }
    const { bias } = network[i]!;
    bound += coefficients.reduce((sum, coefficient, j) => sum + coefficient * bias[j]!, 0);
    coefficients = transposed(network[i]!, coefficients);
  }
  return coefficients.reduce((sum, value, j) => sum + value * centre[j]! + Math.abs(value) * radius[j]!, bound);
}
