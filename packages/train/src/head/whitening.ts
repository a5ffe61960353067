import { ZerothError } from 'zeroth';
import { symmetricEigen } from 'zeroth/linalg';
import { exampleCount, type Features } from './features.js';
import type { Head } from './head.js';
import { gram, timesTransposed } from './times-transposed.js';

/** A basis in which the embeddings' directions have about the same spread and are uncorrelated. */
export interface Whitening {
  /** Length d of an embedding. */
  readonly width: number;
  /** Mean embedding, length d. */
  readonly mean: Float64Array;
  /** Variances along the principal directions, ascending, length d. */
  readonly variances: Float64Array;
  /** Factor of each principal direction, length d. */
  readonly scales: Float64Array;
  /** d x d: row k is principal direction k times its scale. */
  readonly map: Float64Array;
}

/** Options of {@link whitening}. */
export interface WhiteningOptions {
  /**
   * Added to each variance, in units of the mean variance, before it is scaled to 1: directions of little variance are
   * mostly noise, and stay small. At least 0; default 0.1.
   */
  readonly shrinkage?: number;
}

/**
 * Centres embeddings, turns them to their principal directions and scales direction k by
 * 1 / √(variance_k + shrinkage · mean variance); directions without variance get the factor 0.
 *
 * @param embeddings of the train part: n x d, row by row
 * @param width d
 * @throws ZerothError `shape-mismatch`; `not-finite` where a number is not finite; `embeddings-constant` when all
 *   embeddings are equal
 */
export function whitening(
  embeddings: Float32Array,
  width: number,
  { shrinkage = 0.1 }: WhiteningOptions = {},
): Whitening {
  const count = exampleCount(embeddings, width);
  const mean = new Float64Array(width);
  for (let i = 0; i < embeddings.length; i++) mean[i % width]! += embeddings[i]! / count;
  const columns = transposed(centered(embeddings, mean), width);
  const covariance = gram(columns, count);
  for (let i = 0; i < covariance.length; i++) covariance[i]! /= count;
  const { values, vectors } = symmetricEigen(covariance, width);
  const variances = values.map((value) => Math.max(0, value));
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  if (total === 0) {
    throw new ZerothError('embeddings-constant', 'All embeddings are equal: check the texts and the model.');
  }
  // What rounding makes of a zero variance.
  const negligible = width * Number.EPSILON * variances[width - 1]!;
  const scales = variances.map((variance) => {
    const spread = variance + (shrinkage * total) / width;
    return spread > negligible ? 1 / Math.sqrt(spread) : 0;
  });
  const map = vectors.map((entry, i) => entry * scales[Math.floor(i / width)]!);
  return { width, mean, variances, scales, map };
}

/** Embeddings in a whitened basis. @throws ZerothError `shape-mismatch` unless they are rows of the same width */
export function whiten({ width, mean, map }: Whitening, embeddings: Float32Array): Features {
  const count = exampleCount(embeddings, width);
  return { count, width, columns: timesTransposed(map, centered(embeddings, mean), width) };
}

/** The head on original embeddings that gives the logits which `head` gives on whitened ones. */
export function unwhitenHead({ width, mean, map }: Whitening, { classes, weight, bias }: Head): Head {
  const original = new Float64Array(weight.length);
  const shifted = bias.slice();
  for (let row = 0; row < classes - 1; row++) {
    for (let k = 0; k < width; k++) {
      const factor = weight[row * width + k]!;
      for (let j = 0; j < width; j++) original[row * width + j]! += factor * map[k * width + j]!;
    }
    for (let j = 0; j < width; j++) shifted[row]! -= original[row * width + j]! * mean[j]!;
  }
  return { classes, weight: original, bias: shifted };
}

/**
 * What ½ l2 ‖w‖² on a head's weights in original coordinates is in a whitened basis: ½ Σ penalty_k w_k², the same for
 * each class's row. In whitened coordinates an even penalty would hold back most the directions that the data know best.
 */
export function whitenedPenalties({ scales }: Whitening, l2: number): Float64Array {
  return scales.map((scale) => l2 * scale * scale);
}

function centered(embeddings: Float32Array, mean: Float64Array): Float64Array {
  const width = mean.length;
  const rows = new Float64Array(embeddings.length);
  for (let i = 0; i < rows.length; i += width)
    for (let j = 0; j < width; j++) rows[i + j] = embeddings[i + j]! - mean[j]!;
  return rows;
}

function transposed(rows: Float64Array, width: number): Float64Array {
  const count = rows.length / width;
  const columns = new Float64Array(rows.length);
  for (let i = 0; i < count; i++) for (let j = 0; j < width; j++) columns[j * count + i] = rows[i * width + j]!;
  return columns;
}
