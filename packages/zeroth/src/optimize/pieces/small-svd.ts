import { float64Data, fromData } from '../../array/index.js';
import { svd } from '../../linalg/index.js';
import type { Vector } from '../../query/index.js';

/** X, rows x columns and row-major, ← U diag(map(s)) Vᵀ, s being its singular values, descending. */
export function mapSingularValues(x: Vector, rows: number, columns: number, map: (s: Vector) => Vector): void {
  const { u, s, vt } = svd(fromData(x.slice(), [rows, columns]));
  const k = Math.min(rows, columns);
  const mapped = map(float64Data(s).slice());
  const left = float64Data(u);
  const right = float64Data(vt);
  x.fill(0);
  for (let c = 0; c < k; c++) {
    if (mapped[c] === 0) continue;
    for (let i = 0; i < rows; i++) {
      const weight = left[i * k + c]! * mapped[c]!;
      for (let j = 0; j < columns; j++) x[i * columns + j] = x[i * columns + j]! + weight * right[c * columns + j]!;
    }
  }
}

/** The singular values of X, descending. */
export function singularValuesOf(x: Vector, rows: number, columns: number): Vector {
  return float64Data(svd(fromData(x.slice(), [rows, columns])).s).slice();
}
