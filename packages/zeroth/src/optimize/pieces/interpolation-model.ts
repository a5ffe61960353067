import { solveInPlace } from '../../linalg/dense/solve.js';
import type { Vector } from '../../query/index.js';
import type { Quadratic } from './box-trust-region.js';
import type { Candidate } from './candidates.js';

/** What a set of points knows of the quadratics that pass through values at them. */
export interface Interpolation {
  /** The points relative to the centre and divided by `unit`. */
  readonly offsets: readonly Vector[];
  readonly unit: number;
  /** (m + n + 1)², row by row: the inverse of the system that interpolation of least curvature solves. */
  readonly inverse: Vector;
}

/**
 * The system of interpolation at m points by quadratics with Hessians of least Frobenius norm:
 * [A P; P' 0] with Aᵢⱼ = ½ (sᵢ'sⱼ)² and rows (1, sᵢ) of P. Undefined where the points do not determine one.
 *
 * @source Powell: Least Frobenius norm updating of quadratic models that satisfy interpolation conditions (2004)
 */
export function interpolationAt(points: readonly Candidate[], centre: Vector, unit: number): Interpolation | undefined {
  const [m, n] = [points.length, centre.length];
  const size = m + n + 1;
  const offsets = points.map(({ x }) => x.map((v, i) => (v - centre[i]!) / unit));
  const matrix = new Float64Array(size * size);
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) {
      const product = dot(offsets[i]!, offsets[j]!);
      matrix[i * size + j] = matrix[j * size + i] = 0.5 * product * product;
    }
    matrix[i * size + m] = matrix[m * size + i] = 1;
    for (let k = 0; k < n; k++) matrix[i * size + m + 1 + k] = matrix[(m + 1 + k) * size + i] = offsets[i]![k]!;
  }
  for (let i = 0; i < size; i++) inverse[i * size + i] = 1;
  if (solveInPlace(matrix, size, inverse, size) >= 0) return undefined;
  return inverse.every((v) => Number.isFinite(v)) ? { offsets, unit, inverse } : undefined;
}

/** Adds to a model what makes it pass through the residuals at the points, its Hessian changing as little as it can. */
export function interpolate(model: Model, { offsets, unit, inverse }: Interpolation, residuals: Vector): void {
  const m = offsets.length;
  const n = offsets[0]!.length;
  const solution = new Float64Array(m + n + 1);
  for (let i = 0; i < solution.length; i++)
    for (let j = 0; j < m; j++) solution[i] = solution[i]! + inverse[i * (m + n + 1) + j]! * residuals[j]!;
  addTo(model, offsets, unit, solution);
}

/** c + g'd + ½ d'H d about the centre. */
export interface Model extends Quadratic {
  constant: number;
}

/** The Lagrange function of point k: 1 there and 0 at the others. */
export function lagrange({ offsets, unit, inverse }: Interpolation, k: number): Model {
  const m = offsets.length;
  const n = offsets[0]!.length;
  const size = m + n + 1;
  const model: Model = { constant: 0, gradient: new Float64Array(n), hessian: new Float64Array(n * n) };
  addTo(
    model,
    offsets,
    unit,
    Float64Array.from({ length: size }, (_, i) => inverse[i * size + k]!),
  );
  return model;
}

function addTo(model: Model, offsets: readonly Vector[], unit: number, solution: Vector): void {
  const m = offsets.length;
  const n = model.gradient.length;
  model.constant += solution[m]!;
  for (let i = 0; i < n; i++) model.gradient[i] = model.gradient[i]! + solution[m + 1 + i]! / unit;
  for (let k = 0; k < m; k++) {
    const s = offsets[k]!;
    const factor = solution[k]! / (unit * unit);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) model.hessian[i * n + j] = model.hessian[i * n + j]! + factor * s[i]! * s[j]!;
  }
}

/**
 * How well the system would stay solvable if point k were replaced by the centre plus d: |αₖ β + ℓₖ(d)²| by k.
 *
 * @source Powell: The NEWUOA software for unconstrained optimization without derivatives (2006), equation 4.12
 */
export function replacementDenominators({ offsets, unit, inverse }: Interpolation, d: Vector): Vector {
  const m = offsets.length;
  const n = d.length;
  const size = m + n + 1;
  const step = d.map((v) => v / unit);
  const omega = new Float64Array(size);
  for (let k = 0; k < m; k++) omega[k] = 0.5 * dot(offsets[k]!, step) ** 2;
  omega[m] = 1;
  omega.set(step, m + 1);
  const product = new Float64Array(size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) product[i] = product[i]! + inverse[i * size + j]! * omega[j]!;
  const beta = 0.5 * dot(step, step) ** 2 - dot(omega, product);
  return Float64Array.from({ length: m }, (_, k) => Math.abs(inverse[k * size + k]! * beta + product[k]! ** 2));
}

function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
