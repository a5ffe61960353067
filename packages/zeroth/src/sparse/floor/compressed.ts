/*
 * Compressed storage without an orientation: majors are the rows of CSR and the columns of CSC, minors the others.
 * Nothing is checked here.
 */

/** Lists of (minor index, value), one a major. */
export interface Compressed {
  readonly pointers: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** Turns counts, `counts[i + 1]` being that of list i, into where the lists begin. */
export function accumulate(counts: Int32Array): void {
  for (let i = 1; i < counts.length; i++) counts[i]! += counts[i - 1]!;
}

/** The same entries by minors. Their lists are in order of the majors, so that transposing twice sorts. */
export function transposeCompressed(majors: number, minors: number, { pointers, indices, values }: Compressed) {
  const transposed = new Int32Array(minors + 1);
  const total = pointers[majors]!;
  for (let p = 0; p < total; p++) transposed[indices[p]! + 1]!++;
  accumulate(transposed);
  const next = transposed.slice(0, minors);
  const majorOf = new Int32Array(total);
  const moved = new Float64Array(total);
  for (let i = 0; i < majors; i++)
    for (let p = pointers[i]!; p < pointers[i + 1]!; p++) {
      const q = next[indices[p]!]!++;
      majorOf[q] = i;
      moved[q] = values[p]!;
    }
  return { pointers: transposed, indices: majorOf, values: moved } satisfies Compressed;
}

/** Compresses coordinates: sorted, duplicates summed in the order in which they stand. */
export function compress(
  majors: number,
  minors: number,
  majorOf: Int32Array,
  minorOf: Int32Array,
  values: Float64Array,
): Compressed {
  const total = values.length;
  const pointers = new Int32Array(minors + 1);
  for (let k = 0; k < total; k++) pointers[minorOf[k]! + 1]!++;
  accumulate(pointers);
  const next = pointers.slice(0, minors);
  const indices = new Int32Array(total);
  const moved = new Float64Array(total);
  for (let k = 0; k < total; k++) {
    const q = next[minorOf[k]!]!++;
    indices[q] = majorOf[k]!;
    moved[q] = values[k]!;
  }
  return sumDuplicates(majors, transposeCompressed(minors, majors, { pointers, indices, values: moved }));
}

/** Adds up neighbours with the same index; lists must be sorted. */
export function sumDuplicates(majors: number, compressed: Compressed): Compressed {
  const { pointers, indices, values } = compressed;
  let repeated = 0;
  for (let i = 0; i < majors; i++)
    for (let p = pointers[i]! + 1; p < pointers[i + 1]!; p++) if (indices[p] === indices[p - 1]) repeated++;
  if (repeated === 0) return compressed;
  const total = values.length - repeated;
  const summed = {
    pointers: new Int32Array(majors + 1),
    indices: new Int32Array(total),
    values: new Float64Array(total),
  };
  let q = 0;
  for (let i = 0; i < majors; i++) {
    const first = q;
    for (let p = pointers[i]!; p < pointers[i + 1]!; p++) {
      if (q > first && summed.indices[q - 1] === indices[p]) summed.values[q - 1]! += values[p]!;
      else {
        summed.indices[q] = indices[p]!;
        summed.values[q++] = values[p]!;
      }
    }
    summed.pointers[i + 1] = q;
  }
  return summed;
}

/** Whether all lists ascend strictly. */
export function isSorted(majors: number, { pointers, indices }: Compressed): boolean {
  for (let i = 0; i < majors; i++)
    for (let p = pointers[i]! + 1; p < pointers[i + 1]!; p++) if (indices[p]! <= indices[p - 1]!) return false;
  return true;
}

/** out ← C x, one sum a major. */
export function gatherProduct(out: Float64Array, majors: number, c: Compressed, x: Float64Array): void {
  const { pointers, indices, values } = c;
  let p = 0;
  for (let i = 0; i < majors; i++) {
    const end = pointers[i + 1]!;
    let sum = 0;
    for (; p < end; p++) sum += values[p]! * x[indices[p]!]!;
    out[i] = sum;
  }
}

/** out ← Cᵀ x, each major's list added where its entries point. */
export function scatterProduct(out: Float64Array, majors: number, c: Compressed, x: Float64Array): void {
  const { pointers, indices, values } = c;
  out.fill(0);
  for (let i = 0; i < majors; i++) {
    const xi = x[i]!;
    for (let p = pointers[i]!; p < pointers[i + 1]!; p++) out[indices[p]!]! += values[p]! * xi;
  }
}
