import type { Vector } from '../../query/index.js';

/**
 * The step p that minimises ‖J p + r‖² + λ ‖D p‖² over the columns that are free, by Householder reflections of J with
 * √λ D below it: no normal equations, so that the condition of J is not squared. Held components are 0.
 *
 * @param jacobian m x n, row-major
 * @param scale the diagonal of D, positive
 * @source Moré: The Levenberg-Marquardt algorithm, implementation and theory (1978)
 */
export function dampedStep(
  jacobian: Vector,
  residuals: Vector,
  scale: Vector,
  lambda: number,
  held: ArrayLike<number>,
): Vector {
  const m = residuals.length;
  const n = scale.length;
  const free: number[] = [];
  for (let j = 0; j < n; j++) if (!held[j]) free.push(j);
  const k = free.length;
  const rows = m + (lambda > 0 ? k : 0);
  // Column by column, because reflections run down columns.
  const a = new Float64Array(rows * k);
  const b = new Float64Array(rows);
  for (let i = 0; i < m; i++) b[i] = -residuals[i]!;
  const root = Math.sqrt(lambda);
  free.forEach((j, c) => {
    for (let i = 0; i < m; i++) a[c * rows + i] = jacobian[i * n + j]!;
    if (lambda > 0) a[c * rows + m + c] = root * scale[j]!;
  });
  const diagonal = new Float64Array(k);
  for (let c = 0; c < Math.min(k, rows); c++) reflect(a, b, rows, k, c, diagonal);
  const p = new Float64Array(n);
  const solution = new Float64Array(k);
  let largest = 0;
  for (let c = 0; c < k; c++) largest = Math.max(largest, Math.abs(diagonal[c]!));
  for (let c = k - 1; c >= 0; c--) {
    let sum = c < rows ? b[c]! : 0;
    for (let d = c + 1; d < k; d++) sum -= a[d * rows + c]! * solution[d]!;
    // A column that depends on others to rounding gets no part of the step.
    solution[c] = Math.abs(diagonal[c]!) > 2 ** -50 * largest ? sum / diagonal[c]! : 0;
    p[free[c]!] = solution[c]!;
  }
  return p;
}

/** Zeroes column c below its diagonal in a and b. */
function reflect(a: Vector, b: Vector, rows: number, columns: number, c: number, diagonal: Vector): void {
  const start = c * rows;
  let largest = 0;
  for (let i = c; i < rows; i++) largest = Math.max(largest, Math.abs(a[start + i]!));
  if (largest === 0) return;
  let sum = 0;
  for (let i = c; i < rows; i++) sum += (a[start + i]! / largest) ** 2;
  const norm = largest * Math.sqrt(sum);
  const alpha = a[start + c]! > 0 ? -norm : norm;
  diagonal[c] = alpha;
  const head = a[start + c]! - alpha;
  // v = (1, a / head) and the reflection is I − τ v v'.
  const tau = -head / alpha;
  for (let i = c + 1; i < rows; i++) a[start + i] = a[start + i]! / head;
  const apply = (target: Vector, at: number): void => {
    let product = target[at + c]!;
    for (let i = c + 1; i < rows; i++) product += a[start + i]! * target[at + i]!;
    product *= tau;
    target[at + c] = target[at + c]! - product;
    for (let i = c + 1; i < rows; i++) target[at + i] = target[at + i]! - product * a[start + i]!;
  };
  for (let d = c + 1; d < columns; d++) apply(a, d * rows);
  apply(b, 0);
}
