import { checked, checkedProducts, type LinearOperator, type SolvableOperator } from './types.js';

/** A ⊗ B. */
export interface KroneckerOperator extends LinearOperator<'kronecker'> {
  readonly factors: readonly [LinearOperator, LinearOperator];
}

type Apply = (x: Float64Array) => Float64Array;

/** (A ⊗ B) x = vec(A X Bᵀ), X being x row by row, as many columns as B has. */
function applyBoth(x: Float64Array, first: Apply, second: Apply, columns: number): Float64Array {
  const rows = columns === 0 ? 0 : x.length / columns;
  const right: Float64Array[] = [];
  for (let i = 0; i < rows; i++) right.push(second(x.slice(i * columns, (i + 1) * columns)));
  const width = right[0]?.length ?? 0;
  const parts = Array.from({ length: width }, (_, j) => first(Float64Array.from(right, (row) => row[j]!)));
  const height = parts[0]?.length ?? 0;
  const out = new Float64Array(height * width);
  for (let j = 0; j < width; j++) for (let i = 0; i < height; i++) out[i * width + j] = parts[j]![i]!;
  return out;
}

/** The Kronecker product of two operators: blocks aᵢⱼ B. */
export function kroneckerOperator(a: LinearOperator, b: LinearOperator): KroneckerOperator {
  return checkedProducts<'kronecker', KroneckerOperator>({
    kind: 'kronecker',
    shape: [a.shape[0] * b.shape[0], a.shape[1] * b.shape[1]],
    factors: [a, b],
    multiply: (x) => applyBoth(x, a.multiply, b.multiply, b.shape[1]),
    multiplyTransposed: (y) => applyBoth(y, a.multiplyTransposed, b.multiplyTransposed, b.shape[0]),
  });
}

/** From factored factors: the inverse of A ⊗ B is A⁻¹ ⊗ B⁻¹. */
export function factorKronecker(
  operator: KroneckerOperator,
  a: SolvableOperator,
  b: SolvableOperator,
): SolvableOperator<'kronecker'> {
  const [m, n] = [a.shape[0], b.shape[0]];
  return checked({
    ...operator,
    solve: (x) => applyBoth(x, a.solve, b.solve, n),
    solveTransposed: (x) => applyBoth(x, a.solveTransposed, b.solveTransposed, n),
    slogdet() {
      const [first, second] = [a.slogdet(), b.slogdet()];
      return { sign: first.sign ** n * second.sign ** m, logdet: n * first.logdet + m * second.logdet };
    },
  });
}
