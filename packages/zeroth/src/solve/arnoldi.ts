import { checkChoice } from '../array/checks.js';
import { addScaled, scale } from '../array/vector.js';
import { ZerothError } from '../errors.js';
import { quasiTriangularVectors } from '../linalg/spectral/quasi-triangular-vectors.js';
import { quasiTriangularEigenvalues, realSchur } from '../linalg/spectral/real-schur.js';
import { largestOf, powerOfTwoNear } from '../linalg/spectral/scale.js';
import { checkpoint, progress, type Vector } from '../query/index.js';
import { drive } from './drive.js';
import { type KrylovOptions, krylovOptions } from './eigen-options.js';
import { orthogonalize } from './gmres.js';
import { combination } from './lanczos.js';
import { length } from './linear-solution.js';
import { linearOperator, type OperatorLike, productOracle } from './operator.js';
import { blockSize, type EigenvalueRank, orderSchur } from './ordered-schur.js';
import { productWith } from './product.js';

/** Which part of the spectrum of a matrix that need not be symmetric. */
export type SpectrumPart =
  | 'largest-magnitude'
  | 'smallest-magnitude'
  | 'largest-real'
  | 'smallest-real'
  | 'largest-imaginary';

/** Options of {@link krylovSchur}. */
export interface ArnoldiOptions extends KrylovOptions {
  /**
   * Which eigenvalues. Default 'largest-magnitude'. Those in the inside of the spectrum, as 'smallest-magnitude' mostly
   * is, converge slowly: there the inverse, as an operator that solves, is better given than the matrix.
   */
  readonly which?: SpectrumPart;
}

/** Some eigenpairs of a real matrix, the most wanted first; of a pair the one with positive imaginary part. */
export interface PartialEigen {
  /** Eigenvalues: `count` of them, or one more so that no conjugate pair is torn apart. */
  readonly values: { readonly re: Float64Array; readonly im: Float64Array };
  /** The eigenvector of each, of length 1. */
  readonly vectors: { readonly re: readonly Vector[]; readonly im: readonly Vector[] };
  /** ‖A v − λ v‖ of each, by the recurrence */
  readonly residualNorms: Float64Array;
  readonly status: 'converged' | 'max-restarts' | 'stopped';
  readonly restarts: number;
}

const ranks: Readonly<Record<SpectrumPart, EigenvalueRank>> = {
  'largest-magnitude': (re, im) => Math.hypot(re, im),
  'smallest-magnitude': (re, im) => -Math.hypot(re, im),
  'largest-real': (re) => re,
  'smallest-real': (re) => -re,
  'largest-imaginary': (_, im) => im,
};

/** What a checkpoint keeps, at each restart. */
interface KrylovSchurState {
  readonly basis: Vector[];
  /** The projected matrix of the kept Schur vectors, and the row that couples them to the vector after them. */
  readonly kept: Float64Array;
  readonly couplings: Float64Array;
  readonly next: Vector;
  /** The largest ‖A v‖ seen, v of length 1. */
  readonly size: number;
  readonly restart: number;
  /** How many random vectors were drawn after the first. */
  readonly drawn: number;
}

/**
 * Some eigenvalues of a matrix that need not be symmetric, with their vectors: Arnoldi's method, restarted with the
 * Schur vectors of the wanted Ritz values and a few more, which a reordered real Schur form of the projected matrix
 * gives.
 *
 * Asks: one product a step. `subspace` must be at least count + 2, or the order. The error of an eigenvalue is the
 * residual times its condition number, which is large where A is far from normal.
 *
 * @source Stewart: A Krylov-Schur algorithm for large eigenproblems (2001)
 */
export function* krylovSchur(options: ArnoldiOptions) {
  const { which = 'largest-magnitude' } = options;
  checkChoice<string>('which', which, Object.keys(ranks));
  const { order, count, subspace, tolerance, maxRestarts, first, fresh } = krylovOptions(options);
  const m = count === 0 ? 0 : subspace;
  if (m < Math.min(order, count + 2) && count > 0)
    throw new ZerothError(
      'option-out-of-range',
      `subspace must be at least count + 2 = ${count + 2}, so that conjugate pairs fit, not ${subspace}.`,
      subspace,
    );
  const rank = ranks[which];
  if (m > 0) scale(first, 1 / length(first));
  let state: KrylovSchurState = {
    ...{ basis: [], kept: new Float64Array(0), couplings: new Float64Array(0), next: first },
    ...{ size: 0, restart: 0, drawn: 0 },
  };
  for (;;) {
    state = yield* checkpoint(state);
    const { basis, kept, couplings, restart } = state;
    let { next, size, drawn } = state;
    const projected = new Float64Array(m * m);
    const k = couplings.length;
    for (let i = 0; i < k; i++) projected.set(kept.subarray(i * k, (i + 1) * k), i * m);
    projected.set(couplings, k * m);
    let beta = 0;
    while (basis.length < m) {
      const j = basis.length;
      basis.push(next);
      const w = (yield* productWith(next.slice())).slice();
      size = Math.max(size, length(w));
      const h = orthogonalize(w, basis);
      for (let i = 0; i <= j; i++) projected[i * m + j] = h[i]!;
      beta = length(w);
      if (beta <= 4 * Number.EPSILON * size) {
        // The subspace is invariant: go on from anywhere outside of it.
        beta = 0;
        next = fresh(++drawn);
        orthogonalize(next, basis);
        const rest = length(next);
        if (basis.length < m) scale(next, 1 / rest);
      } else {
        scale(w, 1 / beta);
        next = w;
      }
      if (j + 1 < m) projected[(j + 1) * m + j] = beta;
    }
    const { t, zt } = realSchur(projected, m);
    orderSchur(t, zt, m, rank);
    const wanted = wholeBlocks(t, m, count);
    const ritz = ritzPairs(t, zt, m, wanted, beta);
    const floor = Number.EPSILON * size;
    const { values, residualNorms } = ritz;
    const converged = residualNorms.every(
      (norm, i) => norm <= Math.max(tolerance * Math.hypot(values.re[i]!, values.im[i]!), floor),
    );
    const stop = yield* progress({ values, residualNorms, restart });
    if (converged || stop || restart === maxRestarts) {
      const status = converged ? 'converged' : stop ? 'stopped' : 'max-restarts';
      return { values, vectors: vectorsOf(basis, ritz), residualNorms, status, restarts: restart } as PartialEigen;
    }
    let keep = wholeBlocks(t, m, count + Math.floor((m - count) / 2));
    // A block too many leaves no room for a step.
    if (keep >= m) keep = m - (t[(m - 1) * m + m - 2] === 0 ? 1 : 2);
    const schur = Array.from({ length: keep }, (_, i) => zt.subarray(i * m, (i + 1) * m));
    const leading = new Float64Array(keep * keep);
    for (let i = 0; i < keep; i++) leading.set(t.subarray(i * m, i * m + keep), i * keep);
    state = {
      basis: schur.map((row) => combination(basis, row)),
      kept: leading,
      couplings: Float64Array.from(schur, (row) => beta * row[m - 1]!),
      next,
      size,
      restart: restart + 1,
      drawn,
    };
  }
}

/** Some eigenvalues of a matrix that need not be symmetric, with their vectors, by {@link krylovSchur}. */
export function arnoldi(
  a: OperatorLike,
  options: Omit<ArnoldiOptions, 'order'> & { readonly order?: number } = {},
): PartialEigen {
  const operator = linearOperator(a, options.order);
  return drive(krylovSchur({ ...options, order: operator.columns }), productOracle(operator));
}

/** The least number of rows, `least` or more, that ends no pair in its middle. */
function wholeBlocks(t: Float64Array, m: number, least: number): number {
  let rows = 0;
  while (rows < Math.min(least, m)) rows += blockSize(t, m, rows);
  return rows;
}

interface RitzPairs {
  readonly values: { readonly re: Float64Array; readonly im: Float64Array };
  /** Coefficients of the vectors in the basis: as the rows of `quasiTriangularVectors`, a pair's vector of length 1. */
  readonly coefficients: readonly Float64Array[];
  readonly residualNorms: Float64Array;
}

/** The leading eigenpairs of Z T Zᵀ, and what β times the last components of their vectors are. */
function ritzPairs(t: Float64Array, zt: Float64Array, m: number, wanted: number, beta: number): RitzPairs {
  const leading = new Float64Array(wanted * wanted);
  for (let i = 0; i < wanted; i++) leading.set(t.subarray(i * m, i * m + wanted), i * wanted);
  const { re, im } = quasiTriangularEigenvalues(leading, wanted);
  const factor = 1 / powerOfTwoNear(largestOf(leading));
  const inner = new Float64Array(wanted * wanted);
  quasiTriangularVectors(
    leading.map((entry) => entry * factor),
    wanted,
    inner,
  );
  const coefficients = Array.from({ length: wanted }, (_, k) => {
    const row = new Float64Array(m);
    for (let i = 0; i < wanted; i++) addScaled(row, inner[k * wanted + i]!, zt.subarray(i * m, (i + 1) * m));
    return row;
  });
  const residualNorms = new Float64Array(wanted);
  for (let k = 0; k < wanted; k += im[k] === 0 ? 1 : 2) {
    const parts = im[k] === 0 ? [coefficients[k]!] : [coefficients[k]!, coefficients[k + 1]!];
    const norm = length(Float64Array.from(parts, length));
    for (const part of parts) scale(part, 1 / norm);
    const residual = beta * length(Float64Array.from(parts, (part) => part[m - 1]!));
    residualNorms.fill(residual, k, k + parts.length);
  }
  return { values: { re, im }, coefficients, residualNorms };
}

function vectorsOf(basis: readonly Vector[], { values: { im }, coefficients }: RitzPairs) {
  const re: Vector[] = [];
  const imaginary: Vector[] = [];
  const combined = coefficients.map((row) => combination(basis, row));
  for (let k = 0; k < combined.length; k++) {
    re.push(combined[k]!);
    if (im[k] === 0) {
      imaginary.push(new Float64Array(combined[k]!.length));
      continue;
    }
    imaginary.push(combined[k + 1]!);
    re.push(combined[k]!.slice());
    imaginary.push(combined[k + 1]!.map((entry) => -entry));
    k++;
  }
  return { re, im: imaginary };
}
