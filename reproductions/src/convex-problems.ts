import type { Gradients, Hessian, Oracle, Vector } from 'zeroth/query';
import type { Random } from 'zeroth/random';

/** A function with its derivatives up to the second. */
export interface Convex {
  readonly name: string;
  readonly size: number;
  value(x: Vector): number;
  gradient(x: Vector): Vector;
  /** n x n, row-major */
  hessian(x: Vector): Vector;
}

/** Rows of standard normal numbers. */
export function normalRows(draws: Random, count: number, size: number): readonly Vector[] {
  return Array.from({ length: count }, () => draws.fillNormal(new Float64Array(size)));
}

/** (1/N) Σ log(1 + exp(aᵢ·x)) + ½ ridge ‖x‖²; rows aᵢ carry the sign of their label. */
export function logisticLoss(rows: readonly Vector[], ridge: number): Convex {
  const share = 1 / rows.length;
  const sigmoid = (t: number) => 1 / (1 + Math.exp(-t));
  return {
    name: 'ridge logistic',
    size: rows[0]!.length,
    value: (x) => rows.reduce((sum, row) => sum + share * softplus(inner(row, x)), 0) + (ridge / 2) * inner(x, x),
    gradient: (x) => {
      const sum = x.map((v) => ridge * v);
      for (const row of rows) addTo(sum, share * sigmoid(inner(row, x)), row);
      return sum;
    },
    hessian: (x) => {
      const weights = rows.map((row) => share * sigmoid(inner(row, x)) * sigmoid(-inner(row, x)));
      return weightedGram(rows, weights, ridge);
    },
  };
}

/** (1/N) Σ log(1 + exp(aᵢ·x)) − pᵢ aᵢ·x: logistic regression of frequencies pᵢ. */
export function logisticFrequencies(rows: readonly Vector[], frequencies: readonly number[]): Convex {
  const loss = logisticLoss(rows, 0);
  const mean = new Float64Array(rows[0]!.length);
  for (const [i, row] of rows.entries()) addTo(mean, frequencies[i]! / rows.length, row);
  return {
    ...loss,
    name: 'logistic of frequencies',
    value: (x) => loss.value(x) - inner(mean, x),
    gradient: (x) => loss.gradient(x).map((g, i) => g - mean[i]!),
  };
}

/** s log Σ exp((aᵢ·x − bᵢ) / s) + ½ ridge ‖x‖². */
export function logSumExp(rows: readonly Vector[], shifts: Vector, smoothing: number, ridge: number): Convex {
  const weightsAt = (x: Vector) => {
    const terms = rows.map((row, i) => (inner(row, x) - shifts[i]!) / smoothing);
    const top = Math.max(...terms);
    const powers = terms.map((t) => Math.exp(t - top));
    const total = powers.reduce((sum, v) => sum + v, 0);
    return { weights: powers.map((v) => v / total), value: smoothing * (top + Math.log(total)) };
  };
  const slope = (x: Vector, weights: readonly number[]) => {
    const sum = new Float64Array(x.length);
    for (const [i, row] of rows.entries()) addTo(sum, weights[i]!, row);
    return sum;
  };
  return {
    name: 'log-sum-exp',
    size: rows[0]!.length,
    value: (x) => weightsAt(x).value + (ridge / 2) * inner(x, x),
    gradient: (x) => {
      const mean = slope(x, weightsAt(x).weights);
      addTo(mean, ridge, x);
      return mean;
    },
    hessian: (x) => {
      const { weights } = weightsAt(x);
      const mean = slope(x, weights);
      const matrix = weightedGram(
        rows,
        weights.map((w) => w / smoothing),
        ridge,
      );
      const n = x.length;
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) matrix[i * n + j]! -= (mean[i]! * mean[j]!) / smoothing;
      return matrix;
    },
  };
}

/** (1/p) (Σ |xᵢ − xᵢ₊₁|^p + |xₙ|^p) − x₁ + ½ ridge ‖x‖²: the chain on which methods of order p − 1 are slowest. */
export function chain(size: number, power: number, ridge = 0): Convex {
  const differences = (x: Vector) => x.map((v, i) => v - (i + 1 < size ? x[i + 1]! : 0));
  return {
    name: `chain of power ${power}`,
    size,
    value: (x) =>
      differences(x).reduce((sum, d) => sum + Math.abs(d) ** power / power, 0) - x[0]! + (ridge / 2) * inner(x, x),
    gradient: (x) => {
      const slopes = differences(x).map((d) => Math.sign(d) * Math.abs(d) ** (power - 1));
      return x.map((v, i) => slopes[i]! - (i > 0 ? slopes[i - 1]! : 1) + ridge * v);
    },
    hessian: (x) => {
      const curvatures = differences(x).map((d) => (power - 1) * Math.abs(d) ** (power - 2));
      const matrix = new Float64Array(size * size);
      for (let i = 0; i < size; i++) {
        matrix[i * size + i] = curvatures[i]! + (i > 0 ? curvatures[i - 1]! : 0) + ridge;
        if (i + 1 < size) matrix[i * size + i + 1] = matrix[(i + 1) * size + i] = -curvatures[i]!;
      }
      return matrix;
    },
  };
}

/** Answers gradients and Hessians of a function. */
export function oracleOf(f: Convex): Oracle<Gradients | Hessian> {
  return {
    gradients: ({ points }) => points.map((x) => ({ value: f.value(x), gradient: f.gradient(x) })),
    hessian: ({ point }) => f.hessian(point),
  };
}

export function inner(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** ½-free quadratic form x·A x. */
export function quadraticForm(matrix: Vector, x: Vector): number {
  const n = x.length;
  return x.reduce((sum, v, i) => sum + v * inner(matrix.subarray(i * n, (i + 1) * n), x), 0);
}

function addTo(sum: Vector, factor: number, row: Vector): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += factor * row[i]!;
}

/** Σ wᵢ aᵢ aᵢᵀ + ridge I */
function weightedGram(rows: readonly Vector[], weights: readonly number[], ridge: number): Vector {
  const n = rows[0]!.length;
  const matrix = new Float64Array(n * n);
  for (const [r, row] of rows.entries())
    for (let i = 0; i < n; i++) {
      const factor = weights[r]! * row[i]!;
      for (let j = 0; j <= i; j++) matrix[i * n + j]! += factor * row[j]!;
    }
  for (let i = 0; i < n; i++) {
    matrix[i * n + i]! += ridge;
    for (let j = 0; j < i; j++) matrix[j * n + i] = matrix[i * n + j]!;
  }
  return matrix;
}

function softplus(t: number): number {
  return Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t)));
}
