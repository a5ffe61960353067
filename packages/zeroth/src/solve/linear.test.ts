import { describe, expect, it } from 'vitest';
import { random } from '../random/index.js';
import { run } from '../run/index.js';
import {
  add,
  fromDense,
  identity,
  ldl,
  lu,
  multiply,
  multiplyTransposed,
  type SparseMatrix,
  solve,
  toDense,
  transpose,
} from '../sparse/index.js';
import { laplacian1d, laplacian2d, laplacianEigenvalues, randomSparse } from '../sparse/subjects.js';
import { conformance } from '../testing/index.js';
import { bicgstab, stabilizedBiconjugateGradients } from './bicgstab.js';
import { cg, conjugateGradients } from './cg.js';
import { generalizedMinimalResidual, gmres } from './gmres.js';
import { incompleteCholesky, incompleteLu } from './incomplete.js';
import { length } from './linear-solution.js';
import { leastSquaresMinimalResidual, lsmr } from './lsmr.js';
import { leastSquaresQr, lsqr } from './lsqr.js';
import { minimalResidual, minres } from './minres.js';
import { linearOperator, productOracle, transposedProductOracle } from './operator.js';
import { blockJacobi, jacobi, ssor } from './preconditioners.js';

const normal = (n: number, seed = 5) => random(seed).fillNormal(new Float64Array(n));
const difference = (x: Float64Array, y: Float64Array) => length(x.map((xi, i) => xi - y[i]!));
/** Convection to one side makes a Laplacian unsymmetric. */
const convection = (m: number): SparseMatrix =>
  add(
    laplacian2d(m),
    fromDense(
      Array.from({ length: m * m }, (_, i) =>
        Array.from({ length: m * m }, (_v, j) =>
          j === i - 1 && i % m > 0 ? -0.5 : j === i + 1 && j % m > 0 ? 0.5 : 0,
        ),
      ),
    ),
  );

const grid = laplacian2d(12);
const indefinite = add(grid, identity(144), 1, -2.37);
const skewed = convection(12);
const solvers = [
  ['cg', cg, grid],
  ['minres', minres, indefinite],
  ['gmres', gmres, skewed],
  ['bicgstab', bicgstab, skewed],
] as const;

describe.each(solvers)('%s', (_, solver, a) => {
  const b = normal(144);
  const exact = solve(a, b);

  it('solves, in all forms of the operator, and tells the true residual', () => {
    for (const form of [a, toDense(a), linearOperator(a), (x: Float64Array) => multiply(a, x)]) {
      const { x, residualNorm, status } = solver(form, b, { tolerance: 1e-11 });
      expect(status).toBe('converged');
      expect(residualNorm).toBe(difference(b, multiply(a, x)));
      expect(residualNorm).toBeLessThanOrEqual(1e-11 * length(b));
      // ‖A⁻¹‖ is below 100 for all three matrices.
      expect(difference(x, exact)).toBeLessThan(100 * 1e-11 * length(b));
    }
  });

  it('is at once done at the solution, at b = 0, and for order 0', () => {
    expect(solver(a, b, { x0: exact, tolerance: 1e-10 })).toMatchObject({ status: 'converged', iterations: 0 });
    expect(solver(a, new Float64Array(144))).toMatchObject({ status: 'converged', iterations: 0, residualNorm: 0 });
    expect(solver(identity(0), new Float64Array(0))).toMatchObject({ status: 'converged', iterations: 0 });
    expect(solver(fromDense([[4]]), Float64Array.of(8)).x[0]).toBe(2);
  });

  it('says when iterations do not suffice, and when rounding does not let the residual fall further', () => {
    expect(solver(a, b, { maxIterations: 3 })).toMatchObject({ status: 'max-iterations', iterations: 3 });
    const { status, residualNorm } = solver(a, b, { tolerance: 0 });
    expect(['stagnated', 'max-iterations', 'breakdown', 'indefinite']).toContain(status);
    expect(residualNorm).toBeLessThan(1e-12 * length(b));
  });

  it.each([
    ['shape-mismatch', () => solver(a, new Float64Array(3))],
    ['shape-mismatch', () => solver(a, b, { x0: new Float64Array(3) })],
    [
      'not-finite',
      () =>
        solver(
          a,
          b.map(() => Number.NaN),
        ),
    ],
    ['not-finite', () => solver((x) => x.map(() => Number.NaN), b)],
    ['option-out-of-range', () => solver(a, b, { tolerance: -1 })],
  ])('refuses with %s what does not fit', (code, attempt) => {
    expect(attempt).toThrow(expect.objectContaining({ code }));
  });
});

const small = laplacian1d(8);
const smallB = normal(8, 3);
const tall = randomSparse(12, 5, 0.6, random(6));
const tallB = normal(12, 4);
describe.each([
  { name: 'conjugateGradients', method: () => conjugateGradients(smallB, { preconditioner: jacobi(small) }) },
  { name: 'minimalResidual', method: () => minimalResidual(smallB, { preconditioner: jacobi(small) }) },
  { name: 'generalizedMinimalResidual', method: () => generalizedMinimalResidual(smallB, { restart: 3 }) },
  { name: 'stabilizedBiconjugateGradients', method: () => stabilizedBiconjugateGradients(smallB) },
])('$name conforms', ({ name, method }) => {
  const subject = { name, method, oracle: () => productOracle(linearOperator(small)), inputs: [smallB] };
  for (const { name: property, check } of conformance(subject)) it(property, check);
});
describe.each([
  { name: 'leastSquaresQr', method: () => leastSquaresQr(tallB, { columns: 5 }) },
  {
    name: 'leastSquaresMinimalResidual',
    method: () => leastSquaresMinimalResidual(tallB, { columns: 5, damping: 0.1 }),
  },
])('$name conforms', ({ name, method }) => {
  const subject = { name, method, oracle: () => transposedProductOracle(linearOperator(tall)), inputs: [tallB] };
  for (const { name: property, check } of conformance(subject)) it(property, check);
});

it('conjugate gradients keeps its bound by Chebyshev polynomials at every iterate, and ends within n steps', () => {
  const m = 40;
  const a = laplacian1d(m);
  const b = normal(m);
  const exact = ldl(a).solve(b);
  const error = (x: Float64Array) => {
    const e = x.map((xi, i) => xi - exact[i]!);
    return Math.sqrt(multiply(a, e).reduce((sum, ai, i) => sum + ai * e[i]!, 0));
  };
  const eigenvalues = laplacianEigenvalues(m);
  const root = Math.sqrt(eigenvalues[m - 1]! / eigenvalues[0]!);
  const errors: number[] = [];
  run(conjugateGradients(b, { tolerance: 1e-12 }), productOracle(linearOperator(a)), {
    onProgress: ({ x }) => errors.push(error(x)),
  });
  errors.forEach((value, k) => {
    expect(value).toBeLessThanOrEqual(2 * ((root - 1) / (root + 1)) ** k * errors[0]! * (1 + 1e-10));
  });
  expect(errors.length).toBeLessThanOrEqual(m + 2);
});

it('methods that minimise a residual never let it grow', () => {
  const b = normal(144);
  const norms = (
    method: ReturnType<typeof minimalResidual> | ReturnType<typeof generalizedMinimalResidual>,
    a: SparseMatrix,
  ) => {
    const seen: number[] = [];
    run(method, productOracle(linearOperator(a)), { onProgress: ({ x }) => seen.push(difference(b, multiply(a, x))) });
    return seen;
  };
  for (const seen of [
    norms(minimalResidual(b, { tolerance: 1e-9 }), indefinite),
    norms(generalizedMinimalResidual(b, { tolerance: 1e-9, restart: 20 }), skewed),
  ]) {
    expect(seen.length).toBeGreaterThan(20);
    for (let k = 1; k < seen.length; k++) expect(seen[k]!).toBeLessThanOrEqual(seen[k - 1]! + 1e-13 * seen[0]!);
  }
});

it('GMRES without restarts ends after at most as many steps as the minimal polynomial has degree', () => {
  const a = fromDense([
    [1, 5, 2, 0],
    [0, 2, 1, 3],
    [0, 0, 3, 1],
    [0, 0, 0, 4],
  ]);
  const { iterations, status } = gmres(a, Float64Array.of(1, 1, 1, 1), { tolerance: 1e-13 });
  expect(status).toBe('converged');
  expect(iterations).toBeLessThanOrEqual(4);
  expect(gmres(identity(50), normal(50)).iterations).toBe(1);
});

describe('breakdowns', () => {
  it('cg names an indefinite matrix', () => {
    expect(
      cg(
        fromDense([
          [1, 0],
          [0, -1],
        ]),
        Float64Array.of(1, 1),
      ).status,
    ).toBe('indefinite');
  });
  it('minres and gmres name a singular system without solution', () => {
    const a = fromDense([
      [1, 0],
      [0, 0],
    ]);
    for (const solver of [minres, gmres]) {
      const { x, status, residualNorm } = solver(a, Float64Array.of(2, 1));
      expect(['breakdown', 'stagnated']).toContain(status);
      expect(residualNorm).toBeCloseTo(1, 12);
      expect(x[0]).toBeCloseTo(2, 12);
    }
  });
  it('a singular system with a solution is solved', () => {
    const a = fromDense([
      [2, 0, 0],
      [0, 3, 0],
      [0, 0, 0],
    ]);
    for (const solver of [cg, minres, gmres, bicgstab])
      expect(solver(a, Float64Array.of(2, 3, 0))).toMatchObject({ status: 'converged' });
  });
  it('bicgstab names a shadow residual that is orthogonal at once', () => {
    // A turns every vector by a right angle.
    expect(['breakdown', 'stagnated']).toContain(
      bicgstab(
        fromDense([
          [0, 1],
          [-1, 0],
        ]),
        Float64Array.of(1, 0),
      ).status,
    );
  });
});

describe('preconditioners', () => {
  const a = laplacian2d(24);
  const b = normal(576);
  const plain = cg(a, b, { tolerance: 1e-10 }).iterations;
  it.each([
    ['ssor', ssor(a, { relaxation: 1.7 }), 0.5],
    ['incompleteCholesky', incompleteCholesky(a), 0.5],
    ['incompleteLu', incompleteLu(a), 0.5],
    ['blockJacobi', blockJacobi(a, { blockSize: 24 }), 0.9],
    ['jacobi', jacobi(a), 1.001],
  ])('%s keeps the solution and saves iterations', (_, preconditioner, share) => {
    const first = cg(a, b, { tolerance: 1e-10, preconditioner });
    expect(first.status).toBe('converged');
    expect(first.iterations).toBeLessThanOrEqual(share * plain);
    for (const solver of [minres, gmres, bicgstab])
      expect(solver(a, b, { tolerance: 1e-9, preconditioner })).toMatchObject({ status: 'converged' });
  });

  it('are exact where nothing is left out', () => {
    const t = laplacian1d(30);
    const rhs = normal(30);
    const exact = ldl(t).solve(rhs);
    const whole = [incompleteCholesky(t), incompleteLu(t), blockJacobi(t, { blockSize: 30 })];
    // The condition is below 400.
    for (const preconditioner of whole)
      expect(difference(preconditioner(rhs), exact)).toBeLessThan(1e-11 * length(rhs));
  });

  it('are symmetric: yᵀ M⁻¹ x = xᵀ M⁻¹ y', () => {
    const x = normal(576, 1);
    const y = normal(576, 2);
    const product = (u: Float64Array, v: Float64Array) => u.reduce((sum, ui, i) => sum + ui * v[i]!, 0);
    for (const m of [ssor(a, { relaxation: 1.3 }), incompleteCholesky(a), blockJacobi(a), jacobi(a)])
      expect(Math.abs(product(y, m(x)) - product(x, m(y)))).toBeLessThan(1e-11);
  });

  it('incomplete Cholesky shifts where it would break down', () => {
    // Kershaw's matrix: positive definite, but IC(0) meets a negative pivot.
    const kershaw = fromDense([
      [3, -2, 0, 2],
      [-2, 3, -2, 0],
      [0, -2, 3, -2],
      [2, 0, -2, 3],
    ]);
    const rhs = Float64Array.of(1, 2, 3, 4);
    expect(cg(kershaw, rhs, { preconditioner: incompleteCholesky(kershaw) }).status).toBe('converged');
  });

  it.each([
    [
      'singular-matrix',
      () =>
        jacobi(
          fromDense([
            [0, 1],
            [1, 0],
          ]),
        ),
    ],
    [
      'singular-matrix',
      () =>
        incompleteLu(
          fromDense([
            [0, 1],
            [1, 0],
          ]),
        ),
    ],
    ['not-positive-definite', () => incompleteCholesky(fromDense([[-1]]))],
    ['option-out-of-range', () => ssor(identity(2), { relaxation: 2 })],
    ['shape-mismatch', () => jacobi(fromDense([[1, 2]]))],
  ])('%s is thrown for what has none', (code, make) => {
    expect(make).toThrow(expect.objectContaining({ code }));
  });
});

describe.each([
  ['lsqr', lsqr, leastSquaresQr],
  ['lsmr', lsmr, leastSquaresMinimalResidual],
] as const)('%s', (name, solver, method) => {
  const a = randomSparse(60, 25, 0.3, random(8));
  const b = normal(60);
  it.each([0, 0.5])('meets the normal equations with damping %d', (damping) => {
    const { x, status, normalResidualNorm } = solver(a, b, { damping, tolerance: 1e-13 });
    expect(status).toBe('least-squares');
    const r = b.map((bi, i) => bi - multiply(a, x)[i]!);
    const g = multiplyTransposed(a, r).map((gi, i) => gi - damping ** 2 * x[i]!);
    expect(length(g)).toBeCloseTo(normalResidualNorm, 14);
    expect(length(g)).toBeLessThan(1e-11 * length(multiplyTransposed(a, b)));
  });
  it('solves a system, and finds the least solution of one with many', () => {
    const square = convection(6);
    const rhs = normal(36);
    expect(solver(square, rhs, { tolerance: 1e-12 }).status).toBe('converged');
    const wide = randomSparse(10, 30, 0.5, random(9));
    const { x, status } = solver(wide, normal(10), { tolerance: 1e-13 });
    expect(status).toBe('converged');
    // The least solution is in the range of Aᵀ: Aᵀ (A Aᵀ)⁻¹ b.
    const gram = multiply(wide, transpose(wide));
    expect(difference(x, multiplyTransposed(wide, lu(gram).solve(normal(10))))).toBeLessThan(1e-10);
  });
  it('reports the norms that x has, and what it minimises never grows', () => {
    const seen: { r: number; g: number }[] = [];
    run(method(b, { columns: 25, tolerance: 1e-9 }), transposedProductOracle(linearOperator(a)), {
      onProgress: ({ x, residualNorm, normalResidualNorm }) => {
        const r = b.map((bi, i) => bi - multiply(a, x)[i]!);
        const g = length(multiplyTransposed(a, r));
        expect(Math.abs(length(r) - residualNorm)).toBeLessThan(1e-10 * length(b));
        expect(Math.abs(g - normalResidualNorm)).toBeLessThan(1e-10 * length(b) * 30);
        seen.push({ r: length(r), g });
      },
    });
    expect(seen.length).toBeGreaterThan(10);
    for (let k = 1; k < seen.length; k++) {
      expect(seen[k]!.r).toBeLessThanOrEqual(seen[k - 1]!.r * (1 + 1e-12));
      if (name === 'lsmr') expect(seen[k]!.g).toBeLessThanOrEqual(seen[k - 1]!.g * (1 + 1e-10));
    }
  });
  it('needs the transpose', () => {
    expect(() => solver((x: Float64Array) => x, b)).toThrow(expect.objectContaining({ code: 'no-transpose' }));
  });
});
