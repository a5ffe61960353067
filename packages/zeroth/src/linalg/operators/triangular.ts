import type { ArrayLike } from '../../array/conversion.js';
import { solveTriangularInPlace } from '../dense/triangular.js';
import { singularMatrix } from '../matrices.js';
import { logDeterminantOf } from './diagonal.js';
import { squareOf, times, timesTransposed } from './input.js';
import { checked, type SolvableOperator } from './types.js';

/**
 * One triangle of a square matrix, the other taken for zero.
 *
 * @param a shape [n, n]; solving throws `singular-matrix` where an entry of the diagonal is 0
 * @param options `lower`: which triangle; default false, the upper
 */
export function triangularOperator(
  a: ArrayLike,
  { lower = false }: { readonly lower?: boolean } = {},
): SolvableOperator<'triangular'> {
  const matrix = squareOf('triangularOperator', a);
  const { data, n } = matrix;
  for (let i = 0; i < n; i++) {
    if (lower) data.fill(0, i * n + i + 1, (i + 1) * n);
    else data.fill(0, i * n, i * n + i);
  }
  const diagonal = Float64Array.from({ length: n }, (_, i) => data[i * n + i]!);
  const solveWith = (b: Float64Array, transposed: boolean) => {
    const zero = diagonal.indexOf(0);
    if (zero >= 0) throw singularMatrix('solve', zero);
    const x = b.slice();
    solveTriangularInPlace(data, n, x, 1, { lower, transposed });
    return x;
  };
  return checked({
    kind: 'triangular',
    shape: [n, n],
    multiply: (x) => times(matrix, x),
    multiplyTransposed: (y) => timesTransposed(matrix, y),
    solve: (b) => solveWith(b, false),
    solveTransposed: (b) => solveWith(b, true),
    slogdet: () => logDeterminantOf(diagonal),
  });
}
