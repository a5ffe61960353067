import { ZerothError } from 'zeroth';

/** Embeddings in the order that heads are tuned in: all examples' first number, then all their second, and so on. */
export interface Features {
  /** Number of examples n. */
  readonly count: number;
  /** Numbers an example d. */
  readonly width: number;
  /** d x n, feature by feature. */
  readonly columns: Float64Array;
}

/** Embeddings as they are, transposed. @throws ZerothError `shape-mismatch` unless they are rows of the width */
export function featuresOf(embeddings: Float32Array, width: number): Features {
  const count = exampleCount(embeddings, width);
  const columns = new Float64Array(embeddings.length);
  for (let i = 0; i < count; i++) for (let j = 0; j < width; j++) columns[j * count + i] = embeddings[i * width + j]!;
  return { count, width, columns };
}

/** Number of rows of embeddings. @throws ZerothError `shape-mismatch` unless there is a whole number, at least one */
export function exampleCount(embeddings: Float32Array, width: number): number {
  const count = embeddings.length / width;
  if (Number.isInteger(count) && count > 0) return count;
  throw new ZerothError(
    'shape-mismatch',
    `Embeddings must be rows of ${width} numbers, at least one, not ${embeddings.length} numbers.`,
    embeddings.length,
  );
}
