import { checkChoice } from '../array/checks.js';
import { addScaled, scale } from '../array/vector.js';
import { symmetricEigen } from '../linalg/symmetric-eigen.js';
import { checkpoint, progress, type Vector } from '../query/index.js';
import { drive } from './drive.js';
import { type KrylovOptions, krylovOptions } from './eigen-options.js';
import { orthogonalize } from './gmres.js';
import { length } from './linear-solution.js';
import { linearOperator, type OperatorLike, productOracle } from './operator.js';
import { productWith } from './product.js';

/** Options of {@link thickRestartLanczos}. */
export interface LanczosOptions extends KrylovOptions {
  /** Which end of the spectrum. Default 'largest'. */
  readonly which?: 'largest' | 'smallest';
}

/** Some eigenpairs of a symmetric matrix. */
export interface PartialSymmetricEigen {
  /** ascending */
  readonly values: Float64Array;
  /** the unit eigenvector of each */
  readonly vectors: readonly Vector[];
  /** ‖A v − λ v‖ of each, by the recurrence */
  readonly residualNorms: Float64Array;
  readonly status: 'converged' | 'max-restarts' | 'stopped';
  readonly restarts: number;
}

/** What a checkpoint keeps, at each restart. */
interface LanczosState {
  readonly basis: Vector[];
  /** Kept Ritz values, and how each is coupled to the vector after them. */
  readonly kept: Float64Array;
  readonly couplings: Float64Array;
  readonly next: Vector;
  readonly restart: number;
  /** How many random vectors were drawn after the first. */
  readonly drawn: number;
}

/**
 * Eigenvalues at one end of the spectrum of a symmetric matrix, with their vectors: Lanczos with full
 * reorthogonalisation, restarted with the wanted Ritz vectors and a few more.
 *
 * Asks: one product a step. A multiple eigenvalue is found once for each time a subspace turns out invariant.
 *
 * @source Wu, Simon: Thick-restart Lanczos method for large symmetric eigenvalue problems (2000)
 */
export function* thickRestartLanczos(options: LanczosOptions) {
  const { which = 'largest' } = options;
  checkChoice('which', which, ['largest', 'smallest']);
  const { count, subspace, tolerance, maxRestarts, first, fresh } = krylovOptions(options);
  if (count > 0) scale(first, 1 / length(first));
  let state: LanczosState = {
    ...{ basis: [], kept: new Float64Array(0), couplings: new Float64Array(0), next: first },
    ...{ restart: 0, drawn: 0 },
  };
  for (;;) {
    state = yield* checkpoint(state);
    const { basis, kept, couplings, restart } = state;
    let { next, drawn } = state;
    const m = count === 0 ? 0 : subspace;
    const projected = new Float64Array(m * m);
    kept.forEach((value, i) => {
      projected[i * m + i] = value;
      projected[kept.length * m + i] = couplings[i]!;
    });
    let beta = 0;
    let size = 0;
    while (basis.length < m) {
      const j = basis.length;
      basis.push(next);
      const w = (yield* productWith(next.slice())).slice();
      const norm = length(w);
      const h = orthogonalize(w, basis);
      projected[j * m + j] = h[j]!;
      beta = length(w);
      size = Math.max(size, norm);
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
    const ritz = symmetricEigen(projected, m);
    // Row i of the vectors is for value i, ascending.
    const wanted = (k: number) => (which === 'smallest' ? k : m - 1 - k);
    const keep = m === 0 ? 0 : Math.min(m - 1, count + Math.floor((m - count) / 2));
    const residualOf = (i: number) => Math.abs(beta * ritz.vectors[i * m + m - 1]!);
    const largest = m === 0 ? 0 : Math.max(Math.abs(ritz.values[0]!), Math.abs(ritz.values[m - 1]!));
    const chosen = Array.from({ length: count }, (_, k) => wanted(k)).sort((i, j) => i - j);
    const values = Float64Array.from(chosen, (i) => ritz.values[i]!);
    const residualNorms = Float64Array.from(chosen, residualOf);
    const converged = residualNorms.every(
      (norm, k) => norm <= Math.max(tolerance * Math.abs(values[k]!), Number.EPSILON * largest),
    );
    const stop = yield* progress({ values, residualNorms, restart });
    if (converged || stop || restart === maxRestarts) {
      const vectors = chosen.map((i) => combination(basis, ritz.vectors.subarray(i * m, (i + 1) * m)));
      const status = converged ? 'converged' : stop ? 'stopped' : 'max-restarts';
      return { values, vectors, residualNorms, status, restarts: restart } as PartialSymmetricEigen;
    }
    const keptIndices = Array.from({ length: keep }, (_, k) => wanted(k));
    const rotated = keptIndices.map((i) => combination(basis, ritz.vectors.subarray(i * m, (i + 1) * m)));
    state = {
      basis: rotated,
      kept: Float64Array.from(keptIndices, (i) => ritz.values[i]!),
      couplings: Float64Array.from(keptIndices, (i) => beta * ritz.vectors[i * m + m - 1]!),
      next,
      restart: restart + 1,
      drawn,
    };
  }
}

/** Eigenvalues at one end of the spectrum of a symmetric matrix, by {@link thickRestartLanczos}. */
export function lanczos(a: OperatorLike, options: Omit<LanczosOptions, 'order'> & { readonly order?: number } = {}) {
  const operator = linearOperator(a, options.order);
  return drive(thickRestartLanczos({ ...options, order: operator.columns }), productOracle(operator));
}

/** Σ cᵢ vᵢ */
export function combination(basis: readonly Vector[], coefficients: Float64Array): Vector {
  const sum = new Float64Array(basis[0]?.length ?? 0);
  basis.forEach((vector, i) => {
    addScaled(sum, coefficients[i]!, vector);
  });
  return sum;
}
