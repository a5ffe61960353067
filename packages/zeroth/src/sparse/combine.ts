import { checkLength } from '../array/checks.js';
import { ZerothError } from '../errors.js';
import { checkDimensions, checkSameShape } from './checks.js';
import { toCsr } from './convert.js';
import type { CsrMatrix, SparseMatrix } from './types.js';

/**
 * alpha A + beta B, by rows. An entry that cancels stays, as a stored zero: patterns do not depend on values.
 *
 * @throws ZerothError `shape-mismatch`
 */
export function add(a: SparseMatrix, b: SparseMatrix, alpha = 1, beta = 1): CsrMatrix {
  checkSameShape(a, b);
  const first = toCsr(a);
  const second = toCsr(b);
  const { rows, columns } = a;
  const pointers = new Int32Array(rows + 1);
  const indices = new Int32Array(first.values.length + second.values.length);
  const values = new Float64Array(indices.length);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    let p = first.pointers[i]!;
    let q = second.pointers[i]!;
    const pEnd = first.pointers[i + 1]!;
    const qEnd = second.pointers[i + 1]!;
    while (p < pEnd || q < qEnd) {
      const left = p < pEnd ? first.indices[p]! : columns;
      const right = q < qEnd ? second.indices[q]! : columns;
      indices[total] = Math.min(left, right);
      let sum = 0;
      if (left <= right) sum += alpha * first.values[p++]!;
      if (right <= left) sum += beta * second.values[q++]!;
      values[total++] = sum;
    }
    pointers[i + 1] = total;
  }
  return { format: 'csr', rows, columns, pointers, indices: indices.slice(0, total), values: values.slice(0, total) };
}

/** A − B, by rows. */
export function subtract(a: SparseMatrix, b: SparseMatrix): CsrMatrix {
  return add(a, b, 1, -1);
}

/** factor A, in A's format. */
export function scale<A extends SparseMatrix>(a: A, factor: number): A {
  return { ...a, values: a.values.map((value) => factor * value) };
}

/** diag(left) A diag(right), by rows; a side that is not given is the identity. */
export function scaleSides(a: SparseMatrix, left: Float64Array | undefined, right?: Float64Array): CsrMatrix {
  const source = toCsr(a);
  if (left !== undefined) checkLength('left', left, a.rows);
  if (right !== undefined) checkLength('right', right, a.columns);
  const values = source.values.slice();
  for (let i = 0; i < a.rows; i++)
    for (let p = source.pointers[i]!; p < source.pointers[i + 1]!; p++)
      values[p] = (left?.[i] ?? 1) * values[p]! * (right?.[source.indices[p]!] ?? 1);
  return { ...source, values };
}

/** The Kronecker product A ⊗ B, by rows: block (i, j) is a_ij B. */
export function kronecker(a: SparseMatrix, b: SparseMatrix): CsrMatrix {
  const left = toCsr(a);
  const right = toCsr(b);
  const rows = left.rows * right.rows;
  const columns = left.columns * right.columns;
  checkDimensions(rows, columns);
  const total = left.values.length * right.values.length;
  if (total >= 2 ** 31)
    throw new ZerothError(
      'out-of-memory',
      `The Kronecker product has ${total} entries, and 2^31 are too many: apply its factors one by one instead.`,
      total,
    );
  const pointers = new Int32Array(rows + 1);
  const indices = new Int32Array(total);
  const values = new Float64Array(total);
  let at = 0;
  for (let i = 0; i < left.rows; i++)
    for (let k = 0; k < right.rows; k++) {
      for (let p = left.pointers[i]!; p < left.pointers[i + 1]!; p++)
        for (let q = right.pointers[k]!; q < right.pointers[k + 1]!; q++, at++) {
          indices[at] = left.indices[p]! * right.columns + right.indices[q]!;
          values[at] = left.values[p]! * right.values[q]!;
        }
      pointers[i * right.rows + k + 1] = at;
    }
  return { format: 'csr', rows, columns, pointers, indices, values };
}
