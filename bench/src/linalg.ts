import { fromData, matmul, matrixTranspose } from 'zeroth/array';
import { gemm } from 'zeroth/kernels';
import { cholesky, lu, qr, solve } from 'zeroth/linalg';
import type { Measurement } from './measure.js';
import { againstSciPy, type PeerCase } from './scipy-peer.js';

/** `flops`: additions and multiplications, for the share of the micro-kernel's speed; none where calls cost more. */
interface Case {
  readonly kind: 'gemm' | 'gemm32' | 'cholesky' | 'lu' | 'qr' | 'qrPivoted' | 'solve';
  readonly m: number;
  readonly n: number;
  readonly limit: number;
  readonly repeats: number;
  readonly flops?: number;
}

/** The sizes and limits asked for; pivoted QR has no limit. */
const cases: readonly Case[] = [
  { kind: 'gemm', m: 1024, n: 1024, limit: 4, repeats: 1, flops: 2 * 1024 ** 3 },
  { kind: 'gemm32', m: 1024, n: 1024, limit: 5, repeats: 1, flops: 2 * 1024 ** 3 },
  { kind: 'cholesky', m: 1000, n: 1000, limit: 2.5, repeats: 1, flops: 1000 ** 3 / 3 },
  { kind: 'lu', m: 1000, n: 1000, limit: 2.5, repeats: 1, flops: (2 * 1000 ** 3) / 3 },
  { kind: 'qr', m: 1000, n: 500, limit: 3, repeats: 1, flops: 4 * 500 ** 2 * (1000 - 500 / 3) },
  { kind: 'qrPivoted', m: 1000, n: 500, limit: 5, repeats: 1, flops: 4 * 500 ** 2 * (1000 - 500 / 3) },
  { kind: 'solve', m: 4, n: 4, limit: 0.1, repeats: 2000 },
  { kind: 'solve', m: 10, n: 10, limit: 0.2, repeats: 1000 },
  { kind: 'solve', m: 50, n: 50, limit: 1, repeats: 200 },
];

const ROUNDS = 15;

/**
 * Times dense linear algebra against SciPy (OpenBLAS), one thread each, in turns. WebAssembly's vectors are 128 bits
 * wide, a quarter of AVX-512: how much of what that leaves is reached is said, in shares of the speed of a product
 * whose blocks stay in the caches.
 */
export function benchLinalg(say: (line: string) => void): Promise<Measurement[]> {
  const made = function* (): Generator<PeerCase> {
    const floor = { float64: floorOf((n) => new Float64Array(n)), float32: floorOf((n) => new Float32Array(n)) };
    say(`micro-kernel: ${floor.float64.toFixed(1)} GFLOP/s in float64, ${floor.float32.toFixed(1)} in float32`);
    for (const { kind, m, n, limit, repeats, flops } of cases)
      yield {
        name: `${kind}, ${m} x ${n}`,
        limit,
        ours: operation(kind, m, n),
        repeats,
        request: `${kind} ${m} ${n} ${repeats}`,
        done: (milliseconds) => {
          if (flops === undefined) return;
          const speed = flops / milliseconds / 1e6;
          const share = Math.round((100 * speed) / (kind === 'gemm32' ? floor.float32 : floor.float64));
          say(`${kind} ${m} x ${n}: ${speed.toFixed(1)} GFLOP/s, ${share}% of the micro-kernel`);
        },
      };
  };
  return againstSciPy('scipy-linalg.py', made, { counted: ROUNDS, warming: 3 }, say);
}

/** GFLOP/s of a product whose packed blocks stay in the caches: the best of many, so that nothing else is measured. */
function floorOf(make: (length: number) => Float64Array | Float32Array): number {
  const [m, n, k] = [128, 512, 256];
  const a = make(m * k).map((_, i) => Math.sin(i));
  const b = make(k * n).map((_, i) => Math.cos(i));
  const c = make(m * n);
  let best = Infinity;
  for (let i = 0; i < 60; i++) {
    const begin = performance.now();
    gemm(m, n, k, 1, a, k, false, b, n, false, 0, c, n);
    best = Math.min(best, performance.now() - begin);
  }
  return (2 * m * n * k) / best / 1e6;
}

function operation(kind: Case['kind'], m: number, n: number): () => unknown {
  const values = Float64Array.from({ length: m * n }, (_, i) => Math.sin(i * i));
  const a = fromData(values, [m, n]);
  switch (kind) {
    case 'gemm':
      return () => matmul(a, a);
    case 'gemm32': {
      const single = fromData(Float32Array.from(values), [m, n]);
      return () => matmul(single, single);
    }
    case 'cholesky': {
      const definite = matmul(a, matrixTranspose(a));
      return () => cholesky(definite);
    }
    case 'lu':
      return () => lu(a);
    case 'qr':
      return () => qr(a);
    case 'qrPivoted':
      return () => qr(a, { pivot: true });
    case 'solve': {
      const b = Float64Array.from({ length: n }, (_, i) => Math.cos(i));
      return () => solve(a, b);
    }
  }
}
