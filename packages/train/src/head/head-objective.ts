import { ZerothError } from 'zeroth';
import { checkLabels, type Loss } from '../metrics/index.js';
import { baselineCrossEntropy } from './baseline-cross-entropy.js';
import type { Features } from './features.js';
import { keptExponentials } from './kept-exponentials.js';
import { type PartialLogits, partialLogits } from './partial-logits.js';

/** Where to go from a point: along one parameter, or along a vector such as one of random signs. */
export type Direction =
  | { readonly kind: 'coordinate'; readonly index: number }
  | { readonly kind: 'vector'; readonly vector: Float64Array };

/** Options of {@link headObjective}. */
export interface HeadObjectiveOptions {
  /**
   * ½ Σ_j penalties_j w_j² is added for each class's row w; biases are free. Length d, each at least 0. Default none;
   * `whitenedPenalties` gives those that mean ½ l2 ‖w‖² in original coordinates.
   */
  readonly penalties?: Float64Array;
  /** What is measured on the logits. Default mean cross-entropy, by a faster path. */
  readonly loss?: Loss;
}

/**
 * The loss of a head on all examples at once, as a function of its (C − 1)(d + 1) parameters: all weights, row by row,
 * then all biases. It keeps the logits of the point asked about last, and answers for a point that differs from it in
 * one weight in O(n log d) time instead of O(n d). The answers depend on the parameters alone, to the last bit, not on
 * what was asked before; nothing is allocated in answering.
 */
export interface HeadObjective {
  /** Number of parameters. */
  readonly length: number;
  /**
   * Standard deviation of the feature that a parameter multiplies (1 for biases): a change of 1 / spread moves logits by
   * about 1. 0 for a feature that is constant, whose weight changes nothing that a bias does not.
   */
  readonly spread: Float64Array;
  /** The loss at these parameters. Not a number where a parameter is not. */
  loss(parameters: Float64Array): number;
  /**
   * The losses at parameters + step · direction for each step, with one product of the direction for all: O(n) for each
   * step, and O(n) once for a coordinate or O(n d) once for a vector. They equal those of `loss` but for rounding.
   *
   * @param into is filled and returned, as long as `steps`
   */
  lossAlong(parameters: Float64Array, direction: Direction, steps: Float64Array, into: Float64Array): Float64Array;
}

/**
 * @param labels length n, from 0 to classes − 1
 * @throws ZerothError `shape-mismatch`; the functions throw it too, and what `options.loss` throws
 */
export function headObjective(
  features: Features,
  labels: Int32Array,
  classes: number,
  options: HeadObjectiveOptions = {},
): HeadObjective {
  const { count, width, columns } = features;
  const rows = classes - 1;
  const { penalties = new Float64Array(width) } = options;
  checkLength('labels', labels, count);
  checkLength('penalties', penalties, width);
  checkLabels(labels, classes);
  const length = rows * (width + 1);
  const measure = options.loss ? onLogits(options.loss, labels, classes) : crossEntropyOf(labels, classes);
  const atPoint = Array.from({ length: rows }, () => partialLogits(features));
  // Made when a vector is first asked about: a tree of sums takes as much memory as a quarter of the features.
  let alongVector: readonly PartialLogits[] | undefined;
  const logits = new Float64Array(rows * count);
  const slopes = new Float64Array(rows * count);
  const trial = new Float64Array(rows * count);

  const kept = options.loss === undefined && classes > 2 ? keptExponentials(labels, classes) : undefined;
  const biases = new Float64Array(rows).fill(Number.NaN);

  /** The logits of a point. Rows that are those of the point before stay, which spares most of them. */
  function moveTo(parameters: Float64Array): void {
    for (let row = 0; row < rows; row++) {
      const sums = atPoint[row]!;
      const products = sums.at(parameters.subarray(row * width, (row + 1) * width));
      const bias = parameters[rows * width + row]!;
      if (!sums.moved && bias === biases[row]) continue;
      biases[row] = bias;
      for (let i = 0; i < count; i++) logits[row * count + i] = products[i]! + bias;
      kept?.refresh(logits, row);
    }
  }

  /** Logits of a head, with its biases, class by class. */
  function fill(into: Float64Array, parameters: Float64Array, sums: readonly PartialLogits[]): void {
    for (let row = 0; row < rows; row++) {
      const products = sums[row]!.at(parameters.subarray(row * width, (row + 1) * width));
      const bias = parameters[rows * width + row]!;
      for (let i = 0; i < count; i++) into[row * count + i] = products[i]! + bias;
    }
  }

  function fillSlopes(direction: Direction): void {
    if (direction.kind === 'vector') {
      checkLength('direction', direction.vector, length);
      alongVector ??= Array.from({ length: rows }, () => partialLogits(features));
      fill(slopes, direction.vector, alongVector);
      return;
    }
    const { index } = direction;
    if (!(Number.isInteger(index) && index >= 0 && index < length)) {
      throw new ZerothError('shape-mismatch', `A head of ${length} parameters has no parameter ${index}.`, index);
    }
    slopes.fill(0);
    const row = index < rows * width ? Math.floor(index / width) : index - rows * width;
    if (index >= rows * width) slopes.fill(1, row * count, (row + 1) * count);
    else slopes.set(columns.subarray((index % width) * count, ((index % width) + 1) * count), row * count);
  }

  return {
    length,
    spread: spreads(features, rows),
    loss(parameters) {
      checkLength('parameters', parameters, length);
      moveTo(parameters);
      return (
        (kept === undefined ? measure(logits) : kept.loss(logits)) +
        penalty(parameters, parameters, penalties, rows) / 2
      );
    },
    lossAlong(parameters, direction, steps, into) {
      checkLength('parameters', parameters, length);
      checkLength('losses', into, steps.length);
      moveTo(parameters);
      fillSlopes(direction);
      const atStart = penalty(parameters, parameters, penalties, rows) / 2;
      const [linear, square] = penaltySlopes(parameters, direction, penalties, rows);
      for (let k = 0; k < steps.length; k++) {
        const step = steps[k]!;
        for (let i = 0; i < trial.length; i++) trial[i] = logits[i]! + step * slopes[i]!;
        into[k] = measure(trial) + atStart + step * (linear + (step / 2) * square);
      }
      return into;
    },
  };
}

function crossEntropyOf(labels: Int32Array, classes: number): (logits: Float64Array) => number {
  return (logits) => baselineCrossEntropy(logits, labels, classes);
}

/** A loss of rows of C logits, class 0's 0, from logits class by class. */
function onLogits(loss: Loss, labels: Int32Array, classes: number): (logits: Float64Array) => number {
  const count = labels.length;
  const byRow = new Float32Array(count * classes);
  return (logits) => {
    for (let c = 1; c < classes; c++) {
      for (let i = 0; i < count; i++) byRow[i * classes + c] = logits[(c - 1) * count + i]!;
    }
    return loss(byRow, labels, classes);
  };
}

/** Σ penalties_j a_j b_j over the weights of all rows. */
function penalty(a: Float64Array, b: Float64Array, penalties: Float64Array, rows: number): number {
  const width = penalties.length;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < width; j++) sum += penalties[j]! * a[row * width + j]! * b[row * width + j]!;
  }
  return sum;
}

/** First and second derivative of the penalty along a direction. */
function penaltySlopes(
  parameters: Float64Array,
  direction: Direction,
  penalties: Float64Array,
  rows: number,
): readonly [number, number] {
  if (direction.kind === 'vector') {
    const { vector } = direction;
    return [penalty(parameters, vector, penalties, rows), penalty(vector, vector, penalties, rows)];
  }
  const { index } = direction;
  const factor = index < rows * penalties.length ? penalties[index % penalties.length]! : 0;
  return [factor * parameters[index]!, factor];
}

function spreads({ count, width, columns }: Features, rows: number): Float64Array {
  const spread = new Float64Array(rows * (width + 1)).fill(1);
  for (let j = 0; j < width; j++) {
    const column = columns.subarray(j * count, (j + 1) * count);
    const mean = column.reduce((sum, x) => sum + x, 0) / count;
    const variance = column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count;
    // Rounding leaves a constant feature a variance of about the square of its last bit.
    const deviation = Math.sqrt(variance) > 4 * Number.EPSILON * Math.abs(mean) ? Math.sqrt(variance) : 0;
    for (let row = 0; row < rows; row++) spread[row * width + j] = deviation;
  }
  return spread;
}

function checkLength(what: string, array: { readonly length: number }, length: number): void {
  if (array.length === length) return;
  throw new ZerothError('shape-mismatch', `There must be ${length} ${what}, not ${array.length}.`, array.length);
}
