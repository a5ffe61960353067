import type { TrainingExports } from './adam-step.js';
import type { GemvExports } from './gemv.js';
import { kernelBinary } from './module.wasm.js';
import type { SparseExports } from './sparse-exports.js';
import type { SpectralExports } from './spectral-exports.js';

/** Address and number of the weights, key words, index of the first shard, last word of its counter, operands. */
type Seeded<Operands extends readonly number[]> = (
  ...args: [
    pointer: number,
    length: number,
    key0: number,
    key1: number,
    shard: number,
    last: number,
    ...operands: Operands,
  ]
) => void;
type Move = Seeded<[decay: number, amount: number]>;
type MoveBelow = Seeded<[decay: number, amount: number, threshold: number]>;
type Momentum = Seeded<[decay: number, amount: number, toM: number, beta: number, scale: number, step: number]>;
type Adam = Seeded<
  [
    decay: number,
    amount: number,
    toM: number,
    beta: number,
    scale: number,
    step: number,
    toV: number,
    betaV: number,
    scaleV: number,
    correction: number,
    epsilon: number,
  ]
>;
type AdaMuMove = Seeded<
  [toM: number, alphaRoot: number, restRoot: number, beta1: number, rest1: number, amount: number]
>;
type AdaMuFinish = Seeded<
  [
    toM: number,
    alphaRoot: number,
    restRoot: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    decay: number,
    restore: number,
    step: number,
  ]
>;
type Gemm = (
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: number,
  aRow: number,
  aColumn: number,
  b: number,
  bRow: number,
  bColumn: number,
  beta: number,
  c: number,
  ldc: number,
) => void;
type SolveTriangle = (
  n: number,
  columns: number,
  t: number,
  tRow: number,
  tColumn: number,
  unit: boolean,
  b: number,
  ldb: number,
) => void;
type Axpy = (length: number, a: number, x: number, y: number) => void;
type Scale = (length: number, a: number, x: number) => void;
type Dot = (length: number, x: number, y: number) => number;
type Reduce = (length: number, x: number) => number;

/** What the compiled module exports. */
export interface KernelExports extends TrainingExports, SpectralExports, SparseExports, GemvExports {
  readonly rademacherMove: Move;
  readonly gaussianMove: Move;
  readonly nearGaussianMove: Move;
  readonly rademacherMoveBelow: MoveBelow;
  readonly gaussianMoveBelow: MoveBelow;
  readonly nearGaussianMoveBelow: MoveBelow;
  readonly rademacherMoveMarked: Move;
  readonly gaussianMoveMarked: Move;
  readonly nearGaussianMoveMarked: Move;
  readonly rademacherMomentum: Momentum;
  readonly gaussianMomentum: Momentum;
  readonly nearGaussianMomentum: Momentum;
  readonly rademacherAdam: Adam;
  readonly gaussianAdam: Adam;
  readonly nearGaussianAdam: Adam;
  readonly adaMuMove: AdaMuMove;
  readonly adaMuFinish: AdaMuFinish;
  gaussianSquares(length: number, key0: number, key1: number, shard: number, last: number): number;
  gemmWorkBytes(): number;
  setGemmWork(address: number): void;
  setTeam(words: number, helpers: number): void;
  serve(words: number): void;
  closeTeam(words: number): void;
  giveUp(words: number): void;
  lostPieces(words: number): number;
  readonly gemmF32: Gemm;
  readonly gemmF64: Gemm;
  /** −1, or the pivot that is not positive. */
  cholesky(n: number, a: number, lda: number): number;
  /** −1, or the first pivot that is zero; pivots are int32. */
  lu(m: number, n: number, a: number, lda: number, pivots: number): number;
  qrWorkBytes(m: number, columns: number): number;
  qr(m: number, n: number, a: number, lda: number, tau: number, work: number): void;
  qrPivoted(m: number, n: number, a: number, lda: number, tau: number, order: number, work: number): void;
  applyQ(
    m: number,
    count: number,
    columns: number,
    a: number,
    lda: number,
    tau: number,
    transposed: boolean,
    fromDiagonal: boolean,
    c: number,
    ldc: number,
    work: number,
  ): void;
  readonly solveLower: SolveTriangle;
  readonly solveUpper: SolveTriangle;
  readonly axpyF32: Axpy;
  readonly scaleF32: Scale;
  readonly dotF32: Dot;
  readonly sumF32: Reduce;
  readonly maxAbsF32: Reduce;
  readonly axpyF64: Axpy;
  readonly scaleF64: Scale;
  readonly dotF64: Dot;
  readonly sumF64: Reduce;
  readonly maxAbsF64: Reduce;
  squaresF64(length: number, a: number, x: number): number;
}

/** The compiled module's bytes. */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  const text = atob(kernelBinary);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Gives the exports of an instance their types; a WebAssembly module carries none that TypeScript could check. */
export function exportsOf(instance: Pick<WebAssembly.Instance, 'exports'>): KernelExports {
  return instance.exports as unknown as KernelExports;
}
