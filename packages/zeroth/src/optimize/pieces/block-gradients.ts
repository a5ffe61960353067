import {
  type Circumstances,
  type Gradients,
  gradientAt,
  type Method,
  type Query,
  type Vector,
} from '../../query/index.js';

/**
 * Order 1, by blocks: the partial derivatives of f at `point` by the variables from `start` until `end`. For f(x) = φ(A x)
 * it costs a share of (end − start) / n of a gradient.
 */
export interface BlockGradients extends Query<'blockGradients', Vector>, Circumstances {
  readonly point: Vector;
  readonly start: number;
  readonly end: number;
}

/** A range of variables. */
export interface Block {
  readonly start: number;
  readonly end: number;
}

/** n variables in so many blocks of sizes that differ by one at most. */
export function equalBlocks(n: number, count: number): readonly Block[] {
  return Array.from({ length: count }, (_, j) => ({
    start: Math.floor((j * n) / count),
    end: Math.floor(((j + 1) * n) / count),
  }));
}

/** The partial derivatives of a block. */
export function* blockGradientAt(
  point: Vector,
  { start, end }: Block,
  circumstances?: Circumstances,
): Method<BlockGradients, Vector> {
  const query: BlockGradients = { kind: 'blockGradients', point, start, end, ...circumstances };
  const answer: Vector = yield query;
  return answer;
}

/** The same from the whole gradient. */
export function* blockOfGradientAt(
  point: Vector,
  { start, end }: Block,
  circumstances?: Circumstances,
): Method<Gradients, Vector> {
  const { gradient } = yield* gradientAt(point, new Float64Array(point.length), circumstances);
  return gradient.slice(start, end);
}
