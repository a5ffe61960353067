/**
 * Solves A X + X B = C for blocks of order 1 or 2 by Gaussian elimination with complete pivoting on its at most four
 * unknowns. X overwrites C.
 *
 * @returns false where a pivot is exactly zero and its right-hand side is not; a free unknown is set to 0
 */
export function smallSylvester(
  a: Float64Array,
  lda: number,
  m: number,
  b: Float64Array,
  ldb: number,
  n: number,
  c: Float64Array,
  ldc: number,
): boolean {
  if (m === 1 && n === 1) {
    const pivot = a[0]! + b[0]!;
    if (pivot === 0) return c[0] === 0;
    c[0]! /= pivot;
    return true;
  }
  const size = m * n;
  const width = size + 1;
  const system = new Float64Array(size * width);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const row = (i * n + j) * width;
      for (let k = 0; k < m; k++) system[row + k * n + j]! += a[i * lda + k]!;
      for (let k = 0; k < n; k++) system[row + i * n + k]! += b[k * ldb + j]!;
      system[row + size] = c[i * ldc + j]!;
    }
  const solution = eliminated(system, size);
  if (solution === undefined) return false;
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) c[i * ldc + j] = solution[i * n + j]!;
  return true;
}

function eliminated(system: Float64Array, size: number): Float64Array | undefined {
  const width = size + 1;
  const order = Array.from({ length: size }, (_, i) => i);
  const exchangeRows = (i: number, j: number) => {
    for (let k = 0; k < width; k++) {
      const held = system[i * width + k]!;
      system[i * width + k] = system[j * width + k]!;
      system[j * width + k] = held;
    }
  };
  const exchangeColumns = (i: number, j: number) => {
    for (let k = 0; k < size; k++) {
      const held = system[k * width + i]!;
      system[k * width + i] = system[k * width + j]!;
      system[k * width + j] = held;
    }
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  };
  for (let step = 0; step < size; step++) {
    let row = step;
    let column = step;
    for (let i = step; i < size; i++)
      for (let j = step; j < size; j++)
        if (Math.abs(system[i * width + j]!) > Math.abs(system[row * width + column]!)) {
          row = i;
          column = j;
        }
    if (row !== step) exchangeRows(row, step);
    if (column !== step) exchangeColumns(column, step);
    const pivot = system[step * width + step]!;
    if (pivot === 0) continue;
    for (let i = step + 1; i < size; i++) {
      const factor = system[i * width + step]! / pivot;
      if (factor !== 0) for (let k = step; k < width; k++) system[i * width + k]! -= factor * system[step * width + k]!;
    }
  }
  const out = new Float64Array(size);
  for (let i = size - 1; i >= 0; i--) {
    let rest = system[i * width + size]!;
    for (let j = i + 1; j < size; j++) rest -= system[i * width + j]! * out[order[j]!]!;
    const pivot = system[i * width + i]!;
    if (pivot === 0) {
      if (rest !== 0) return undefined;
      continue;
    }
    out[order[i]!] = rest / pivot;
  }
  return out;
}
