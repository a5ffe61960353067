import type { Range, State } from './activity.js';
import { multiplied, type Network } from './network.js';

/**
 * How a product q = p δ of a sensitivity p in [l, u], l < 0 < u, and the slope δ in [0, 1] of an unstable neuron is
 * bounded: `interval` by numbers for every product, `constant` by [l, u] for such a one only (as RecurJac does), `linear`
 * by the chords l (u − p) / (u − l) ≤ q ≤ u (p − l) / (u − l), which are the tightest lines.
 */
export type Relaxation = 'interval' | 'constant' | 'linear';

/** The backward graph of one output: sensitivities p behind each layer, from the last, which is a row of weights. */
interface Backward {
  readonly network: Network;
  readonly states: readonly State[][];
  readonly row: Float64Array;
  /** Bounds of p behind each hidden layer; filled from the last. */
  readonly ranges: Range[];
  readonly relaxation: Relaxation;
}

/**
 * An upper bound of Σ_j |∂output/∂x_j| over all generalised Jacobians whose neurons have these states.
 *
 * @source Shi, Wang, Zhang, Kolter, Hsieh: Efficiently Computing Local Lipschitz Constants of Neural Networks via Bound Propagation (2022)
 */
export function gradientNormBound(
  network: Network,
  states: readonly State[][],
  output: number,
  relaxation: Relaxation,
): number {
  const backward = backwardBounds(network, states, output, relaxation);
  const gradient = gradientRange(backward);
  const apart = gradient.high.reduce((sum, high, j) => sum + Math.max(high, -gradient.low[j]!), 0);
  if (relaxation !== 'linear') return apart;
  // |g| is at most its chord over [l, u]: the norm is at most one linear form of the gradient, which is bounded as a whole.
  let constant = 0;
  const form = gradient.high.map((u, j) => {
    const l = gradient.low[j]!;
    if (l >= 0) return 1;
    if (u <= 0) return -1;
    constant -= (2 * u * l) / (u - l);
    return (u + l) / (u - l);
  });
  return Math.min(apart, constant + upperForm(backward, form, 0));
}

/** A lower bound of ∂output/∂x_j. */
export function slopeLowerBound(network: Network, states: readonly State[][], output: number, input: number): number {
  return gradientRange(backwardBounds(network, states, output, 'linear')).low[input]!;
}

function backwardBounds(
  network: Network,
  states: readonly State[][],
  output: number,
  relaxation: Relaxation,
): Backward {
  const row = network.at(-1)!.weights[output]!;
  const ranges: Range[] = [];
  const backward = { network, states, row, ranges, relaxation };
  ranges[states.length - 1] = { low: row, high: row };
  for (let i = states.length - 1; i > 0; i--) ranges[i - 1] = rangeBefore(backward, i);
  return backward;
}

function gradientRange(backward: Backward): Range {
  return backward.states.length === 0 ? { low: backward.row, high: backward.row } : rangeBefore(backward, 0);
}

/** Bounds of Wᵀ q of a layer, from those of p behind it: by intervals, and by what the relaxation gives. */
function rangeBefore(backward: Backward, layer: number): Range {
  const { weights } = backward.network[layer]!;
  const { low, high } = backward.ranges[layer]!;
  const products = backward.states[layer]!.map((state, j): readonly [number, number] => {
    if (state === 'inactive') return [0, 0];
    return state === 'active' ? [low[j]!, high[j]!] : [Math.min(0, low[j]!), Math.max(0, high[j]!)];
  });
  const columns = weights[0]!.length;
  const range = { low: new Float64Array(columns), high: new Float64Array(columns) };
  for (const [j, row] of weights.entries()) {
    const [least, most] = products[j]!;
    for (const [k, weight] of row.entries()) {
      range.low[k]! += weight * (weight > 0 ? least : most);
      range.high[k]! += weight * (weight > 0 ? most : least);
    }
  }
  if (backward.relaxation === 'interval') return range;
  for (let k = 0; k < columns; k++) {
    const unit = new Float64Array(columns);
    unit[k] = 1;
    range.high[k] = Math.min(range.high[k]!, upperForm(backward, unit, layer));
    unit[k] = -1;
    range.low[k] = Math.max(range.low[k]!, -upperForm(backward, unit, layer));
  }
  return range;
}

/** An upper bound of form · p, p before a layer, by linear bounds from layer to layer up to the constant last row. */
function upperForm({ network, states, row, ranges, relaxation }: Backward, form: Float64Array, layer: number): number {
  let coefficients = form;
  let bound = 0;
  for (let i = layer; i < states.length; i++) {
    coefficients = multiplied(network[i]!, coefficients);
    const { low, high } = ranges[i]!;
    for (let j = 0; j < coefficients.length; j++) {
      const state = states[i]![j]!;
      if (state === 'active') continue;
      const [coefficient, l, u] = [coefficients[j]!, low[j]!, high[j]!];
      const positive = coefficient > 0;
      if (state === 'inactive' || (l >= 0 && !positive) || (u <= 0 && positive)) coefficients[j] = 0;
      else if (l < 0 && u > 0) {
        if (relaxation === 'constant') {
          bound += coefficient * (positive ? u : l);
          coefficients[j] = 0;
        } else {
          bound += ((positive ? -coefficient : coefficient) * l * u) / (u - l);
          coefficients[j] = (coefficient * (positive ? u : -l)) / (u - l);
        }
      }
    }
  }
  return coefficients.reduce((sum, coefficient, j) => sum + coefficient * row[j]!, bound);
}
