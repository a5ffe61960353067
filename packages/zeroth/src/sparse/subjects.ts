/* Matrices that tests share. */
import { type Random, random } from '../random/index.js';
import { add, kronecker } from './combine.js';
import { fromDiagonals, fromTriplets, identity } from './construct.js';
import type { CsrMatrix } from './types.js';

/** tridiag(−1, 2, −1) of order n: eigenvalues 4 sin²(kπ/(2(n + 1))), k = 1 … n. */
export function laplacian1d(n: number): CsrMatrix {
  return fromDiagonals(n, n, [
    [-1, -1],
    [0, 2],
    [1, -1],
  ]);
}

/** The 5-point Laplacian of an m x n grid: eigenvalues are the sums of those of the two lines. */
export function laplacian2d(m: number, n = m): CsrMatrix {
  return add(kronecker(laplacian1d(m), identity(n)), kronecker(identity(m), laplacian1d(n)));
}

/** Eigenvalues of {@link laplacian1d}, ascending. */
export function laplacianEigenvalues(n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, k) => 4 * Math.sin(((k + 1) * Math.PI) / (2 * (n + 1))) ** 2);
}

/** About `density` of the entries normal, the others not stored. */
export function randomSparse(rows: number, columns: number, density: number, draws: Random = random(1)): CsrMatrix {
  const triplets: [number, number, number][] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) if (draws.uniform() < density) triplets.push([i, j, draws.normal()]);
  return fromTriplets(rows, columns, triplets);
}
