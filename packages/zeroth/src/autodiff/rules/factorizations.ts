import {
  add,
  arange,
  astype,
  concat,
  equal,
  expandDims,
  full,
  matmul,
  multiply,
  type NDArray,
  negative,
  outer,
  squeeze,
  subtract,
  sum,
  tril,
  triu,
  zeros,
} from '../../array/index.js';
import { cholesky, qr, solveTriangular } from '../../linalg/index.js';
import {
  choleskyPrimitive,
  choleskyUpdatePrimitive,
  lstsqPrimitive,
  luPrimitive,
  type QRParams,
  qrPrimitive,
} from '../../linalg/primitives.js';
import {
  corner,
  halfLower,
  lowerOfSymmetric,
  overLower,
  overUpper,
  product,
  symmetricFromLower,
  transpose,
} from './matrices.js';
import { type Change, composed, type RuleEntry, rule } from './rule.js';

const square = (x: NDArray): NDArray => multiply(x, x);

/** L⁻ᵀ X for a lower triangular L. */
const underTransposed = (l: NDArray, x: NDArray): NDArray => solveTriangular(l, x, { lower: true, transposed: true });

/** The matrix with row i the unit vector p[i], so that it takes rows p of what it multiplies. */
function permutationMatrix(p: NDArray, { dtype }: NDArray): NDArray {
  return astype(equal(expandDims(p, -1), arange(p.shape[p.shape.length - 1]!)), dtype);
}

/** P A for the permutation that `lu` gives: rows p of A. */
function rowsOf(a: NDArray, p: NDArray): NDArray {
  return matmul(permutationMatrix(p, a), a);
}

/** A P for the permutation that `qr` gives: columns p of A. */
function columnsOf(a: NDArray, p: NDArray): NDArray {
  return matmul(a, transpose(permutationMatrix(p, a)));
}

/**
 * A = L U with rows in the order p, which does not move: with F = L⁻¹ dA U⁻¹ for the square part, dL is L times F below
 * the diagonal and dU the rest of F times U; what stands below or right of the square part follows from the product.
 */
function luChange([p, l, u]: readonly NDArray[], da: NDArray): readonly Change[] {
  const [m, k] = l!.shape.slice(-2) as [number, number];
  const n = u!.shape[u!.shape.length - 1]!;
  const moved = rowsOf(da, p!);
  const lower = corner(l!, [0, k], [0, k]);
  const upper = corner(u!, [0, k], [0, k]);
  const inner = overUpper(solveTriangular(lower, corner(moved, [0, k], [0, k]), { lower: true, unit: true }), upper);
  const dLower = matmul(lower, tril(inner, { offset: -1 }));
  const dUpper = matmul(triu(inner), upper);
  if (m > k) {
    const below = subtract(corner(moved, [k, m], [0, k]), matmul(corner(l!, [k, m], [0, k]), dUpper));
    return [undefined, concat([dLower, overUpper(below, upper)], { axis: -2 }), dUpper];
  }
  if (n === k) return [undefined, dLower, dUpper];
  const right = subtract(corner(moved, [0, k], [k, n]), matmul(dLower, corner(u!, [0, k], [k, n])));
  const dRight = solveTriangular(lower, right, { lower: true, unit: true });
  return [undefined, dLower, concat([dUpper, dRight], { axis: -1 })];
}

/**
 * A P = Q R: with C = dA R⁻¹ for the leading square part of R and Ω the skew-symmetric matrix that has the lower
 * triangle of Qᵀ C, dQ = Q Ω + (I − Q Qᵀ) C and dR = Qᵀ dA − Ω R. Columns that only complete Q move no more than they must.
 */
function qrChange(a: NDArray, outputs: readonly NDArray[], { mode, pivot }: QRParams, da: NDArray): readonly Change[] {
  const [m, n] = a.shape.slice(-2) as [number, number];
  const k = Math.min(m, n);
  const order = pivot ? outputs[outputs.length - 1]! : undefined;
  const moved = order === undefined ? da : columnsOf(da, order);
  const r = corner(outputs[0]!, [0, k], [0, n]);
  const wide = outputs[1];
  const q =
    mode === 'r' || wide === undefined
      ? qr(order === undefined ? a : columnsOf(a, order)).q
      : corner(wide, [0, m], [0, k]);
  const c = overUpper(corner(moved, [0, m], [0, k]), corner(r, [0, k], [0, k]));
  const inner = matmul(transpose(q), c);
  const below = tril(inner, { offset: -1 });
  const turn = subtract(below, transpose(below));
  const dr = subtract(matmul(transpose(q), moved), matmul(turn, r));
  const dq = add(matmul(q, turn), subtract(c, matmul(q, inner)));
  const last: readonly Change[] = pivot ? [undefined] : [];
  if (mode === 'r') return [dr, ...last];
  if (mode === 'reduced' || m === k) return [dr, dq, ...last];
  const rest = corner(wide!, [0, m], [k, m]);
  const dRest = negative(product(q, transpose(dq), rest));
  const none = zeros([...a.shape.slice(0, -2), m - k, n], { dtype: dr.dtype });
  return [concat([dr, none], { axis: -2 }), concat([dq, dRest], { axis: -1 }), ...last];
}

/** Least squares by QR of a matrix of full rank; of the shortest solution where there are fewer rows than columns. */
function leastSquares([a, b]: readonly NDArray[]): readonly NDArray[] {
  const [m, n] = a!.shape as readonly [number, number];
  const vector = b!.ndim === 1;
  const right = vector ? expandDims(b!, -1) : b!;
  const rank = astype(full([], Math.min(m, n)), 'int32');
  const shaped = (x: NDArray): NDArray => (vector ? squeeze(x, -1) : x);
  if (m < n) {
    const { q, r } = qr(transpose(a!));
    const x = matmul(q, solveTriangular(r, right, { transposed: true }));
    return [shaped(x), zeros(b!.shape.slice(1), { dtype: x.dtype }), rank];
  }
  const { q, r } = qr(a!);
  const x = solveTriangular(r, matmul(transpose(q), right));
  const residuals = sum(square(subtract(right, matmul(a!, x))), { axis: -2 });
  return [shaped(x), vector ? squeeze(residuals, -1) : residuals, rank];
}

/**
 * Rules of the factorizations. Those that read only the lower triangle have derivatives by its entries only. LU and QR
 * need the leading square part of U and R to be invertible; without full rank they throw `singular-matrix`, as the
 * factors then have no derivative.
 */
export const factorizationRules: readonly RuleEntry[] = [
  rule(choleskyPrimitive, {
    // L⁻¹ dA L⁻ᵀ = L⁻¹ dL + (L⁻¹ dL)ᵀ, of which L⁻¹ dL is the lower triangle.
    jvp: ({ outputs: [l] }, [da]) => {
      const half = solveTriangular(l!, symmetricFromLower(da!), { lower: true });
      return [matmul(l!, halfLower(transpose(solveTriangular(l!, transpose(half), { lower: true }))))];
    },
    vjp: ({ outputs: [l] }, [cotangent]) => {
      const inner = halfLower(matmul(transpose(l!), tril(cotangent!)));
      const change = overLower(underTransposed(l!, inner), l!);
      return [lowerOfSymmetric(multiply(add(change, transpose(change)), 0.5))];
    },
  }),
  rule(luPrimitive, { jvp: ({ outputs }, [da]) => luChange(outputs, da!) }),
  rule(qrPrimitive, { jvp: ({ inputs: [a], outputs, params }, [da]) => qrChange(a!, outputs, params, da!) }),
  composed(choleskyUpdatePrimitive, ([l, v], { downdate }) => {
    const changed = v!.ndim === 1 ? outer(v!, v!) : matmul(v!, transpose(v!));
    const before = matmul(tril(l!), transpose(tril(l!)));
    return [cholesky(downdate ? subtract(before, changed) : add(before, changed))];
  }),
  composed(lstsqPrimitive, (inputs) => leastSquares(inputs)),
];
