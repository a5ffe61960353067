import { ZerothError } from '../../errors.js';
import { type ArrayLike, asArray } from '../conversion.js';
import { alignTypes } from '../elementwise.js';
import type { NDArray } from '../ndarray.js';
import { bindOne } from '../primitive.js';
import { type ContractionParams, dotGeneralPrimitive } from '../primitives/contraction.js';
import { broadcastShapes, normalizeAxes, showShape } from '../shape.js';
import { sum } from './reductions.js';
import { broadcastTo, flatten, moveaxis, reshape } from './shaping.js';
import { type DiagonalOptions, diagonal } from './triangles.js';

/** Both as arrays of one numeric dtype. */
function pair(x: ArrayLike, y: ArrayLike): readonly [NDArray, NDArray] {
  const [a, b] = alignTypes([x, y], 'numeric');
  return [a!, b!];
}

function contract(a: NDArray, b: NDArray, params: ContractionParams): NDArray {
  return bindOne(dotGeneralPrimitive, [a, b], params);
}

const none: ContractionParams['batch'] = [[], []];

function cannotMultiply(a: NDArray, b: NDArray): ZerothError {
  return new ZerothError(
    'shape-mismatch',
    `Shapes ${showShape(a.shape)} and ${showShape(b.shape)} cannot be multiplied: the last axis of the first must be as long as the last but one of the second (the only one of a vector).`,
    [a.shape, b.shape],
  );
}

/**
 * Products of matrices in the last two axes, leading ones being broadcast; a vector is a row on the left and a column on
 * the right, and its axis is gone from the result.
 *
 * @throws `shape-mismatch`
 */
export function matmul(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = pair(x, y);
  const m = a.shape.length;
  const n = b.shape.length;
  if (m === 0 || n === 0 || a.shape[m - 1] !== b.shape[Math.max(0, n - 2)]) throw cannotMultiply(a, b);
  // Without a batch on the right, leading axes of the left are rows like others.
  if (n <= 2) return contract(a, b, { contract: [[m - 1], [Math.max(0, n - 2)]], batch: none });
  if (m === 1) return contract(b, a, { contract: [[n - 2], [0]], batch: none });
  const lead = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const left = broadcastTo(a, [...lead, ...a.shape.slice(-2)]);
  const right = broadcastTo(b, [...lead, ...b.shape.slice(-2)]);
  const axes = [...lead.keys()];
  const l = lead.length;
  return contract(left, right, { contract: [[l + 1], [l]], batch: [axes, axes] });
}

/** Σ x y along an axis (default: the last) of both, other axes being broadcast. */
export function vecdot(x: ArrayLike, y: ArrayLike, { axis = -1 }: { readonly axis?: number } = {}): NDArray {
  const [a, b] = pair(x, y).map((v) => moveaxis(v, axis, -1));
  const n = a!.shape[a!.shape.length - 1];
  if (n === undefined || n !== b!.shape[b!.shape.length - 1])
    throw new ZerothError(
      'shape-mismatch',
      `vecdot sums along axis ${axis} of both, which must be equally long, but the shapes are ${showShape(asArray(x).shape)} and ${showShape(asArray(y).shape)}.`,
      axis,
    );
  const shape = broadcastShapes(a!.shape, b!.shape);
  const batch = [...shape.keys()].slice(0, -1);
  const last = shape.length - 1;
  return contract(broadcastTo(a!, shape), broadcastTo(b!, shape), {
    contract: [[last], [last]],
    batch: [batch, batch],
  });
}

/** xᵢ yⱼ for all elements of two vectors; other arrays are flattened. */
export function outer(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = pair(x, y);
  return contract(flatten(a), flatten(b), { contract: none, batch: none });
}

/** Options of {@link tensordot}. */
export interface TensordotOptions {
  /**
   * Axes to sum over: a number n for the last n of x and the first n of y, or two lists of them in pairs. Default 2.
   */
  readonly axes?: number | readonly [readonly number[], readonly number[]];
}

/** Sums of products over pairs of axes; the axes left of x come first, then those of y. */
export function tensordot(x: ArrayLike, y: ArrayLike, { axes = 2 }: TensordotOptions = {}): NDArray {
  const [a, b] = pair(x, y);
  const m = a.shape.length;
  if (typeof axes !== 'number') {
    const left = normalizeAxes(axes[0] ?? [], m);
    const right = normalizeAxes(axes[1] ?? [], b.shape.length);
    if (left.length !== right.length || axes.length !== 2)
      throw new ZerothError(
        'bad-axis',
        `tensordot sums over pairs of axes: give two lists that are equally long, not ${left.length} and ${right.length} axes.`,
        axes,
      );
    return contract(a, b, { contract: [left, right], batch: none });
  }
  if (!Number.isInteger(axes) || axes < 0 || axes > Math.min(m, b.shape.length))
    throw new ZerothError(
      'bad-axis',
      `tensordot cannot sum over ${axes} axes of shapes ${showShape(a.shape)} and ${showShape(b.shape)}.`,
      axes,
    );
  const last = Array.from({ length: axes }, (_, i) => m - axes + i);
  const first = Array.from({ length: axes }, (_, i) => i);
  return contract(a, b, { contract: [last, first], batch: none });
}

/** Sum of a diagonal of each matrix in the last two axes. */
export function trace(x: ArrayLike, options: DiagonalOptions = {}): NDArray {
  return sum(diagonal(x, options), { axis: -1 });
}

/**
 * Kronecker product of two matrices: blocks xᵢⱼ y.
 *
 * @throws `shape-mismatch` where one is no matrix
 */
export function kron(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = pair(asArray(x), asArray(y));
  const [m, n] = a.shape;
  const [p, q] = b.shape;
  if (a.shape.length !== 2 || b.shape.length !== 2)
    throw new ZerothError(
      'shape-mismatch',
      `kron needs two matrices, not shapes ${showShape(a.shape)} and ${showShape(b.shape)}.`,
      [a.shape, b.shape],
    );
  return reshape(reshape(a, [m!, 1, n!, 1]).multiply(reshape(b, [1, p!, 1, q!])), [m! * p!, n! * q!]);
}
