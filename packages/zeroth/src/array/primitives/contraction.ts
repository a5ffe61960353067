import { ZerothError } from '../../errors.js';
import { type ContractionOperand, contractionOperand } from '../contraction-operand.js';
import { matrixProduct } from '../matrix-product.js';
import { type ArrayType, definePrimitive } from '../primitive.js';
import { showShape, sizeOf } from '../shape.js';
import { fromDoubles } from '../storage.js';

/** Which axes of the two operands meet. */
export interface ContractionParams {
  /** Axes that are summed over, in pairs. */
  readonly contract: readonly [readonly number[], readonly number[]];
  /** Axes that run in step, in pairs. */
  readonly batch: readonly [readonly number[], readonly number[]];
}

function free(rank: number, contract: readonly number[], batch: readonly number[]): readonly number[] {
  return Array.from({ length: rank }, (_, axis) => axis).filter(
    (axis) => !contract.includes(axis) && !batch.includes(axis),
  );
}

/**
 * Sums of products: out[b…, i…, j…] = Σₖ x[b…, i…, k…] y[b…, j…, k…], the axes being where the parameters say. Batch axes
 * come first, then those of x alone, then those of y alone. Every product of matrices, vectors and tensors is one.
 */
export const dotGeneralPrimitive = definePrimitive<ContractionParams>({
  name: 'dotGeneral',
  shapes([x, y], { contract, batch }) {
    const same = (pairs: ContractionParams['contract']) =>
      pairs[0].length === pairs[1].length && pairs[0].every((axis, i) => x!.shape[axis] === y!.shape[pairs[1][i]!]);
    if (!same(contract) || !same(batch) || x!.dtype !== y!.dtype)
      throw new ZerothError(
        'shape-mismatch',
        `Arrays of shapes ${showShape(x!.shape)} and ${showShape(y!.shape)} cannot be multiplied: axes ${showShape(contract[0])} of the first and ${showShape(contract[1])} of the second must have equal lengths${batch[0].length > 0 ? `, and so must ${showShape(batch[0])} and ${showShape(batch[1])}` : ''}.`,
        [x!.shape, y!.shape],
      );
    const lengths = (t: ArrayType, axes: readonly number[]) => axes.map((axis) => t.shape[axis]!);
    return [
      {
        shape: [
          ...lengths(x!, batch[0]),
          ...lengths(x!, free(x!.shape.length, contract[0], batch[0])),
          ...lengths(y!, free(y!.shape.length, contract[1], batch[1])),
        ],
        dtype: x!.dtype,
      },
    ];
  },
  compute([x, y], { contract, batch }, [type]) {
    const rows = free(x!.shape.length, contract[0], batch[0]);
    const columns = free(y!.shape.length, contract[1], batch[1]);
    const a: ContractionOperand = contractionOperand(x!, batch[0], rows, contract[0]);
    const b: ContractionOperand = contractionOperand(y!, batch[1], contract[1], columns);
    const m = a.rows;
    const k = a.columns;
    const n = b.columns;
    const out = new Float64Array(sizeOf(type!.shape));
    const count = m * n === 0 ? 0 : out.length / (m * n);
    for (let i = 0; i < count; i++)
      matrixProduct(m, n, k, a.matrix(i), b.matrix(i), out.subarray(i * m * n, (i + 1) * m * n));
    return [fromDoubles(out, type!.shape, type!.dtype)];
  },
});
