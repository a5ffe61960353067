/** Terms that are added one after another before halves are: 8 sums of 16 terms. */
const pairwiseBase = 128;

/**
 * Σ x[start … start + n − 1] by pairs: halves are summed and added, so that the rounding error grows as log n, not n.
 * @source Higham: The accuracy of floating point summation (1993), section 3
 */
export function pairwiseSum(x: Float64Array, start: number, n: number): number {
  if (n > pairwiseBase) {
    // Halves that are multiples of 8 keep the unrolled loop free of tails.
    const half = (n >> 1) - ((n >> 1) % 8);
    return pairwiseSum(x, start, half) + pairwiseSum(x, start + half, n - half);
  }
  let i = start;
  const end = start + n;
  if (n < 8) {
    let sum = 0;
    for (; i < end; i++) sum += x[i]!;
    return sum;
  }
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (; i + 3 < end; i += 4) {
    a += x[i]!;
    b += x[i + 1]!;
    c += x[i + 2]!;
    d += x[i + 3]!;
  }
  for (; i < end; i++) a += x[i]!;
  return a + b + (c + d);
}

/** out[j] ← Σᵢ x[start + i width + j], i < rows, j < width: the rows of a matrix added up, by pairs. */
export function pairwiseRowSum(x: Float64Array, start: number, rows: number, width: number, out: Float64Array): void {
  if (rows > pairwiseBase) {
    const half = rows >> 1;
    pairwiseRowSum(x, start, half, width, out);
    const other = new Float64Array(width);
    pairwiseRowSum(x, start + half * width, rows - half, width, other);
    for (let j = 0; j < width; j++) out[j]! += other[j]!;
    return;
  }
  out.fill(0);
  for (let i = 0, at = start; i < rows; i++, at += width) for (let j = 0; j < width; j++) out[j]! += x[at + j]!;
}
