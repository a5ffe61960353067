import type { NDArray } from '../array/index.js';
import { ZerothError } from '../errors.js';

/** Throws `shape-mismatch` unless there is a direction for each point, of its shape. */
export function checkDirections(points: readonly NDArray[], directions: readonly NDArray[]): void {
  if (points.length !== directions.length)
    throw new ZerothError(
      'shape-mismatch',
      `There must be a direction for each array: ${points.length} arrays, but ${directions.length} directions.`,
    );
  points.forEach((point, i) => {
    const { shape } = directions[i]!;
    if (shape.length !== point.shape.length || shape.some((length, axis) => length !== point.shape[axis]))
      throw new ZerothError(
        'shape-mismatch',
        `A direction of shape [${shape.join(', ')}] does not fit its point of shape [${point.shape.join(', ')}]: they must be equal.`,
        shape,
      );
  });
}
