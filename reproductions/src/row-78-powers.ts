import { add, eye, fromData, matmul, matrixTranspose, multiply, type NDArray, subtract } from 'zeroth/array';
import { inv, slogdet, solve } from 'zeroth/linalg';
import { type Random, random } from 'zeroth/random';
import { linePlot } from './line-plot.js';
import { combination, gaussianMatrix, spectralNorm } from './matrices.js';
import type { Check, Findings, Scale, Script } from './reproduction.js';

const size = 50;
const samples = 12;
const tests = 200;
/** ‖I − A0‖₂ and ‖A1‖₂ of the family A0 + μ A1, |μ| ≤ 1: the inverse's series converges with ratio 0.3 / (1 − 0.25). */
const normB0 = 0.25;
const normB1 = 0.3;
const ratio = normB1 / (1 - normB0);
/** Powers of μ that the interpolation looks at; those beyond are in the bound by their sum. */
const powers = 60;
/** Values of μ that samples are chosen from. */
const candidates = 401;

/**
 * Limits of powers of I − A(μ), A(μ) = A0 + μ A1, from a few samples: the inverse is the sum of the powers, the log-determinant
 * that of −tr((I − A)^k) / k. The powers of a word of p factors −A1 carry μ^p, so that weights λ_i(μ) with
 * Σ λ_i(μ) μ_i^p ≈ μ^p for all p turn *any* such limit at the μ_i into the limit at μ, whatever computed it.
 * Empirical interpolation of the function (p, μ) ↦ ratio^p μ^p chooses the samples and the powers that are met exactly.
 *
 * The bound: with e_p = μ^p − Σ λ_i μ_i^p and C(k, p) words of norm ‖I − A0‖^(k−p) ‖A1‖^p, summing over k first,
 * ‖error of the inverse‖₂ ≤ Σ_p |e_p| ratio^p / (1 − ‖I − A0‖), and |error of the log-determinant| ≤
 * n (|e_0| log(1 / (1 − ‖I − A0‖)) + Σ_{p>0} |e_p| ratio^p / p).
 */
export const row78: Script = {
  row: 78,
  title: 'Nonintrusive approximation of parametrized limits of matrix power algorithms',
  async run({ seed, full }: Scale): Promise<Findings> {
    const draws = random(seed);
    const family = affineFamily(draws);
    const basis = interpolate(samples + 4);
    const mus = Float64Array.from({ length: full ? 10 * tests : tests }, () => 2 * draws.uniform() - 1);
    const errors: Errors[] = [];
    for (let m = 2; m <= basis.parameters.length; m++) errors.push(measure(family, basis, m, mus));
    const at = errors.find(({ count }) => count === samples)!;
    const below = errors.find(({ inverse, logdet }) => Math.max(inverse, logdet) <= 1e-6);
    const action = errorOfAction(family, basis, mus, draws);
    const checks: readonly Check[] = [
      {
        claim: `The inverse of A0 + μ A1 (${size} x ${size}) is a fixed combination of its inverses at a few parameters`,
        expected: `error at most 1e-6 in the spectral norm on ${mus.length} test parameters, from at most 12 samples`,
        measured: `${at.inverse.toExponential(1)} from ${samples} samples, seen from ${below?.count ?? 'no'} samples on`,
        pass: at.inverse <= 1e-6,
      },
      {
        claim: 'The same combination of log-determinants is the log-determinant',
        expected: `error at most 1e-6 on the same parameters, from the same ${samples} samples`,
        measured: at.logdet.toExponential(1),
        pass: at.logdet <= 1e-6,
      },
      {
        claim:
          'The upper bound of the error holds, for the inverse and the log-determinant, at every number of samples',
        expected: `bound at least the true error (and rounding, 1e-13) on all ${mus.length} parameters`,
        measured: `broken ${errors.reduce((total, { broken }) => total + broken, 0)} times in ${2 * errors.length * mus.length}; at ${samples} samples the inverse's bound is at most ${at.inverseBound.toExponential(1)}`,
        pass: errors.every(({ broken }) => broken === 0),
      },
      {
        claim: 'It is nonintrusive: solutions of A(μ_i) x = b alone give the solution at μ, without A0 and A1',
        expected: 'relative error at most 1e-6',
        measured: action.toExponential(1),
        pass: action <= 1e-6,
      },
    ];
    const curve = (name: string, value: (error: Errors) => number, dashed = false) => ({
      name,
      dashed,
      points: errors.map((error) => [error.count, value(error)] as const),
    });
    return {
      checks,
      svg: linePlot({
        title: 'Limits of matrix powers from few samples',
        xLabel: 'samples',
        yLabel: `largest error of ${mus.length} parameters, spectral norm or absolute`,
        yScale: 'logarithmic',
        curves: [
          curve('inverse', ({ inverse }) => inverse),
          curve('bound of the inverse', ({ inverseBound }) => inverseBound, true),
          curve('log-determinant', ({ logdet }) => logdet),
          curve('bound of the log-determinant', ({ logdetBound }) => logdetBound, true),
        ],
      }),
    };
  },
};

interface Family {
  readonly a0: NDArray;
  readonly a1: NDArray;
}

function affineFamily(draws: Random): Family {
  // Symmetric: words of matrices that are not normal are much shorter than the product of norms in the bound.
  const b0 = symmetricMatrix(draws);
  const b1 = symmetricMatrix(draws);
  return {
    a0: subtract(eye(size), multiply(b0, normB0 / spectralNorm(b0))),
    a1: multiply(b1, normB1 / spectralNorm(b1)),
  };
}

function symmetricMatrix(draws: Random): NDArray {
  const square = gaussianMatrix(draws, size, size);
  return add(square, matrixTranspose(square));
}

function matrixAt({ a0, a1 }: Family, mu: number): NDArray {
  return add(a0, multiply(a1, mu));
}

interface Basis {
  readonly parameters: readonly number[];
  readonly exponents: readonly number[];
}

/** Empirical interpolation: greedily the parameter that is approximated worst, and the power where it is. */
function interpolate(count: number): Basis {
  const grid = Float64Array.from({ length: candidates }, (_, i) => (2 * i) / (candidates - 1) - 1);
  const parameters: number[] = [];
  const exponents: number[] = [];
  while (parameters.length < count) {
    let worst = { size: 0, mu: 0, p: 0 };
    for (const mu of grid) {
      const weights = weightsAt({ parameters, exponents }, parameters.length, mu);
      for (let p = 0; p <= powers; p++) {
        const value = Math.abs(ratio ** p * defect(parameters, weights, mu, p));
        if (value > worst.size) worst = { size: value, mu, p };
      }
    }
    parameters.push(worst.mu);
    exponents.push(worst.p);
  }
  return { parameters, exponents };
}

/** λ(μ) of the first m samples: exact at the first m powers. */
function weightsAt({ parameters, exponents }: Basis, m: number, mu: number): Float64Array {
  if (m === 0) return new Float64Array();
  const scaled = (p: number, x: number) => ratio ** p * x ** p;
  const rows = exponents.slice(0, m).map((p) => parameters.slice(0, m).map((x) => scaled(p, x)));
  return solve(
    rows,
    Float64Array.from(exponents.slice(0, m), (p) => scaled(p, mu)),
  );
}

function defect(parameters: readonly number[], weights: Float64Array, mu: number, p: number): number {
  return weights.reduce((rest, weight, i) => rest - weight * parameters[i]! ** p, mu ** p);
}

interface Bounds {
  readonly inverse: number;
  readonly logdet: number;
}

function boundsAt(parameters: readonly number[], weights: Float64Array, mu: number): Bounds {
  // Beyond the powers looked at, |e_p| ≤ 1 + Σ |λ_i|.
  const tail =
    ((1 + weights.reduce((total, weight) => total + Math.abs(weight), 0)) * ratio ** (powers + 1)) / (1 - ratio);
  let inverse = tail;
  let logdet = tail + Math.abs(defect(parameters, weights, mu, 0)) * -Math.log(1 - normB0);
  for (let p = 0; p <= powers; p++) {
    const term = Math.abs(defect(parameters, weights, mu, p)) * ratio ** p;
    inverse += term;
    if (p > 0) logdet += term / p;
  }
  return { inverse: inverse / (1 - normB0), logdet: size * logdet };
}

interface Errors extends Bounds {
  readonly count: number;
  readonly inverseBound: number;
  readonly logdetBound: number;
  /** Number of errors above their bound by more than rounding. */
  readonly broken: number;
}

/** Errors and bounds with the first m samples, the largest over some parameters. */
function measure(family: Family, basis: Basis, m: number, mus: Float64Array): Errors {
  const parameters = basis.parameters.slice(0, m);
  const inverses = parameters.map((mu) => inv(matrixAt(family, mu)));
  const logs = parameters.map((mu) => slogdet(matrixAt(family, mu)).logdet.item());
  let [inverse, logdet, inverseBound, logdetBound, broken] = [0, 0, 0, 0, 0];
  for (const mu of mus) {
    const weights = weightsAt(basis, m, mu);
    const truth = matrixAt(family, mu);
    const error = spectralNorm(subtract(combination(weights, inverses), inv(truth)));
    const log = weights.reduce((total, weight, i) => total + weight * logs[i]!, 0);
    const logError = Math.abs(log - slogdet(truth).logdet.item());
    const bounds = boundsAt(parameters, weights, mu);
    if (error > bounds.inverse + 1e-13) broken++;
    if (logError > bounds.logdet + 1e-13) broken++;
    inverse = Math.max(inverse, error);
    logdet = Math.max(logdet, logError);
    inverseBound = Math.max(inverseBound, bounds.inverse);
    logdetBound = Math.max(logdetBound, bounds.logdet);
  }
  return { count: m, inverse, logdet, inverseBound, logdetBound, broken };
}

/** The largest relative error of A(μ)⁻¹ b from solutions at the samples. */
function errorOfAction(family: Family, basis: Basis, mus: Float64Array, draws: Random): number {
  const b = draws.fillNormal(new Float64Array(size));
  const parameters = basis.parameters.slice(0, samples);
  const solutions = parameters.map((mu) => solve(matrixAt(family, mu), b));
  const stacked = fromData(
    Float64Array.from({ length: size * samples }, (_, i) => solutions[i % samples]![Math.floor(i / samples)]!),
    [size, samples],
  );
  let largest = 0;
  for (const mu of mus) {
    const found = matmul(stacked, weightsAt(basis, samples, mu)).data;
    const truth = solve(matrixAt(family, mu), b);
    const difference = Math.hypot(...truth.map((value, i) => value - found[i]!));
    largest = Math.max(largest, difference / Math.hypot(...truth));
  }
  return largest;
}
