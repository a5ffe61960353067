import { ZerothError } from '../../errors.js';
import { contractionOperand } from '../contraction-operand.js';
import { type Floats, matrixProduct } from '../matrix-product.js';
import type { NDArray } from '../ndarray.js';
import { type ArrayType, definePrimitive } from '../primitive.js';
import { showShape } from '../shape.js';

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
  write([x, y], params, [out]) {
    if (out instanceof Float64Array) {
      if (!smallProduct(x!, y!, params, out)) contract(x!, y!, params, out, doublesOf, doubles);
    } else if (out instanceof Float32Array) contract(x!, y!, params, out, singlesOf, singles);
    else {
      const sums = new Float64Array(out!.length);
      contract(x!, y!, params, sums, doublesOf, doubles);
      out!.set(sums);
    }
  },
});

const singlesOf = ({ data }: NDArray) => (data instanceof Float32Array ? data : undefined);
const doublesOf = ({ data }: NDArray) => (data instanceof Float64Array ? data : undefined);
const singles = (n: number) => new Float32Array(n);
const doubles = (n: number) => new Float64Array(n);

/** Up to this many multiplications, setting up batches and views would cost more than the product. */
const smallest = 512;

/** Whether these are small matrices and vectors of doubles, whose product is made, read through their strides. */
function smallProduct(x: NDArray, y: NDArray, { contract, batch }: ContractionParams, out: Float64Array): boolean {
  const p = contract[0][0];
  const q = contract[1][0];
  const a = x.data;
  const b = y.data;
  if (
    p === undefined ||
    q === undefined ||
    contract[0].length > 1 ||
    batch[0].length > 0 ||
    x.shape.length > 2 ||
    y.shape.length > 2 ||
    !(a instanceof Float64Array && b instanceof Float64Array)
  )
    return false;
  const k = x.shape[p]!;
  const m = x.shape[1 - p] ?? 1;
  const n = y.shape[1 - q] ?? 1;
  if (m * n * k > smallest) return false;
  const aRow = x.strides[1 - p] ?? 0;
  const aColumn = x.strides[p]!;
  const bRow = y.strides[q]!;
  const bColumn = y.strides[1 - q] ?? 0;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0, s = x.offset + i * aRow, t = y.offset + j * bColumn; l < k; l++, s += aColumn, t += bRow)
        sum += a[s]! * b[t]!;
      out[i * n + j] = sum;
    }
  return true;
}

/** @param memory the elements of an array, where they are of the type of the product; `room` makes memory for others */
function contract<T extends Floats>(
  x: NDArray,
  y: NDArray,
  { contract: [p, q], batch }: ContractionParams,
  out: T,
  memory: (v: NDArray) => T | undefined,
  room: (n: number) => T,
): void {
  const a = contractionOperand(x, memory(x), room, batch[0], free(x.shape.length, p, batch[0]), p);
  const b = contractionOperand(y, memory(y), room, batch[1], q, free(y.shape.length, q, batch[1]));
  const m = a.rows;
  const n = b.columns;
  const count = m * n === 0 ? 0 : out.length / (m * n);
  for (let i = 0; i < count; i++) matrixProduct(m, n, a.columns, a.matrix(i), b.matrix(i), out, i * m * n);
}
