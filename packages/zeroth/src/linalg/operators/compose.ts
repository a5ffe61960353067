import { fromData } from '../../array/conversion.js';
import type { NDArray } from '../../array/ndarray.js';
import { ZerothError } from '../../errors.js';
import { checked, checkedProducts, type LinearOperator, type SolvableOperator } from './types.js';

function plus(x: Float64Array, y: Float64Array): Float64Array {
  return x.map((value, i) => value + y[i]!);
}

function solvable(operator: LinearOperator): operator is SolvableOperator {
  return 'solve' in operator;
}

/** A + B. Throws `shape-mismatch`. */
export function operatorSum(a: LinearOperator, b: LinearOperator): LinearOperator<'sum'> {
  if (a.shape[0] !== b.shape[0] || a.shape[1] !== b.shape[1])
    throw new ZerothError(
      'shape-mismatch',
      `Operators of shapes [${a.shape.join(', ')}] and [${b.shape.join(', ')}] cannot be added.`,
      [a.shape, b.shape],
    );
  return checkedProducts({
    kind: 'sum',
    shape: a.shape,
    multiply: (x: Float64Array) => plus(a.multiply(x), b.multiply(x)),
    multiplyTransposed: (y: Float64Array) => plus(a.multiplyTransposed(y), b.multiplyTransposed(y)),
  });
}

/** A B, first B, then A. It solves where both do. Throws `shape-mismatch`. */
export function operatorProduct(a: SolvableOperator, b: SolvableOperator): SolvableOperator<'product'>;
export function operatorProduct(a: LinearOperator, b: LinearOperator): LinearOperator<'product'>;
export function operatorProduct(
  a: LinearOperator,
  b: LinearOperator,
): LinearOperator<'product'> | SolvableOperator<'product'> {
  if (a.shape[1] !== b.shape[0])
    throw new ZerothError(
      'shape-mismatch',
      `Operators of shapes [${a.shape.join(', ')}] and [${b.shape.join(', ')}] cannot be multiplied.`,
      [a.shape, b.shape],
    );
  const product: LinearOperator<'product'> = {
    kind: 'product',
    shape: [a.shape[0], b.shape[1]],
    multiply: (x) => a.multiply(b.multiply(x)),
    multiplyTransposed: (y) => b.multiplyTransposed(a.multiplyTransposed(y)),
  };
  if (!solvable(a) || !solvable(b)) return checkedProducts(product);
  return checked({
    ...product,
    solve: (y) => b.solve(a.solve(y)),
    solveTransposed: (x) => a.solveTransposed(b.solveTransposed(x)),
    slogdet() {
      const [first, second] = [a.slogdet(), b.slogdet()];
      return { sign: first.sign * second.sign, logdet: first.logdet + second.logdet };
    },
  });
}

/** Aᵀ. It solves where A does. */
export function adjoint(a: SolvableOperator): SolvableOperator<'adjoint'>;
export function adjoint(a: LinearOperator): LinearOperator<'adjoint'>;
export function adjoint(a: LinearOperator): LinearOperator<'adjoint'> | SolvableOperator<'adjoint'> {
  const transposed: LinearOperator<'adjoint'> = {
    kind: 'adjoint',
    shape: [a.shape[1], a.shape[0]],
    multiply: a.multiplyTransposed,
    multiplyTransposed: a.multiply,
  };
  if (!solvable(a)) return transposed;
  return { ...transposed, solve: a.solveTransposed, solveTransposed: a.solve, slogdet: a.slogdet };
}

/** A⁻¹, of an operator that solves: multiplying by it is solving with A. */
export function inverse(a: SolvableOperator): SolvableOperator<'inverse'> {
  return {
    kind: 'inverse',
    shape: a.shape,
    multiply: a.solve,
    multiplyTransposed: a.solveTransposed,
    solve: a.multiply,
    solveTransposed: a.multiplyTransposed,
    slogdet() {
      const { sign, logdet } = a.slogdet();
      return { sign, logdet: -logdet };
    },
  };
}

/** factor · A. It solves where A does, unless the factor is 0, which throws `singular-matrix` then. */
export function scaled(factor: number, a: SolvableOperator): SolvableOperator<'scaled'>;
export function scaled(factor: number, a: LinearOperator): LinearOperator<'scaled'>;
export function scaled(factor: number, a: LinearOperator): LinearOperator<'scaled'> | SolvableOperator<'scaled'> {
  if (!Number.isFinite(factor))
    throw new ZerothError('not-finite', `An operator can be scaled by a finite number only, not ${factor}.`, factor);
  const times = (x: Float64Array) => x.map((value) => factor * value);
  const product: LinearOperator<'scaled'> = {
    kind: 'scaled',
    shape: a.shape,
    multiply: (x) => times(a.multiply(x)),
    multiplyTransposed: (y) => times(a.multiplyTransposed(y)),
  };
  if (!solvable(a)) return product;
  const divided = (x: Float64Array) => {
    if (factor === 0) throw new ZerothError('singular-matrix', 'An operator scaled by 0 cannot be solved with.', 0);
    return x.map((value) => value / factor);
  };
  return checked({
    ...product,
    solve: (b) => divided(a.solve(b)),
    solveTransposed: (b) => divided(a.solveTransposed(b)),
    slogdet() {
      const { sign, logdet } = a.slogdet();
      const n = a.shape[0];
      return { sign: Math.sign(factor) ** n * sign, logdet: n * Math.log(Math.abs(factor)) + logdet };
    },
  });
}

/** The matrix of an operator, shape [m, n], column by column: for looking at small ones. */
export function operatorMatrix(a: LinearOperator): NDArray {
  const [m, n] = a.shape;
  const out = new Float64Array(m * n);
  for (let j = 0; j < n; j++) {
    const unit = new Float64Array(n);
    unit[j] = 1;
    const column = a.multiply(unit);
    for (let i = 0; i < m; i++) out[i * n + j] = column[i]!;
  }
  return fromData(out, [m, n]);
}
