import { describe, expect, test } from 'vitest';
import { ZerothError } from '../errors.js';
import { kernelsWith } from './fixtures.js';
import { createKernels, loadKernels } from './index.js';

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof ZerothError) return error.code;
    throw error;
  }
  return undefined;
}

describe('arguments of kernels', () => {
  const kernels = kernelsWith(65536);
  new Float64Array(kernels.memory.buffer).fill(1 / 3);
  const adaMu = { weights: 0, momentum: 4096, length: 8, seed: 0, start: 0, alpha: 0.5, beta1: 0.5 };

  test.each<[string, string, () => unknown]>([
    ['kernel-range', 'ends beyond the memory', () => kernels.perturb('gaussian', 65532, 2, 1, 1, 0, 0)],
    ['kernel-range', 'negative address', () => kernels.float32.sum(1, -4)],
    ['kernel-range', 'misaligned address', () => kernels.float64.dot(1, 8, 4)],
    ['kernel-range', 'fractional length', () => kernels.float32.maxAbs(1.5, 0)],
    ['kernel-range', 'buffer beyond the memory', () => kernels.adaMuMove({ ...adaMu, momentum: 65532 }, 1)],
    ['kernel-start', 'start inside a shard', () => kernels.perturb('rademacher', 0, 4, 1, 1, 0, 100)],
    ['kernel-operand', 'amount NaN', () => kernels.perturb('rademacher', 0, 4, 1, Number.NaN, 0, 0)],
    ['kernel-operand', 'decay beyond float32', () => kernels.perturb('rademacher', 0, 4, 1e39, 1, 0, 0)],
    ['kernel-operand', 'threshold NaN', () => kernels.perturbSmall('rademacher', 0, 4, 1, 1, 0, 0, Number.NaN)],
    ['kernel-operand', 'factor NaN', () => kernels.float64.axpy(1, Number.NaN, 0, 8)],
    ['kernel-operand', 'alpha above 1', () => kernels.adaMuMove({ ...adaMu, alpha: 1.1 }, 1)],
    ['random-seed', 'seed a fraction', () => kernels.perturb('rademacher', 0, 4, 1, 1, 0.5, 0)],
  ])('%s: %s', (code, _, run) => {
    expect(codeOf(run)).toBe(code);
    expect(new Float64Array(kernels.memory.buffer).every((x) => x === 1 / 3)).toBe(true);
  });

  test('a memory that has grown is usable at once', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { float32 } = createKernels(memory);
    memory.grow(1);
    const x = new Float32Array(memory.buffer, 65536, 4).fill(2);
    float32.scale(4, 3, 65536);
    expect([...x]).toEqual([6, 6, 6, 6]);
  });

  test('loading in the background gives the same kernels and writes nothing to the memory', async () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const loaded = await loadKernels(memory);
    expect(new Uint8Array(memory.buffer).every((byte) => byte === 0)).toBe(true);
    new Float32Array(memory.buffer).fill(1, 0, 100);
    loaded.perturb('gaussian', 0, 100, 1, 0.5, 1, 0);
    new Float32Array(kernels.memory.buffer).fill(1, 0, 100);
    kernels.perturb('gaussian', 0, 100, 1, 0.5, 1, 0);
    expect(new Float32Array(memory.buffer, 0, 100)).toEqual(new Float32Array(kernels.memory.buffer, 0, 100));
  });
});
