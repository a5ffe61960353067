import {
  add,
  arange,
  argmax,
  astype,
  concat,
  diagonal,
  divide,
  equal,
  expandDims,
  matmul,
  multiply,
  type NDArray,
  negative,
  reciprocal,
  subtract,
  sum,
  where,
} from '../../array/index.js';
import { cholesky, eig, eigh, solve, solveTriangular, svd } from '../../linalg/index.js';
import {
  eighPrimitive,
  eigPrimitive,
  eigvalshPrimitive,
  eigvalsPrimitive,
  generalizedEighPrimitive,
  svdPrimitive,
  svdvalsPrimitive,
} from '../../linalg/spectral/index.js';
import { corner, product, symmetricFromLower, transpose } from './matrices.js';
import { type Change, composed, type RuleEntry, rule } from './rule.js';

/** 1 / x, and 0 where x is 0. */
function reciprocalOrZero(x: NDArray): NDArray {
  const zero = equal(x, 0);
  return where(zero, 0, reciprocal(where(zero, 1, x)));
}

/** Entry (i, j) is x_j − x_i. */
function differences(x: NDArray): NDArray {
  return subtract(expandDims(x, -2), expandDims(x, -1));
}

/** Entry (i, j) is x_j + x_i. */
function sums(x: NDArray): NDArray {
  return add(expandDims(x, -2), expandDims(x, -1));
}

function symmetricChange([values, vectors]: readonly NDArray[], da: NDArray): readonly Change[] {
  const inner = product(transpose(vectors!), symmetricFromLower(da), vectors!);
  return [diagonal(inner), matmul(vectors!, multiply(reciprocalOrZero(differences(values!)), inner))];
}

/**
 * Of A = U S Vᵀ with P = Uᵀ dA V: dS is the diagonal of P; U and V turn by skew-symmetric matrices within their spaces
 * and leave them by what dA adds. With F = 1 / ((s_j − s_i)(s_j + s_i)) the turns are F (P S + S Pᵀ) and F (S P + Pᵀ S).
 */
function singularChange([u, s, vt]: readonly NDArray[], da: NDArray): readonly Change[] {
  const k = s!.shape[s!.shape.length - 1]!;
  const m = u!.shape[u!.shape.length - 2]!;
  const n = vt!.shape[vt!.shape.length - 1]!;
  const left = corner(u!, [0, m], [0, k]);
  const right = transpose(corner(vt!, [0, k], [0, n]));
  const inner = product(transpose(left), da, right);
  const factors = multiply(reciprocalOrZero(differences(s!)), reciprocalOrZero(sums(s!)));
  const bySize = (x: NDArray): NDArray => multiply(x, expandDims(s!, -2));
  const turn = (p: NDArray): NDArray => multiply(factors, add(bySize(p), transpose(bySize(p))));
  const inverse = expandDims(reciprocalOrZero(s!), -2);
  const du = spaceChange(left, turn(inner), multiply(matmul(da, right), inverse));
  const dv = spaceChange(right, turn(transpose(inner)), multiply(matmul(transpose(da), left), inverse));
  return [completed(u!, du, k), diagonal(inner), transpose(completed(transpose(vt!), dv, k))];
}

/** Q Ω + (I − Q Qᵀ) C */
function spaceChange(q: NDArray, turn: NDArray, c: NDArray): NDArray {
  if (q.shape[q.shape.length - 2] === q.shape[q.shape.length - 1]) return matmul(q, turn);
  return add(matmul(q, turn), subtract(c, product(q, transpose(q), c)));
}

/** The change of a square orthogonal matrix from that of its first k columns: the others move no more than they must. */
function completed(q: NDArray, change: NDArray, k: number): NDArray {
  const [m, all] = q.shape.slice(-2) as [number, number];
  if (all === k) return change;
  const rest = corner(q, [0, m], [k, all]);
  return concat([change, negative(product(corner(q, [0, m], [0, k]), transpose(change), rest))], { axis: -1 });
}

interface Complex {
  readonly re: NDArray;
  readonly im: NDArray;
}

function complexProduct(a: Complex, b: Complex, multiplied: (x: NDArray, y: NDArray) => NDArray): Complex {
  return {
    re: subtract(multiplied(a.re, b.re), multiplied(a.im, b.im)),
    im: add(multiplied(a.re, b.im), multiplied(a.im, b.re)),
  };
}

/** V⁻¹ B, by the real system of twice the order. */
function complexSolve(v: Complex, b: Complex): Complex {
  const n = v.re.shape[v.re.shape.length - 1]!;
  const system = concat([concat([v.re, negative(v.im)], { axis: -1 }), concat([v.im, v.re], { axis: -1 })], {
    axis: -2,
  });
  const x = solve(system, concat([b.re, b.im], { axis: -2 }));
  return { re: corner(x, [0, n], [0, n]), im: corner(x, [n, 2 * n], [0, n]) };
}

/**
 * Of A V = V diag(λ) with P = V⁻¹ dA V: dλ is the diagonal of P and dV = V (P / (λ_j − λ_i)), and then what keeps the
 * length of each vector 1 and its largest component real.
 */
function eigenChange([re, im, vectorsRe, vectorsIm]: readonly NDArray[], da: NDArray): readonly Change[] {
  const v: Complex = { re: vectorsRe!, im: vectorsIm! };
  const inner = complexSolve(v, { re: matmul(da, v.re), im: matmul(da, v.im) });
  const [x, y] = [differences(re!), differences(im!)];
  const size = reciprocalOrZero(add(multiply(x, x), multiply(y, y)));
  const inverse: Complex = { re: multiply(x, size), im: negative(multiply(y, size)) };
  const raw = complexProduct(v, complexProduct(inner, inverse, multiply), matmul);
  const along = negative(sum(add(multiply(v.re, raw.re), multiply(v.im, raw.im)), { axis: -2, keepdims: true }));
  const lengths = add(multiply(v.re, v.re), multiply(v.im, v.im));
  const largest = argmax(lengths, { axis: -2, keepdims: true });
  const rows = expandDims(arange(v.re.shape[v.re.shape.length - 1]!), -1);
  const chosen = astype(equal(rows, largest), v.re.dtype);
  const component = (part: NDArray): NDArray => sum(multiply(part, chosen), { axis: -2, keepdims: true });
  const phase = negative(divide(component(raw.im), component(v.re)));
  const kept = complexProduct(v, { re: along, im: phase }, multiply);
  return [diagonal(inner.re), diagonal(inner.im), add(raw.re, kept.re), add(raw.im, kept.im)];
}

/**
 * Rules of the spectral decompositions. Those of symmetric matrices have derivatives by the lower triangle, which is
 * all they read. Vectors of values that are equal are turned into each other by arbitrarily small changes and have no
 * derivative: the rules leave that part out, so that a function of the matrix which does not depend on the choice of
 * vectors still has its first derivative. Of values that are equal in pairs or nearly so, derivatives are as large as
 * 1 / their difference. Singular values that are 0 are treated as if they stayed so.
 */
export const spectralRules: readonly RuleEntry[] = [
  rule(eighPrimitive, { jvp: ({ outputs }, [da]) => symmetricChange(outputs, da!) }),
  composed(eigvalshPrimitive, ([a]) => [eigh(a!).values]),
  composed(generalizedEighPrimitive, ([a, b]) => {
    const l = cholesky(b!);
    const half = solveTriangular(l, symmetricFromLower(a!), { lower: true });
    const { values, vectors } = eigh(overLowerTransposed(half, l));
    return [values, solveTriangular(l, vectors, { lower: true, transposed: true })];
  }),
  rule(svdPrimitive, { jvp: ({ outputs }, [da]) => singularChange(outputs, da!) }),
  composed(svdvalsPrimitive, ([a]) => [svd(a!).s]),
  rule(eigPrimitive, { jvp: ({ outputs }, [da]) => eigenChange(outputs, da!) }),
  composed(eigvalsPrimitive, ([a]) => {
    const { values } = eig(a!);
    return [values.re, values.im];
  }),
];

/** X L⁻ᵀ */
function overLowerTransposed(x: NDArray, l: NDArray): NDArray {
  return transpose(solveTriangular(l, transpose(x), { lower: true }));
}
