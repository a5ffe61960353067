import { add, matmul, matrixTranspose, multiply, type NDArray, slice, stack, sum } from 'zeroth/array';
import { grad } from 'zeroth/autodiff';
import { eigh, qr } from 'zeroth/linalg';
import { type Random, random } from 'zeroth/random';
import {
  lyapunovGradient,
  newtonSchulz,
  padeDegree,
  padeRoot,
  padeWithLyapunov,
  taylorRoot,
} from './differentiable-square-root.js';
import { fixed } from './format.js';
import { linePlot } from './line-plot.js';
import { frobeniusNorm, gaussianMatrix, relativeDistance } from './matrices.js';
import type { Check, Findings, Scale, Script } from './reproduction.js';

const size = 32;
/** Eigenvalues lie between this and 1. */
const smallest = 0.05;
const forwardTolerance = 1e-6;
const gradientTolerance = 1e-5;

/**
 * Square roots by Taylor polynomials and Padé approximants, gradients by a Lyapunov equation, against the formulas of the
 * eigendecomposition and against Newton-Schulz iterations that are differentiated step by step.
 *
 * The paper fixes the degree (Taylor 11, Padé 5 / 5), whose errors are shown too; here the degree is the least that promises
 * 1e-6 for the smallest eigenvalue after division by the norm, and both methods for gradients stop at the same error.
 */
export const row47: Script = {
  row: 47,
  title: 'Fast Differentiable Matrix Square Root',
  async run({ seed, full }: Scale): Promise<Findings> {
    const batch = full ? 128 : 16;
    const draws = random(seed);
    const samples = Array.from({ length: batch }, () => sampleMatrix(draws));
    const a = stack(samples.map(({ matrix }) => matrix));
    const roots = samples.map(({ root }) => root);
    const gradients = samples.map(({ gradient }) => gradient);
    const l = stack(samples.map(({ upstream }) => upstream));

    const degree = padeDegree(
      smallest / Math.max(...samples.map(({ matrix }) => frobeniusNorm(matrix))),
      forwardTolerance,
    );
    const pade = worst(padeRoot(a, degree), roots);
    const paper = { taylor: worst(taylorRoot(a, 11), roots), pade: worst(padeRoot(a, 5), roots) };
    const exact = stack(roots);
    const steps = firstBelow(gradientTolerance, (k) =>
      worst(lyapunovGradient(a, padeRoot(a, degree), l, k), gradients),
    );
    const byRoot = gradientThrough(padeWithLyapunov(degree, steps));
    const lyapunov = worst(byRoot(a, l), gradients);
    const rounds = firstBelow(forwardTolerance, (k) => worst(newtonSchulz(a, k).root, roots));
    const unrolled = worst(symmetric(newtonSchulz(a, rounds).pullback(l)), gradients);
    const derivative = differenceError(a, l, degree, steps);
    const time = times(
      () => byRoot(a, l),
      () => newtonSchulz(a, rounds).pullback(l),
      full ? 31 : 41,
    );
    const inverseError = Math.max(
      ...samples.map(({ matrix }, i) => relativeDistance(matmul(slice(exact, i), slice(exact, i)), matrix)),
    );
    const checks: readonly Check[] = [
      {
        claim: `The Padé approximant is the square root of ${batch} symmetric positive definite ${size} x ${size} matrices, divided by their norms`,
        expected: `relative error at most ${forwardTolerance} against the eigendecomposition, at the degree that its formula promises this for`,
        measured: `${pade.toExponential(1)} at degree ${degree}; at the paper's fixed degrees Padé 5 / 5 ${paper.pade.toExponential(1)}, Taylor 11 ${paper.taylor.toExponential(1)} (the root itself squares back to ${inverseError.toExponential(0)})`,
        pass: pade <= forwardTolerance && inverseError <= 1e-13,
      },
      {
        claim: 'Padé approximants are more accurate than Taylor polynomials of the same matching order',
        expected: 'smaller error at 5 / 5 than at 11',
        measured: `${paper.pade.toExponential(1)} against ${paper.taylor.toExponential(1)}`,
        pass: paper.pade < paper.taylor,
      },
      {
        claim:
          'The iterated Lyapunov equation gives the gradient of the eigendecomposition formula, from the Padé root',
        expected: `relative error at most ${gradientTolerance}`,
        measured: `${lyapunov.toExponential(1)} after ${steps} steps (Newton-Schulz, differentiated: ${unrolled.toExponential(1)} after ${rounds})`,
        pass: lyapunov <= gradientTolerance,
      },
      {
        claim: 'It is the derivative of what the forward pass computes',
        expected: 'central differences of ⟨L, √A⟩ along a direction agree to 1e-5',
        measured: derivative.toExponential(1),
        pass: derivative <= 1e-5,
      },
      {
        claim: 'Forward and backward pass take less time than unrolled Newton-Schulz of the same forward accuracy',
        expected: 'median of the ratios of neighbours, run in turns, below 1',
        measured: `${fixed(time.ratio, 2)} (${fixed(time.ours, 1)} ms against ${fixed(time.theirs, 1)} ms a batch)`,
        pass: time.ratio < 1,
      },
    ];
    const degrees = Array.from({ length: degree + 2 }, (_, i) => i + 1);
    return {
      checks,
      svg: linePlot({
        title: 'Differentiable matrix square root: error by degree and by iterations',
        xLabel: 'degree (Padé: of numerator and of denominator), or iterations',
        yLabel: `largest relative error of ${batch} matrices`,
        yScale: 'logarithmic',
        curves: [
          {
            name: 'root by Taylor, by degree',
            points: degrees.map((m) => [m, worst(taylorRoot(a, m), roots)] as const),
          },
          { name: 'root by Padé, by degree', points: degrees.map((m) => [m, worst(padeRoot(a, m), roots)] as const) },
          {
            name: 'root by Newton-Schulz, by iterations',
            points: degrees.slice(0, rounds + 1).map((k) => [k, worst(newtonSchulz(a, k).root, roots)] as const),
          },
          {
            name: 'gradient by Lyapunov, by iterations',
            points: degrees
              .slice(0, steps + 3)
              .map((k) => [k, worst(lyapunovGradient(a, exact, l, k), gradients)] as const),
          },
        ],
      }),
    };
  },
};

interface Sample {
  readonly matrix: NDArray;
  /** By the eigendecomposition. */
  readonly root: NDArray;
  /** A gradient by the root, and the gradient by the matrix that the eigendecomposition gives for it. */
  readonly upstream: NDArray;
  readonly gradient: NDArray;
}

function sampleMatrix(draws: Random): Sample {
  const { q } = qr(gaussianMatrix(draws, size, size));
  const spectrum = Float64Array.from({ length: size }, () => smallest ** draws.uniform());
  const matrix = symmetric(matmul(multiply(q, spectrum), matrixTranspose(q)));
  const upstream = symmetric(gaussianMatrix(draws, size, size));
  const { values, vectors } = eigh(matrix);
  const roots = Float64Array.from(values.data, Math.sqrt);
  const root = matmul(multiply(vectors, roots), matrixTranspose(vectors));
  // In the basis of eigenvectors the equation S X + X S = L is diagonal.
  const sums = Array.from(roots, (left) => Array.from(roots, (right) => 1 / (left + right)));
  const inside = multiply(matmul(matmul(matrixTranspose(vectors), upstream), vectors), sums);
  return { matrix, root, upstream, gradient: matmul(matmul(vectors, inside), matrixTranspose(vectors)) };
}

function symmetric(x: NDArray): NDArray {
  return multiply(add(x, matrixTranspose(x)), 0.5);
}

/** The largest relative error of a batch. */
function worst(found: NDArray, truth: readonly NDArray[]): number {
  return Math.max(...truth.map((matrix, i) => relativeDistance(slice(found, i), matrix)));
}

function firstBelow(tolerance: number, errorAt: (steps: number) => number): number {
  let steps = 1;
  while (steps < 50 && errorAt(steps) > tolerance) steps++;
  return steps;
}

/** The relative error of the gradient along a direction against central differences of the Padé root. */
function differenceError(a: NDArray, l: NDArray, degree: number, steps: number): number {
  const step = 1e-4;
  // A itself is a direction in which every matrix stays positive definite; added to it, the gradient's own.
  const direction = add(l, multiply(a, 10));
  const moved = (t: number) => padeRoot(add(a, multiply(direction, t)), degree);
  const along = (x: NDArray, y: NDArray) => sum(multiply(x, y)).item();
  const difference = (along(l, moved(step)) - along(l, moved(-step))) / (2 * step);
  const derivative = along(gradientThrough(padeWithLyapunov(degree, steps))(a, l), direction);
  return Math.abs(derivative - difference) / Math.abs(difference);
}

/** The gradient by A of ⟨L, root(A)⟩, as autodiff finds it: traced and compiled once. */
function gradientThrough(root: (a: NDArray) => NDArray): (a: NDArray, l: NDArray) => NDArray {
  return grad((a: NDArray, l: NDArray) => sum(multiply(l, root(a))));
}

function times(ours: () => unknown, theirs: () => unknown, repeats: number) {
  const seconds: [number[], number[]] = [[], []];
  for (let repeat = -3; repeat < repeats; repeat++)
    for (const [i, pass] of [ours, theirs].entries()) {
      const begin = performance.now();
      pass();
      if (repeat >= 0) seconds[i]!.push(performance.now() - begin);
    }
  const middle = (values: readonly number[]) => values.toSorted((x, y) => x - y)[values.length >> 1]!;
  // Of neighbours in time: a change of the machine's speed meets both.
  const ratio = middle(seconds[0].map((value, i) => value / seconds[1][i]!));
  return { ours: middle(seconds[0]), theirs: middle(seconds[1]), ratio };
}
