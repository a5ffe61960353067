import { ZerothError } from 'zeroth';

/**
 * A linear classifier on embeddings of length d. Class 0 is the baseline: its logit is 0 and it has no row, so that no
 * direction of the parameters is without effect, and two classes take d + 1 numbers.
 */
export interface Head {
  /** Number of classes C, at least 2. */
  readonly classes: number;
  /** (C − 1) x d, row by row; row c − 1 belongs to class c. */
  readonly weight: Float64Array;
  /** Length C − 1. */
  readonly bias: Float64Array;
}

/** The embeddings' length that a head is for. */
export function headWidth(head: Head): number {
  return head.weight.length / (head.classes - 1);
}

/** The parameters of a head as one vector of length (C − 1)(d + 1): all weights, then all biases. */
export function headParameters(head: Head): Float64Array {
  const parameters = new Float64Array(head.weight.length + head.bias.length);
  parameters.set(head.weight);
  parameters.set(head.bias, head.weight.length);
  return parameters;
}

/** The head with these parameters, copied. @throws ZerothError `shape-mismatch` unless they are (C − 1)(d + 1) */
export function headFromParameters(parameters: Float64Array, classes: number): Head {
  const rows = classes - 1;
  if (!(Number.isInteger(rows) && rows >= 1 && parameters.length > 0 && parameters.length % rows === 0)) {
    throw new ZerothError(
      'shape-mismatch',
      `A head of ${classes} classes cannot have ${parameters.length} parameters: give classes − 1 rows of weights and as many biases.`,
    );
  }
  const weights = parameters.length - rows;
  return { classes, weight: parameters.slice(0, weights), bias: parameters.slice(weights) };
}

/**
 * Logits of a head, n x C, row by row; the first column is 0.
 *
 * @param embeddings n x d, row by row
 * @throws ZerothError `shape-mismatch` unless the embeddings are rows of the head's width
 */
export function headLogits(head: Head, embeddings: Float32Array): Float32Array {
  const { classes, weight, bias } = head;
  const width = headWidth(head);
  const count = embeddings.length / width;
  if (!Number.isInteger(count)) {
    throw new ZerothError(
      'shape-mismatch',
      `The head is for embeddings of ${width} numbers, not rows of another length.`,
    );
  }
  const logits = new Float32Array(count * classes);
  for (let i = 0; i < count; i++) {
    for (let c = 1; c < classes; c++) {
      let sum = bias[c - 1]!;
      for (let j = 0; j < width; j++) sum += weight[(c - 1) * width + j]! * embeddings[i * width + j]!;
      logits[i * classes + c] = sum;
    }
  }
  return logits;
}
