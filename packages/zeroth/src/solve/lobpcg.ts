import { checkChoice, checkFinite, checkInteger, checkLength, checkNotNegative } from '../array/checks.js';
import { addScaled, dot } from '../array/vector.js';
import { symmetricEigen } from '../linalg/symmetric-eigen.js';
import { checkpoint, type Method, progress, type Vector } from '../query/index.js';
import { type Random, random } from '../random/index.js';
import { drive } from './drive.js';
import { combination } from './lanczos.js';
import { length } from './linear-solution.js';
import { linearOperator, type OperatorLike, productOracle } from './operator.js';
import { orthonormal } from './orthonormal.js';
import { checkedPreconditioner, type Preconditioner } from './preconditioners.js';
import { type Product, productsWith } from './product.js';
import { resumed } from './resume.js';

/** Options of {@link locallyOptimalBlockConjugateGradients}. */
export interface LobpcgOptions {
  /** Order of the matrix. Needed by the method; the plain function knows it from the operator. */
  readonly order: number;
  /** How many eigenvalues are wanted. Default 6, at most the order. */
  readonly count?: number;
  /**
   * Vectors iterated on. More than are wanted make the last of those converge faster. Default count + 2, at most the
   * order.
   */
  readonly blockSize?: number;
  /** Which end of the spectrum. Default 'smallest'. */
  readonly which?: 'smallest' | 'largest';
  /** r ↦ M⁻¹ r, M symmetric positive definite and like A. Default none. */
  readonly preconditioner?: Preconditioner;
  /** Largest ‖A v − λ v‖ accepted, relative to |λ| (what rounding makes of ‖A‖, where that is more). Default 1e-8. */
  readonly tolerance?: number;
  /** Default 500. */
  readonly maxIterations?: number;
  /** Approximate eigenvectors to begin from; they are not changed. Those that are missing are drawn. Default none. */
  readonly start?: readonly Vector[];
  /** Where vectors are drawn from. Default `random(0)`. */
  readonly random?: Random;
}

/** Some eigenpairs of a symmetric matrix, by a block method. */
export interface BlockSymmetricEigen {
  /** ascending */
  readonly values: Float64Array;
  /** the unit eigenvector of each; they are orthogonal */
  readonly vectors: readonly Vector[];
  /** ‖A v − λ v‖ of each: computed from v where the status is 'converged' or 'stagnated', else by the recurrence */
  readonly residualNorms: Float64Array;
  /** 'stagnated' where rounding keeps residuals above the tolerance */
  readonly status: 'converged' | 'max-iterations' | 'stagnated' | 'stopped';
  readonly iterations: number;
}

/** Orthonormal vectors and the products with them. */
interface Block {
  readonly vectors: readonly Vector[];
  readonly products: readonly Vector[];
}

/** What a checkpoint keeps. */
interface LobpcgState {
  readonly x: Block;
  /** The last directions. */
  readonly p: Block;
  readonly values: Float64Array;
  /** The largest ‖A v‖ seen, v of length 1. */
  readonly size: number;
  readonly areProductsFresh: boolean;
  readonly largestBefore: number;
  readonly iteration: number;
}

/**
 * Eigenvalues at one end of the spectrum of a symmetric matrix, with their vectors: the Rayleigh-Ritz procedure over the
 * iterates, their preconditioned residuals and the last directions, all kept orthonormal.
 *
 * Asks: one block of products an iteration, with one vector for each eigenvalue that has not converged, and one block
 * when all have. With a good preconditioner the number of iterations does not depend on the order. Eigenvalues of a
 * multiplicity up to `blockSize` are found as often.
 *
 * @source Knyazev: Toward the optimal preconditioned eigensolver: locally optimal block preconditioned conjugate gradient
 *   method (2001); its basis as in Hetmaniuk, Lehoucq: Basis selection in LOBPCG (2006)
 */
export function* locallyOptimalBlockConjugateGradients(options: LobpcgOptions) {
  const { count, which, precondition, tolerance, maxIterations, start } = lobpcgOptions(options);
  let state: LobpcgState = yield* resumed(function* () {
    const block: Block = { vectors: start, products: yield* productsOf(start) };
    const { values, rows } = rayleighRitz(block, which, start.length);
    const begun: LobpcgState = {
      ...{ x: combined(rows, block), p: { vectors: [], products: [] }, values, iteration: 0 },
      ...{ size: Math.max(0, ...block.products.map(length)), areProductsFresh: false, largestBefore: Infinity },
    };
    return begun;
  });
  for (;;) {
    state = yield* checkpoint(state);
    const { p, values, iteration } = state;
    let { x, size, areProductsFresh, largestBefore } = state;
    let residuals = residualsOf(x, values);
    let norms = Float64Array.from(residuals, length);
    const isSmall = (norm: number, i: number) =>
      norm <= Math.max(tolerance * Math.abs(values[i]!), 4 * Number.EPSILON * size);
    let stagnated = false;
    if (norms.subarray(0, count).every(isSmall) && !areProductsFresh) {
      // Products that are combined anew each time drift by rounding: the end is decided by those of the vectors.
      x = { vectors: x.vectors, products: yield* productsOf(x.vectors) };
      residuals = residualsOf(x, values);
      norms = Float64Array.from(residuals, length);
      areProductsFresh = true;
      const largest = norms.subarray(0, count).reduce((a, b) => Math.max(a, b), 0);
      stagnated = largest > largestBefore / 2;
      largestBefore = largest;
    }
    const converged = norms.subarray(0, count).every(isSmall);
    const found = ascending(x, values, norms, count);
    const stop = yield* progress({ values: found.values, residualNorms: found.residualNorms, iteration });
    const active = [...norms.keys()].filter((i) => !isSmall(norms[i]!, i));
    const directions =
      converged || stop || iteration === maxIterations
        ? []
        : orthonormal(
            active.map((i) => precondition(residuals[i]!)),
            [...x.vectors, ...p.vectors],
          );
    // Without a direction that leads out of it, the space is invariant to rounding.
    if (directions.length === 0) stagnated ||= iteration < maxIterations;
    if (converged || stop || stagnated || iteration === maxIterations) {
      const status = converged ? 'converged' : stop ? 'stopped' : stagnated ? 'stagnated' : 'max-iterations';
      return { ...found, status, iterations: iteration } as BlockSymmetricEigen;
    }
    const products = yield* productsOf(directions);
    size = Math.max(size, ...products.map(length));
    const space: Block = {
      vectors: [...x.vectors, ...p.vectors, ...directions],
      products: [...x.products, ...p.products, ...products],
    };
    const { values: next, rows } = rayleighRitz(space, which, x.vectors.length);
    // The next directions: what the iterates moved by, orthogonal to them. Small coefficients make it a cheap matter.
    const moves = active.map((i) => rows[i]!.slice().fill(0, 0, x.vectors.length));
    state = {
      x: combined(rows, space),
      p: combined(orthonormal(moves, rows), space),
      values: next,
      size,
      areProductsFresh: false,
      largestBefore,
      iteration: iteration + 1,
    };
  }
}

/** Eigenvalues at one end of the spectrum of a symmetric matrix, by {@link locallyOptimalBlockConjugateGradients}. */
export function lobpcg(
  a: OperatorLike,
  options: Omit<LobpcgOptions, 'order'> & { readonly order?: number } = {},
): BlockSymmetricEigen {
  const operator = linearOperator(a, options.order);
  return drive(locallyOptimalBlockConjugateGradients({ ...options, order: operator.columns }), productOracle(operator));
}

function lobpcgOptions(options: LobpcgOptions) {
  const {
    order,
    which = 'smallest',
    tolerance = 1e-8,
    maxIterations = 500,
    start = [],
    random: draws = random(0),
  } = options;
  checkChoice('which', which, ['smallest', 'largest']);
  checkInteger('order', order, 0);
  const count = options.count ?? Math.min(6, order);
  checkInteger('count', count, 0, order);
  const blockSize = options.blockSize ?? (count === 0 ? 0 : Math.min(order, Math.max(count + 2, start.length)));
  checkInteger('blockSize', blockSize, count, order);
  checkNotNegative('tolerance', tolerance);
  checkInteger('maxIterations', maxIterations, 0);
  for (const vector of start) {
    checkLength('start', vector, order);
    checkFinite('start', vector);
  }
  const own = draws.split(0);
  let vectors = orthonormal(start).slice(0, blockSize);
  while (vectors.length < blockSize)
    vectors = [...vectors, ...orthonormal([own.fillNormal(new Float64Array(order))], vectors)];
  const precondition = checkedPreconditioner(options.preconditioner);
  return { count, which, precondition, tolerance, maxIterations, start: vectors };
}

function* productsOf(points: readonly Vector[]): Method<Product, readonly Vector[]> {
  return points.length === 0 ? [] : yield* productsWith(points);
}

/** The Ritz values at one end, the most extreme first, and the coefficients of their vectors. */
function rayleighRitz({ vectors, products }: Block, which: 'smallest' | 'largest', wanted: number) {
  const k = vectors.length;
  const projected = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let j = 0; j <= i; j++)
      projected[i * k + j] = (dot(vectors[i]!, products[j]!) + dot(vectors[j]!, products[i]!)) / 2;
  const ritz = symmetricEigen(projected, k);
  const chosen = Array.from({ length: wanted }, (_, i) => (which === 'smallest' ? i : k - 1 - i));
  return {
    values: Float64Array.from(chosen, (i) => ritz.values[i]!),
    rows: chosen.map((i) => ritz.vectors.slice(i * k, (i + 1) * k)),
  };
}

function combined(rows: readonly Float64Array[], { vectors, products }: Block): Block {
  return {
    vectors: rows.map((row) => combination(vectors, row)),
    products: rows.map((row) => combination(products, row)),
  };
}

/** A v − λ v */
function residualsOf({ vectors, products }: Block, values: Float64Array): Vector[] {
  return products.map((product, i) => {
    const residual = product.slice();
    addScaled(residual, -values[i]!, vectors[i]!);
    return residual;
  });
}

function ascending({ vectors }: Block, values: Float64Array, norms: Float64Array, count: number) {
  const order = Array.from({ length: count }, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  return {
    values: Float64Array.from(order, (i) => values[i]!),
    vectors: order.map((i) => vectors[i]!),
    residualNorms: Float64Array.from(order, (i) => norms[i]!),
  };
}
