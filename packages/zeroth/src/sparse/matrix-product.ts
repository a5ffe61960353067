import { ZerothError } from '../errors.js';
import type { CsrMatrix } from './types.js';

/**
 * A B by rows: row i of the product is the sum of the rows of B that row i of A points at, gathered in a dense row.
 *
 * @source Gustavson: Two fast algorithms for sparse matrices: multiplication and permuted transposition (1978)
 */
export function multiplySparse(a: CsrMatrix, b: CsrMatrix): CsrMatrix {
  if (a.columns !== b.rows)
    throw new ZerothError(
      'shape-mismatch',
      `A matrix of shape [${a.rows}, ${a.columns}] cannot multiply one of shape [${b.rows}, ${b.columns}].`,
      [a.rows, a.columns, b.rows, b.columns],
    );
  const pointers = countProduct(a, b);
  const total = pointers[a.rows]!;
  const indices = new Int32Array(total);
  const values = new Float64Array(total);
  const row = new Float64Array(b.columns);
  const seen = new Int32Array(b.columns).fill(-1);
  for (let i = 0; i < a.rows; i++) {
    const start = pointers[i]!;
    let end = start;
    for (let p = a.pointers[i]!; p < a.pointers[i + 1]!; p++) {
      const k = a.indices[p]!;
      const factor = a.values[p]!;
      for (let q = b.pointers[k]!; q < b.pointers[k + 1]!; q++) {
        const j = b.indices[q]!;
        if (seen[j] !== i) {
          seen[j] = i;
          indices[end++] = j;
          row[j] = 0;
        }
        row[j]! += factor * b.values[q]!;
      }
    }
    indices.subarray(start, end).sort();
    for (let p = start; p < end; p++) values[p] = row[indices[p]!]!;
  }
  return { format: 'csr', rows: a.rows, columns: b.columns, pointers, indices, values };
}

function countProduct(a: CsrMatrix, b: CsrMatrix): Int32Array {
  const pointers = new Int32Array(a.rows + 1);
  const seen = new Int32Array(b.columns).fill(-1);
  let total = 0;
  for (let i = 0; i < a.rows; i++) {
    for (let p = a.pointers[i]!; p < a.pointers[i + 1]!; p++) {
      const k = a.indices[p]!;
      for (let q = b.pointers[k]!; q < b.pointers[k + 1]!; q++) {
        const j = b.indices[q]!;
        if (seen[j] === i) continue;
        seen[j] = i;
        total++;
      }
    }
    if (total >= 2 ** 31)
      throw new ZerothError(
        'out-of-memory',
        'The product of the matrices has 2^31 entries or more: multiply blocks of them, or vectors, instead.',
        total,
      );
    pointers[i + 1] = total;
  }
  return pointers;
}
