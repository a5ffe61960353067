/** What the compiled kernels export for spectral decompositions; see kernels/spectral.ts. Matrices are float64. */
export interface SpectralExports {
  symmetricPass(n: number, a: number, ld: number, v: number, w: number, u: number, p: number): void;
  combineRowsPass(m: number, n: number, a: number, ld: number, x: number, v: number, u: number, y: number): void;
  multiplyRowsPass(m: number, n: number, a: number, ld: number, u: number, y: number, v: number, x: number): void;
  bothSidesPass(
    m: number,
    n: number,
    a: number,
    ld: number,
    p: number,
    q: number,
    r: number,
    s: number,
    u: number,
    w: number,
    g: number,
    z: number,
  ): void;
  rotateRowsPass(count: number, n: number, a: number, ld: number, rotations: number): void;
  reflectRows(n: number, a: number, ld: number, b: number, c: number, f: number): void;
  reflectColumns(m: number, a: number, ld: number, b: number, c: number, f: number): void;
}
