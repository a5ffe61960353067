import { ZerothError } from '../../errors.js';

/** A linear map that multiplies vectors; what it is made of is its `kind`. */
export interface LinearOperator<Kind extends string = string> {
  readonly kind: Kind;
  /** Rows and columns. */
  readonly shape: readonly [number, number];
  /** A x; throws `shape-mismatch` unless x has as many components as A columns. */
  multiply(x: Float64Array): Float64Array;
  /** Aᵀ y. */
  multiplyTransposed(y: Float64Array): Float64Array;
}

/** The sign and the natural logarithm of the size of a determinant. */
export interface LogDeterminant {
  readonly sign: number;
  readonly logdet: number;
}

/** A square operator that systems can be solved with: its structure makes that cheap, or it has been factored. */
export interface SolvableOperator<Kind extends string = string> extends LinearOperator<Kind> {
  /** The x with A x = b. */
  solve(b: Float64Array): Float64Array;
  /** The x with Aᵀ x = b. */
  solveTransposed(b: Float64Array): Float64Array;
  slogdet(): LogDeterminant;
}

/** Throws `shape-mismatch` unless the vector has n components, and `not-finite` unless all are finite. */
export function checkOperand(what: string, x: Float64Array, n: number): void {
  if (x.length !== n)
    throw new ZerothError(
      'shape-mismatch',
      `${what} of an operator with ${n} components got a vector of shape [${x.length}], not [${n}].`,
      x.length,
    );
  let sum = 0;
  for (let i = 0; i < n; i++) sum += 0 * x[i]!;
  if (sum !== 0) throw new ZerothError('not-finite', `${what} of an operator needs finite numbers.`, x);
}

/** Checks operands and results of all operations of an operator. */
export function checked<Kind extends string>(operator: SolvableOperator<Kind>): SolvableOperator<Kind> {
  const { solve, solveTransposed } = operator;
  const { multiply, multiplyTransposed } = checkedProducts(operator);
  const [rows, columns] = operator.shape;
  return {
    ...operator,
    multiply,
    multiplyTransposed,
    solve(b) {
      checkOperand('solve', b, rows);
      return inRange(solve(b));
    },
    solveTransposed(b) {
      checkOperand('solveTransposed', b, columns);
      return inRange(solveTransposed(b));
    },
  };
}

/** {@link checked} for operators that do not solve. */
export function checkedProducts<Kind extends string, O extends LinearOperator<Kind>>(operator: O): O {
  const { multiply, multiplyTransposed } = operator;
  const [rows, columns] = operator.shape;
  return {
    ...operator,
    multiply(x: Float64Array) {
      checkOperand('multiply', x, columns);
      return multiply(x);
    },
    multiplyTransposed(y: Float64Array) {
      checkOperand('multiplyTransposed', y, rows);
      return multiplyTransposed(y);
    },
  };
}

function inRange(x: Float64Array): Float64Array {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += 0 * x[i]!;
  if (sum !== 0)
    throw new ZerothError('overflow', 'The solution leaves the range of float64: scale the operator or the vector.');
  return x;
}
