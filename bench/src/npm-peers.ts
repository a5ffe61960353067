import FFT from 'fft.js';
import {
  CholeskyDecomposition,
  EigenvalueDecomposition,
  LuDecomposition,
  Matrix,
  QrDecomposition,
  SingularValueDecomposition,
  solve as solveMl,
} from 'ml-matrix';
import { fromData, matmul, matrixTranspose, type NDArray } from 'zeroth/array';
import { createPlan } from 'zeroth/fft';
import { cholesky, eig, eigh, lu, qr, solve, svd } from 'zeroth/linalg';
import { type Measurement, median, processorTime } from './measure.js';

/** How much faster than the best npm package all of it must be, and rounds in turns. */
const LIMIT = 0.2;
const ROUNDS = 7;

interface Case {
  readonly name: string;
  readonly peerVersion: string;
  readonly repeats: number;
  readonly ours: () => unknown;
  readonly theirs: () => unknown;
}

/** Dense linear algebra against ml-matrix, and transforms of powers of two (it has no others) against fft.js. */
export function benchNpmPeers(): Measurement[] {
  return [...denseCases(), ...fourierCases()].map(({ name, peerVersion, repeats, ours, theirs }) => {
    const mine: number[] = [];
    const other: number[] = [];
    for (let round = -1; round < ROUNDS; round++) {
      const [first, second] = [timed(ours, repeats), timed(theirs, repeats)];
      if (round < 0) continue;
      mine.push(first);
      other.push(second);
    }
    return { name, ours: median(mine), peer: median(other), peerVersion, limit: LIMIT, unit: 'ms' };
  });
}

function timed(work: () => unknown, repeats: number): number {
  const begin = processorTime();
  for (let i = 0; i < repeats; i++) work();
  return (processorTime() - begin) / repeats;
}

function* denseCases(): Generator<Case> {
  const peerVersion = 'ml-matrix 6';
  const wave = (m: number, n: number): NDArray =>
    fromData(
      Float64Array.from({ length: m * n }, (_, i) => Math.sin(i * i)),
      [m, n],
    );
  const theirsOf = (a: NDArray): Matrix => new Matrix(a.toArray() as number[][]);
  const square = wave(300, 300);
  const definite = matmul(square, matrixTranspose(square));
  const tall = wave(400, 200);
  const [mlSquare, mlDefinite, mlTall] = [square, definite, tall].map(theirsOf) as [Matrix, Matrix, Matrix];
  const dense: readonly (readonly [string, () => unknown, () => unknown])[] = [
    ['matrix product, 300', () => matmul(square, square), () => mlSquare.mmul(mlSquare)],
    ['Cholesky, 300', () => cholesky(definite), () => new CholeskyDecomposition(mlDefinite).lowerTriangularMatrix],
    ['LU, 300', () => lu(square), () => new LuDecomposition(mlSquare)],
    ['QR, 400 x 200', () => qr(tall), () => new QrDecomposition(mlTall).orthogonalMatrix],
    ['SVD, 400 x 200', () => svd(tall), () => new SingularValueDecomposition(mlTall)],
    ['symmetric eigen, 300', () => eigh(definite), () => new EigenvalueDecomposition(mlDefinite)],
    ['general eigen, 300', () => eig(square), () => new EigenvalueDecomposition(mlSquare)],
  ];
  for (const [name, ours, theirs] of dense) yield { name, peerVersion, repeats: 1, ours, theirs };
  for (const [n, repeats] of [
    [4, 2000],
    [10, 1000],
    [50, 100],
  ] as const) {
    const a = wave(n, n);
    const b = Float64Array.from({ length: n }, (_, i) => Math.cos(i));
    const [mlA, mlB] = [theirsOf(a), Matrix.columnVector(b)];
    const name = `solve, ${n} x ${n}`;
    yield { name, peerVersion, repeats, ours: () => solve(a, b), theirs: () => solveMl(mlA, mlB) };
  }
}

function* fourierCases(): Generator<Case> {
  for (const n of [1024, 65536]) {
    const plan = createPlan(n);
    const peer = new FFT(n);
    const z = Float64Array.from({ length: 2 * n }, (_, i) => Math.sin(i * i));
    const input = peer.createComplexArray() as number[];
    z.forEach((value, i) => {
      input[i] = value;
    });
    const output = peer.createComplexArray() as number[];
    const copy = z.slice();
    yield {
      name: `complex transform, ${n}`,
      peerVersion: 'fft.js 4',
      repeats: Math.max(1, Math.round(200_000 / n)),
      ours: () => {
        copy.set(z);
        plan.forwardInterleaved(copy);
      },
      theirs: () => peer.transform(output, input),
    };
  }
}
