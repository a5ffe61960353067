import { checkChoice } from '../array/checks.js';
import type { ArrayLike } from '../array/conversion.js';
import type { NDArray } from '../array/ndarray.js';
import { bind, definePrimitive } from '../array/primitive.js';
import { sizeOf } from '../array/shape.js';
import { fromDoubles, wrap } from '../array/storage.js';
import { type QRMode, qrFactors } from './dense/qr.js';
import { checkFiniteEntries, checkMatrix, floating, leading, ownDoubles, resultType } from './matrices.js';

/** Parameters of {@link qrPrimitive}. */
export interface QRParams {
  readonly mode: QRMode;
  readonly pivot: boolean;
}

/** R, then Q unless the mode is `r`, then the permutation where there is pivoting. */
export const qrPrimitive = definePrimitive<QRParams>({
  name: 'qr',
  shapes([a], { mode, pivot }) {
    checkMatrix('qr', a!);
    const [m, n] = a!.shape.slice(-2) as [number, number];
    const lead = leading(a!.shape);
    const k = mode === 'complete' ? m : Math.min(m, n);
    const dtype = resultType(a!);
    return [
      { shape: [...lead, k, n], dtype },
      ...(mode === 'r' ? [] : [{ shape: [...lead, m, k], dtype }]),
      ...(pivot ? [{ shape: [...lead, n], dtype: 'int32' as const }] : []),
    ];
  },
  compute([a], { mode, pivot }, types) {
    const [m, n] = a!.shape.slice(-2) as [number, number];
    const all = ownDoubles(a!);
    checkFiniteEntries('qr', all, n);
    const out = types.map(({ shape, dtype }) =>
      dtype === 'int32' ? new Int32Array(sizeOf(shape)) : new Float64Array(sizeOf(shape)),
    );
    for (let item = 0, count = sizeOf(leading(a!.shape)); item < count; item++) {
      const { q, r, p } = qrFactors(all.subarray(item * m * n, (item + 1) * m * n), m, n, mode, pivot);
      out[0]!.set(r, item * r.length);
      if (q !== undefined) out[1]!.set(q, item * q.length);
      if (p !== undefined) out[out.length - 1]!.set(p, item * n);
    }
    return out.map((data, i) => {
      const { shape, dtype } = types[i]!;
      return data instanceof Float64Array ? fromDoubles(data, shape, dtype) : wrap(data, shape, 'int32');
    });
  },
});

/** Options of {@link qr}. */
export interface QROptions<Mode extends QRMode = QRMode, Pivot extends boolean = boolean> {
  /**
   * For m rows and n columns, k being the smaller: `reduced`, Q is m x k; `complete`, Q is m x m; `r`, no Q is made.
   * Default `reduced`.
   */
  readonly mode?: Mode;
  /** Whether to take the largest remaining column first, so that |r[i][i]| never grows. Default false. */
  readonly pivot?: Pivot;
}

/** What {@link qr} gives. */
export interface QR {
  /** Orthonormal columns. */
  readonly q: NDArray;
  /** Upper triangular. */
  readonly r: NDArray;
}

/** The order of columns that {@link qr} took. */
export interface ColumnOrder {
  /** int32, shape [..., n]: column j of Q R is column p[j] of A. */
  readonly p: NDArray;
}

/**
 * QR decomposition by Householder reflections, A = Q R, or A P = Q R with pivoting. The diagonal of R may have any
 * signs.
 *
 * @param a shape [..., m, n]
 * @throws `shape-mismatch`; `not-finite`
 */
export function qr(
  a: ArrayLike,
  options: QROptions<QRMode, true> & { readonly mode: 'r'; readonly pivot: true },
): Omit<QR, 'q'> & ColumnOrder;
export function qr(a: ArrayLike, options: QROptions & { readonly mode: 'r' }): Omit<QR, 'q'>;
export function qr(a: ArrayLike, options: QROptions<QRMode, true> & { readonly pivot: true }): QR & ColumnOrder;
export function qr(a: ArrayLike, options?: QROptions): QR;
export function qr(
  a: ArrayLike,
  { mode = 'reduced', pivot = false }: QROptions = {},
): Omit<QR, 'q'> & Partial<QR> & Partial<ColumnOrder> {
  checkChoice('mode', mode, ['reduced', 'complete', 'r']);
  const results = bind(qrPrimitive, [floating(a)], { mode, pivot });
  return {
    r: results[0]!,
    ...(mode === 'r' ? {} : { q: results[1]! }),
    ...(pivot ? { p: results[results.length - 1]! } : {}),
  };
}
