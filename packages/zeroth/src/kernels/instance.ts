import { kernelBinary } from './module.wasm.js';

/** Arguments after pointer and length: key words, shard, last counter word, then the operands. */
type Move = (
  pointer: number,
  length: number,
  key0: number,
  key1: number,
  shard: number,
  last: number,
  decay: number,
  amount: number,
) => void;
type Axpy = (length: number, a: number, x: number, y: number) => void;

/** What the compiled module exports. */
export interface KernelExports {
  readonly rademacherMove: Move;
  readonly gaussianMove: Move;
  readonly nearGaussianMove: Move;
  readonly axpyF32: Axpy;
  readonly axpyF64: Axpy;
}

export function kernelBytes(): Uint8Array<ArrayBuffer> {
  const text = atob(kernelBinary);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Names the exports of an instance: the compiler of the kernels is the only witness of their types. */
export function exportsOf(instance: WebAssembly.Instance): KernelExports {
  return instance.exports as unknown as KernelExports;
}
