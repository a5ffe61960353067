import { kernelBytes } from '../kernels/instance.js';

type Pass = (ido: number, l1: number, x: number, y: number, twiddles: number) => void;
type Product = (length: number, x: number, y: number, z: number) => void;

/** What the compiled kernels export for this folder; see kernels/fft-radix.ts and kernels/fft-vectors.ts. */
export interface FftKernels {
  readonly fftPass2: Pass;
  readonly fftPass3: Pass;
  readonly fftPass4: Pass;
  readonly fftPass5: Pass;
  readonly fftPass7: Pass;
  readonly fftPass8: Pass;
  fftPassOdd(
    ido: number,
    l1: number,
    x: number,
    y: number,
    twiddles: number,
    radix: number,
    table: number,
    work: number,
  ): void;
  readonly fftMultiply: Product;
  readonly fftMultiplyConjugate: Product;
  readonly fftMultiplyFirstConjugate: Product;
  fftReverse(length: number, factor: number, x: number): void;
  fftInterleave(length: number, re: number, im: number, z: number): void;
  fftSeparate(length: number, factor: number, z: number, re: number, im: number): void;
  fftUntangle(half: number, z: number, table: number): void;
  fftTangle(half: number, z: number, table: number): void;
  fftTranspose(rows: number, columns: number, x: number, y: number): void;
  /** x ← a x, float64 numbers. */
  scaleF64(length: number, factor: number, x: number): void;
  fftGather(length: number, places: number, x: number, y: number): void;
  fftScatterConjugate(length: number, places: number, x: number, y: number): void;
}

/** Compiles the kernels for a memory. */
export function instantiate(memory: WebAssembly.Memory): FftKernels {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(kernelBytes()), { env: { memory } });
  // A WebAssembly module carries no types that TypeScript could check.
  return instance.exports as unknown as FftKernels;
}
