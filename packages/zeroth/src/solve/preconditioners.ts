import { checkInteger } from '../array/checks.js';
import { ZerothError } from '../errors.js';
import type { Vector } from '../query/index.js';
import { diagonal, lu, type SparseMatrix, slice, toCsr } from '../sparse/index.js';

/** r ↦ M⁻¹ r, in a fresh vector; M is like A, and cheaper to solve with. */
export type Preconditioner = (r: Vector) => Vector;

/** The preconditioner given, or the identity, that throws `shape-mismatch` where it gives no vector of its operand's length. */
export function checkedPreconditioner(preconditioner: Preconditioner = (r) => r): Preconditioner {
  if (typeof preconditioner !== 'function')
    throw new ZerothError(
      'option-out-of-range',
      `preconditioner must be a function r ↦ M⁻¹ r, such as jacobi(a), not ${String(preconditioner)}.`,
      preconditioner,
    );
  return (r) => {
    const z = preconditioner(r);
    if (!(z instanceof Float64Array) || z.length !== r.length)
      throw new ZerothError(
        'shape-mismatch',
        `The preconditioner must give a Float64Array of length ${r.length}, as long as its operand.`,
        z,
      );
    return z;
  };
}

/** M = diag(A). Throws `singular-matrix` where a diagonal entry is zero. */
export function jacobi(a: SparseMatrix): Preconditioner {
  const d = diagonalOf(a);
  return (r) => r.map((ri, i) => ri / d[i]!);
}

/**
 * Symmetric successive over-relaxation: M = (D/ω + L) (D/ω)⁻¹ (D/ω + U) ω/(2 − ω), L and U being the strict triangles.
 *
 * @param relaxation ω in (0, 2). Default 1: symmetric Gauss-Seidel.
 * @source Axelsson: Iterative Solution Methods (1994), chapter 7
 */
export function ssor(a: SparseMatrix, { relaxation = 1 }: { readonly relaxation?: number } = {}): Preconditioner {
  if (!(relaxation > 0 && relaxation < 2))
    throw new ZerothError('option-out-of-range', `relaxation must be in (0, 2), not ${relaxation}.`, relaxation);
  const d = diagonalOf(a).map((di) => di / relaxation);
  const { rows, pointers, indices, values } = toCsr(a);
  return (r) => {
    const z = r.slice();
    for (let i = 0; i < rows; i++) {
      let sum = z[i]!;
      for (let p = pointers[i]!; p < pointers[i + 1]! && indices[p]! < i; p++) sum -= values[p]! * z[indices[p]!]!;
      z[i] = sum / d[i]!;
    }
    for (let i = 0; i < rows; i++) z[i]! *= d[i]!;
    for (let i = rows - 1; i >= 0; i--) {
      let sum = z[i]!;
      for (let p = pointers[i + 1]! - 1; p >= pointers[i]! && indices[p]! > i; p--) sum -= values[p]! * z[indices[p]!]!;
      z[i] = sum / d[i]!;
    }
    for (let i = 0; i < rows; i++) z[i]! *= (2 - relaxation) / relaxation;
    return z;
  };
}

/**
 * M = the diagonal blocks of A, each factored.
 *
 * @param blockSize rows of a block; the last one may be smaller. Default 16.
 * @throws ZerothError `singular-matrix` where a block is
 */
export function blockJacobi(a: SparseMatrix, { blockSize = 16 }: { readonly blockSize?: number } = {}): Preconditioner {
  checkInteger('blockSize', blockSize, 1);
  checkSquareMatrix(a);
  const source = toCsr(a);
  const blocks = Array.from({ length: Math.ceil(a.rows / blockSize) }, (_, k) => {
    const range = { start: k * blockSize, end: Math.min(a.rows, (k + 1) * blockSize) };
    return { ...range, factor: lu(slice(source, { rows: range, columns: range })) };
  });
  return (r) => {
    const z = new Float64Array(r.length);
    for (const { start, end, factor } of blocks) z.set(factor.solve(r.subarray(start, end)), start);
    return z;
  };
}

/** The diagonal of a square matrix, none of it zero. */
export function diagonalOf(a: SparseMatrix): Float64Array {
  checkSquareMatrix(a);
  const d = diagonal(a);
  const zero = d.findIndex((di) => di === 0 || !Number.isFinite(di));
  if (zero >= 0)
    throw new ZerothError(
      'singular-matrix',
      `Diagonal entry ${zero} is ${d[zero]}: this preconditioner divides by it. Reorder the matrix or use another one.`,
      zero,
    );
  return d;
}

/** Throws `shape-mismatch` unless the matrix is square. */
export function checkSquareMatrix(a: SparseMatrix): void {
  if (a.rows !== a.columns)
    throw new ZerothError('shape-mismatch', `A preconditioner needs a square matrix, not ${a.rows} x ${a.columns}.`, [
      a.rows,
      a.columns,
    ]);
}
