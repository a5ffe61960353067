import { checkInteger } from '../array/checks.js';
import { dot, scale } from '../array/vector.js';
import { ZerothError } from '../errors.js';
import { symmetricEigen } from '../linalg/symmetric-eigen.js';
import type { Vector } from '../query/index.js';
import { type Random, random } from '../random/index.js';
import { drive } from './drive.js';
import { combination } from './lanczos.js';
import { length } from './linear-solution.js';
import { linearOperator, type OperatorLike, productOracle, transposedProductOracle } from './operator.js';
import { orthonormal } from './orthonormal.js';
import { productsWith, transposedProductsWith } from './product.js';

/** Options of {@link randomizedRangeSvd}. */
export interface RandomizedOptions {
  /** Columns of the operator. Needed by the methods; the plain functions know it. */
  readonly columns: number;
  /** Singular values, or eigenvalues, wanted. */
  readonly rank: number;
  /** Random vectors beyond `rank`. Default 10. */
  readonly oversampling?: number;
  /** Products with A Aᵀ that sharpen the range, where singular values decay slowly. Default 2. */
  readonly powerIterations?: number;
  /** Default `random(0)`. */
  readonly random?: Random;
}

/** The leading part of a singular value decomposition: A ≈ Σ sᵢ uᵢ vᵢᵀ. */
export interface PartialSvd {
  readonly u: readonly Vector[];
  /** descending */
  readonly s: Float64Array;
  readonly v: readonly Vector[];
}

/**
 * The leading singular values and vectors, from products with random vectors.
 *
 * Asks: powerIterations + 1 blocks of products with A, and as many with Aᵀ, of rank + oversampling vectors each.
 *
 * @source Halko, Martinsson, Tropp: Finding structure with randomness (2011), algorithms 4.4 and 5.1
 */
export function* randomizedRangeSvd(options: RandomizedOptions) {
  const { columns, rank, powerIterations = 2 } = options;
  checkInteger('powerIterations', powerIterations, 0);
  let range = orthonormal(yield* productsWith(sketchOf(options)));
  for (let k = 0; k < powerIterations; k++) {
    const back = orthonormal(yield* transposedProductsWith(range));
    range = orthonormal(yield* productsWith(back));
  }
  // B = Qᵀ A row by row, and B Bᵀ = its small Gram matrix after B's rows are made orthogonal: B = R W.
  const rows = (yield* transposedProductsWith(range)).map((row) => row.slice());
  const k = rows.length;
  const directions = orthonormal(rows);
  const m = directions.length;
  // B = C W with C = B Wᵀ small: its singular values come from a symmetric eigenproblem of twice the order, not of a
  // square, so that small ones keep their digits.
  const order = k + m;
  const embedded = new Float64Array(order * order);
  for (let i = 0; i < k; i++)
    for (let j = 0; j < m; j++) {
      const entry = dot(rows[i]!, directions[j]!);
      embedded[i * order + k + j] = entry;
      embedded[(k + j) * order + i] = entry;
    }
  const { values, vectors } = symmetricEigen(embedded, order);
  const found = Math.min(rank, k, m, columns);
  const u: Vector[] = [];
  const v: Vector[] = [];
  const s = new Float64Array(found);
  for (let i = 0; i < found; i++) {
    const at = order - 1 - i;
    s[i] = Math.max(0, values[at]!);
    const row = vectors.subarray(at * order, (at + 1) * order);
    for (const [list, basis, part] of [
      [u, range, row.subarray(0, k)],
      [v, directions, row.subarray(k)],
    ] as const) {
      const vector = combination(basis, part);
      const norm = length(vector);
      if (norm > 0) scale(vector, 1 / norm);
      list.push(vector);
    }
  }
  const result: PartialSvd = { u, s, v };
  return result;
}

/** The leading `rank` singular values and vectors of A, by {@link randomizedRangeSvd}. */
export function randomizedSvd(a: OperatorLike, options: Omit<RandomizedOptions, 'columns'>): PartialSvd {
  const operator = linearOperator(a);
  return drive(randomizedRangeSvd({ ...options, columns: operator.columns }), transposedProductOracle(operator));
}

/** A ≈ Σ λᵢ uᵢ uᵢᵀ, never above A in the order of semidefinite matrices. */
export interface NystromApproximation {
  /** descending, none negative */
  readonly values: Float64Array;
  readonly vectors: readonly Vector[];
}

/**
 * The leading part of a positive semidefinite matrix from one block of products: A Ω (Ωᵀ A Ω)⁺ (A Ω)ᵀ, with a shift
 * that keeps it stable.
 *
 * Asks: one block of rank + oversampling products. `powerIterations` is not used.
 *
 * @throws ZerothError `not-positive-definite` where Ωᵀ A Ω shows that A is not semidefinite
 * @source Tropp, Yurtsever, Udell, Cevher: Fixed-rank approximation of a positive-semidefinite matrix from streaming
 *   data (2017), algorithm 3
 */
export function* nystromSketch(options: RandomizedOptions) {
  const { columns: n, rank } = options;
  const omega = orthonormal(sketchOf(options));
  const k = omega.length;
  const y = (yield* productsWith(omega)).map((column) => column.slice());
  const size = Math.sqrt(y.reduce((sum, column) => sum + dot(column, column), 0));
  const shift = Math.sqrt(n) * Number.EPSILON * size;
  y.forEach((column, i) => {
    for (let j = 0; j < n; j++) column[j]! += shift * omega[i]![j]!;
  });
  const core = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let j = 0; j <= i; j++) core[i * k + j] = (dot(omega[i]!, y[j]!) + dot(omega[j]!, y[i]!)) / 2;
  const { values: cores, vectors: turns } = symmetricEigen(core, k);
  if (k > 0 && cores[0]! < -100 * k * Math.max(shift, Number.EPSILON * size))
    throw new ZerothError(
      'not-positive-definite',
      'The matrix is not positive semidefinite: use randomizedSvd or lanczos.',
      cores[0],
    );
  // F = Y (Ωᵀ Y)^(−1/2), column by column; A ≈ F Fᵀ − shift I.
  const factor: Vector[] = [];
  for (let i = 0; i < k; i++)
    if (cores[i]! > 0) {
      const column = combination(y, turns.subarray(i * k, (i + 1) * k));
      scale(column, 1 / Math.sqrt(cores[i]!));
      factor.push(column);
    }
  const m = factor.length;
  const gram = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let j = 0; j <= i; j++) gram[i * m + j] = dot(factor[i]!, factor[j]!);
  const { values: squares, vectors } = symmetricEigen(gram, m);
  const found = Math.min(rank, m);
  const values = new Float64Array(found);
  const leading: Vector[] = [];
  for (let i = 0; i < found; i++) {
    const at = m - 1 - i;
    values[i] = Math.max(0, squares[at]! - shift);
    const vector = combination(factor, vectors.subarray(at * m, (at + 1) * m));
    const norm = length(vector);
    if (norm > 0) scale(vector, 1 / norm);
    leading.push(vector);
  }
  const result: NystromApproximation = { values, vectors: leading };
  return result;
}

/** The leading part of a positive semidefinite matrix, by {@link nystromSketch}. */
export function nystrom(
  a: OperatorLike,
  options: Omit<RandomizedOptions, 'columns' | 'powerIterations'>,
): NystromApproximation {
  const operator = linearOperator(a);
  return drive(nystromSketch({ ...options, columns: operator.columns }), productOracle(operator));
}

function sketchOf({ columns, rank, oversampling = 10, random: draws = random(0) }: RandomizedOptions): Vector[] {
  checkInteger('columns', columns, 0);
  checkInteger('rank', rank, 0, columns);
  checkInteger('oversampling', oversampling, 0);
  const own = draws.split(0);
  return Array.from({ length: Math.min(columns, rank + oversampling) }, () =>
    own.fillNormal(new Float64Array(columns)),
  );
}
