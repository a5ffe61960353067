/*
 * Packing for the matrix product: the micro-kernel reads both factors one after another. Missing rows and columns
 * at the edges are zeros; what comes of them is never stored.
 */

/** Rows that the micro-kernel makes at once. */
export const ROWS: i32 = 4;

/** Columns that the micro-kernel makes at once: two vectors. */
@inline
export function columnsOf<T extends number>(): i32 {
  return 32 / <i32>sizeof<T>();
}

/** Slivers of ROWS rows of a block of A (rows x depth), each column by column. Strides are in bytes. */
export function packA<T extends number>(
  rows: i32, depth: i32, a: usize, rowStride: usize, columnStride: usize, to: usize,
): void {
  for (let i = 0; i < rows; i += ROWS) {
    const left = rows - i;
    let p0 = a + <usize>i * rowStride;
    if (left >= ROWS) {
      let p1 = p0 + rowStride;
      let p2 = p1 + rowStride;
      let p3 = p2 + rowStride;
      for (let k = 0; k < depth; k++) {
        store<T>(to, load<T>(p0));
        store<T>(to, load<T>(p1), sizeof<T>());
        store<T>(to, load<T>(p2), 2 * sizeof<T>());
        store<T>(to, load<T>(p3), 3 * sizeof<T>());
        p0 += columnStride;
        p1 += columnStride;
        p2 += columnStride;
        p3 += columnStride;
        to += 4 * sizeof<T>();
      }
    } else {
      for (let k = 0; k < depth; k++) {
        for (let r = 0; r < ROWS; r++) {
          store<T>(to, r < left ? load<T>(p0 + <usize>r * rowStride) : <T>0);
          to += sizeof<T>();
        }
        p0 += columnStride;
      }
    }
  }
}

/** Slivers of two vectors of columns of a block of B (depth x columns), each row by row. */
export function packB<T extends number>(
  depth: i32, columns: i32, b: usize, rowStride: usize, columnStride: usize, to: usize,
): void {
  const width = columnsOf<T>();
  for (let j = 0; j < columns; j += width) {
    const left = columns - j;
    let p = b + <usize>j * columnStride;
    if (left >= width && columnStride == sizeof<T>()) {
      for (let k = 0; k < depth; k++) {
        v128.store(to, v128.load(p));
        v128.store(to, v128.load(p, 16), 16);
        to += 32;
        p += rowStride;
      }
    } else if (left >= width) {
      for (let k = 0; k < depth; k++) {
        let q = p;
        for (let c = 0; c < width; c++) {
          store<T>(to, load<T>(q));
          q += columnStride;
          to += sizeof<T>();
        }
        p += rowStride;
      }
    } else {
      for (let k = 0; k < depth; k++) {
        for (let c = 0; c < width; c++) {
          store<T>(to, c < left ? load<T>(p + <usize>c * columnStride) : <T>0);
          to += sizeof<T>();
        }
        p += rowStride;
      }
    }
  }
}
