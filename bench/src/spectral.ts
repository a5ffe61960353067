import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { fromData, type NDArray } from 'zeroth/array';
import { eig, eigh, eigvals, eigvalsh, expm, logm, schur, sqrtm, svd, svdvals } from 'zeroth/linalg';
import { random } from 'zeroth/random';
import { type Measurement, median } from './measure.js';

/** The sizes and limits, and some that show how the rest does. */
const cases = [
  { kind: 'eigh', n: 500, limit: 4 },
  { kind: 'eigh', n: 100, limit: 4 },
  { kind: 'eigvalsh', n: 500, limit: 4 },
  { kind: 'svd', n: 500, limit: 5 },
  { kind: 'svd', n: 100, limit: 5 },
  { kind: 'svdvals', n: 500, limit: 5 },
  { kind: 'eig', n: 300, limit: 5 },
  { kind: 'eig', n: 50, limit: 5 },
  { kind: 'eigvals', n: 300, limit: 5 },
  { kind: 'schur', n: 300, limit: 5 },
  { kind: 'expm', n: 200, limit: 5 },
  { kind: 'sqrtm', n: 100, limit: 5 },
  { kind: 'logm', n: 100, limit: 5 },
] as const;

const functions = { eig, eigh, eigvals, eigvalsh, expm, logm, schur, sqrtm, svd, svdvals } as const;

const ROUNDS = 7;

/**
 * Times spectral decompositions against SciPy's LAPACK, one thread each, in turns, on matrices of one law (their draws
 * differ, which the time does not depend on).
 *
 * @param python interpreter that has scipy; Debian's package is python3-scipy
 */
export async function benchSpectral(say: (line: string) => void, python = '/usr/bin/python3'): Promise<Measurement[]> {
  const script = fileURLToPath(new URL('../src/scipy-spectral.py', import.meta.url));
  const child = spawn(python, [script], {
    env: {
      ...process.env,
      OMP_NUM_THREADS: '1',
      OPENBLAS_NUM_THREADS: '1',
      MALLOC_MMAP_THRESHOLD_: '1000000000',
      MALLOC_TRIM_THRESHOLD_: '2000000000',
      MALLOC_TOP_PAD_: '100000000',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  try {
    await once(child, 'spawn');
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const version = (await lines.next()).value;
    if (version === undefined) throw new Error('it printed no version');
    const rows: Measurement[] = [];
    for (const { kind, n, limit } of cases) {
      const a = inputFor(kind, n);
      const ours: number[] = [];
      const peer: number[] = [];
      for (let round = -2; round < ROUNDS; round++) {
        const begin = performance.now();
        functions[kind](a);
        const milliseconds = performance.now() - begin;
        child.stdin.write(`${kind} ${n}\n`);
        const seconds = Number((await lines.next()).value);
        if (round < 0) continue;
        ours.push(milliseconds);
        peer.push(1000 * seconds);
      }
      rows.push({
        name: `${kind}, n = ${n}`,
        ours: median(ours),
        peer: median(peer),
        peerVersion: `SciPy ${version}`,
        limit,
        unit: 'ms',
      });
    }
    return rows;
  } catch (error) {
    say(`SciPy (apt install python3-scipy): ${error instanceof Error ? error.message : String(error)}`);
    return [];
  } finally {
    child.stdin.end();
  }
}

function inputFor(kind: (typeof cases)[number]['kind'], n: number): NDArray {
  const a = random(n).fillNormal(new Float64Array(n * n));
  if (kind === 'eigh' || kind === 'eigvalsh')
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j]!;
  if (kind === 'sqrtm' || kind === 'logm') for (let i = 0; i < n; i++) a[i * n + i]! += 2 * Math.sqrt(n);
  if (kind === 'expm') for (let i = 0; i < a.length; i++) a[i]! /= Math.sqrt(n);
  return fromData(a, [n, n]);
}
