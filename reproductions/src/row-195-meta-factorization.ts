import {
  abs,
  eye,
  fromData,
  matmul,
  matrixTranspose,
  max,
  multiply,
  type NDArray,
  slice,
  subtract,
  tril,
  triu,
} from 'zeroth/array';
import { eigh, pinv, qr, svd } from 'zeroth/linalg';
import { type Random, random } from 'zeroth/random';
import { linePlot } from './line-plot.js';
import { frobeniusNorm, gaussianMatrix, relativeDistance } from './matrices.js';
import type { Check, Findings, Scale, Script } from './reproduction.js';

const tolerance = 1e-10;
const [rows, columns, rank] = [30, 20, 8];

/** What is chosen before the equations are solved: outer factors F, H, and sketches Y, X that look at A from either side. */
interface Choice {
  readonly f: NDArray;
  readonly h: NDArray;
  readonly y: NDArray;
  readonly x: NDArray;
}

/**
 * Every factorisation as a solution of the same two linear equations, for outer factors F (m x k), H (n x l) and sketches Y, X:
 * the projector equation, (Yᵀ F) P = Yᵀ, whose P makes F P a projector onto the range of F along the null space of Yᵀ (and
 * likewise H, X from the right), and the reconstruction equation F G Hᵀ = A, which G = P A Qᵀ solves when F P A = A and
 * A (H Q)ᵀ = A. Nothing below depends on which factorisation it is but the choice of F, H, Y, X.
 */
export const row195: Script = {
  row: 195,
  title: 'A theory of meta-factorization',
  async run({ seed, full }: Scale): Promise<Findings> {
    const draws = random(seed);
    const checks = [...exactForms(draws), ...pseudoInverse(draws)];
    const repeats = full ? 400 : 60;
    const randomized = randomizedForms(draws, repeats);
    return {
      checks: [...checks, ...randomized.checks],
      svg: linePlot({
        title: 'Randomised forms on a decaying spectrum, σ_j = 0.7^j',
        xLabel: 'rank of the sketch',
        yLabel: `root-mean-square error of ${repeats} draws, Frobenius norm`,
        yScale: 'logarithmic',
        curves: randomized.curves,
      }),
    };
  },
};

/** The two equations. */
function factorize(a: NDArray, { f, h, y, x }: Choice) {
  const project = (factor: NDArray, sketch: NDArray) => {
    const seen = matmul(matrixTranspose(sketch), factor);
    return matmul(pinv(seen), matrixTranspose(sketch));
  };
  const p = project(f, y);
  const q = project(h, x);
  const g = matmul(matmul(p, a), matrixTranspose(q));
  return { g, rebuilt: matmul(matmul(f, g), matrixTranspose(h)), left: matmul(f, p), right: matmul(h, q) };
}

function exactForms(draws: Random): readonly Check[] {
  const full = gaussianMatrix(draws, rows, columns);
  const low = matmul(gaussianMatrix(draws, rows, rank), gaussianMatrix(draws, rank, columns));
  const identity = eye(columns);
  const check = (name: string, a: NDArray, choice: Choice, structure: (g: NDArray) => number): Check => {
    const { g, rebuilt, left, right } = factorize(a, choice);
    const projector = Math.max(
      relativeDistance(matmul(left, left), left),
      relativeDistance(matmul(left, a), a),
      relativeDistance(matmul(a, matrixTranspose(right)), a),
    );
    const reconstruction = relativeDistance(rebuilt, a);
    const form = structure(g);
    return {
      claim: `${name} solves the projector and the reconstruction equation`,
      expected: `both, and the form of its middle factor, to ${tolerance}`,
      measured: `projector ${projector.toExponential(0)}, reconstruction ${reconstruction.toExponential(0)}, form ${form.toExponential(0)}`,
      pass: Math.max(projector, reconstruction, form) <= tolerance,
    };
  };
  const leading = (x: NDArray, count: number) => slice(x, [], [0, count]);
  const size = (x: NDArray) => frobeniusNorm(x);

  // SVD: F from the eigenvectors of Aᵀ A through A itself; the middle factor must be the singular values.
  const right = eigh(matmul(matrixTranspose(full), full)).vectors;
  const through = matmul(full, right);
  const lengths = columnLengths(through);
  const left = multiply(through, fromData(Float64Array.from(lengths, (length) => 1 / length)));
  const singular = Float64Array.from(svd(full).s.data).sort();
  const svdForm = (g: NDArray) => {
    const target = multiply(identity, fromData(singular));
    return relativeDistance(g, target);
  };

  // QR: an orthonormal basis, and nothing done on the right.
  const { q, r } = qr(full);
  const below = (g: NDArray) => size(tril(g, { offset: -1 })) / size(g);

  // UTV of a matrix of low rank: orthonormal bases of both ranges that make the middle factor triangular.
  const range = qr(matmul(low, gaussianMatrix(draws, columns, rank))).q;
  const lower = qr(matmul(matrixTranspose(low), range));
  const utvForm = (g: NDArray) => size(triu(g, { offset: 1 })) / size(g);

  // CUR: columns and rows of A itself.
  const columnsOf = leading(low, rank);
  const rowsOf = matrixTranspose(slice(low, [0, rank]));
  const cross = slice(low, [0, rank], [0, rank]);
  const rowPick = eye(rows, rank);
  const columnPick = eye(columns, rank);

  // Generalised Nyström: random sketches, and the factors are what they see.
  const psi = gaussianMatrix(draws, rows, rank + 4);
  const omega = gaussianMatrix(draws, columns, rank);
  const core = matmul(matmul(matrixTranspose(psi), low), omega);

  return [
    check('The singular value decomposition', full, { f: left, h: right, y: left, x: right }, svdForm),
    check('QR', full, { f: q, h: identity, y: q, x: identity }, (g) => Math.max(below(g), relativeDistance(g, r))),
    check('UTV, of rank 8', low, { f: range, h: lower.q, y: range, x: lower.q }, utvForm),
    check(
      'CUR, from 8 columns and 8 rows, G the pseudo-inverses beside A',
      low,
      { f: columnsOf, h: rowsOf, y: columnsOf, x: rowsOf },
      (g) => relativeDistance(g, matmul(matmul(pinv(columnsOf), low), pinv(matrixTranspose(rowsOf)))),
    ),
    check(
      'CUR, G the inverse of where columns and rows cross',
      low,
      { f: columnsOf, h: rowsOf, y: rowPick, x: columnPick },
      (g) => relativeDistance(g, pinv(cross)),
    ),
    check(
      'The generalised Nyström form',
      low,
      { f: matmul(low, omega), h: matmul(matrixTranspose(low), psi), y: psi, x: omega },
      (g) => relativeDistance(g, pinv(core)),
    ),
  ];
}

function columnLengths(a: NDArray): Float64Array {
  const squares = matmul(matrixTranspose(a), a);
  const n = squares.shape[0]!;
  return Float64Array.from({ length: n }, (_, i) => Math.sqrt(slice(squares, i, i).item()));
}

/** A⁺ = F (Hᵀ A F)⁺ Hᵀ for any F, H with the ranges of Aᵀ and A: Moore and Penrose's four conditions. */
function pseudoInverse(draws: Random): readonly Check[] {
  const low = matmul(gaussianMatrix(draws, rows, rank), gaussianMatrix(draws, rank, columns));
  const f = matmul(matrixTranspose(low), gaussianMatrix(draws, rows, rank));
  const h = matmul(low, gaussianMatrix(draws, columns, rank));
  // Reconstructing the pseudo-inverse: its projectors are those of F and H, sketched by A.
  const inverse = matmul(matmul(f, pinv(matmul(matmul(matrixTranspose(h), low), f))), matrixTranspose(h));
  const left = matmul(low, inverse);
  const right = matmul(inverse, low);
  const worst = Math.max(
    relativeDistance(matmul(left, low), low),
    relativeDistance(matmul(inverse, left), inverse),
    max(abs(subtract(left, matrixTranspose(left)))).item(),
    max(abs(subtract(right, matrixTranspose(right)))).item(),
  );
  const same = relativeDistance(inverse, pinv(low));
  return [
    {
      claim:
        'The Moore-Penrose pseudo-inverse is the generalised Nyström middle factor between bases of the ranges of Aᵀ and A',
      expected: `Penrose's four conditions and the pseudo-inverse by singular values, to ${tolerance}`,
      measured: `${worst.toExponential(0)} and ${same.toExponential(0)}`,
      pass: Math.max(worst, same) <= tolerance,
    },
  ];
}

const decay = 0.7;
const width = 60;
/** More columns in the left sketch than in the right one. */
const extra = 5;

/**
 * E‖A − Q Qᵀ A‖² ≤ min_k (1 + k / (r − k − 1)) Σ_{j>k} σ_j² for Q from r Gaussian columns (Halko, Martinsson, Tropp), and for the
 * generalised Nyström form with r + extra on the left, 1 + r / (extra − 1) times that (Nakatsukasa), in the Frobenius norm.
 */
function randomizedForms(draws: Random, repeats: number) {
  const u = qr(gaussianMatrix(draws, width, width)).q;
  const v = qr(gaussianMatrix(draws, width, width)).q;
  const sigma = Float64Array.from({ length: width }, (_, j) => decay ** j);
  const a = matmul(multiply(u, sigma), matrixTranspose(v));
  const found = [6, 10, 14, 18, 22].map((r) => {
    let [rangeSquares, nystromSquares] = [0, 0];
    for (let i = 0; i < repeats; i++) {
      const x = gaussianMatrix(draws, width, r);
      const y = gaussianMatrix(draws, width, r + extra);
      const image = matmul(a, x);
      const { q } = qr(image);
      const identity = eye(width);
      rangeSquares += frobeniusNorm(subtract(factorize(a, { f: q, h: identity, y: q, x: identity }).rebuilt, a)) ** 2;
      // The same solution with the middle factor applied from an orthonormal basis, which is well conditioned.
      nystromSquares += frobeniusNorm(subtract(factorize(a, { f: q, h: identity, y, x: identity }).rebuilt, a)) ** 2;
    }
    let bound = Infinity;
    for (let k = 0; k < r - 1; k++) {
      const tail = sigma.slice(k).reduce((sum, value) => sum + value * value, 0);
      bound = Math.min(bound, (1 + k / (r - k - 1)) * tail);
    }
    const best = Math.sqrt(sigma.slice(r).reduce((sum, value) => sum + value * value, 0));
    return {
      r,
      best,
      range: Math.sqrt(rangeSquares / repeats),
      rangeBound: Math.sqrt(bound),
      nystrom: Math.sqrt(nystromSquares / repeats),
      nystromBound: Math.sqrt(bound * (1 + r / (extra - 1))),
    };
  });
  const check = (
    name: string,
    error: (row: (typeof found)[number]) => number,
    bound: (row: (typeof found)[number]) => number,
  ) => {
    const worst = Math.max(...found.map((row) => error(row) / bound(row)));
    return {
      claim: `${name} keeps its bound on a decaying spectrum, at ranks ${found.map(({ r }) => r).join(', ')}`,
      expected: `mean square error of ${repeats} draws at most the theorem's expectation, and no less than the best of that rank`,
      measured: `at most ${worst.toFixed(2)} of the bound`,
      pass: worst <= 1 && found.every((row) => error(row) >= row.best),
    };
  };
  const curve = (name: string, value: (row: (typeof found)[number]) => number, dashed = false) => ({
    name,
    dashed,
    points: found.map((row) => [row.r, value(row)] as const),
  });
  return {
    checks: [
      check(
        'The randomised range finder (Q, Qᵀ A)',
        ({ range }) => range,
        ({ rangeBound }) => rangeBound,
      ),
      check(
        'The generalised Nyström form',
        ({ nystrom }) => nystrom,
        ({ nystromBound }) => nystromBound,
      ),
    ],
    curves: [
      curve('range finder', ({ range }) => range),
      curve('bound of the range finder', ({ rangeBound }) => rangeBound, true),
      curve('generalised Nyström', ({ nystrom }) => nystrom),
      curve('bound of generalised Nyström', ({ nystromBound }) => nystromBound, true),
      curve('best of that rank', ({ best }) => best),
    ],
  };
}
