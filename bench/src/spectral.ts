import { fromData, type NDArray } from 'zeroth/array';
import { eig, eigh, eigvals, eigvalsh, expm, logm, schur, sqrtm, svd, svdvals } from 'zeroth/linalg';
import { random } from 'zeroth/random';
import type { Measurement } from './measure.js';
import { againstSciPy, type PeerCase } from './scipy-peer.js';

/** The sizes and limits asked for, and some that show how the rest does. */
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
 */
export function benchSpectral(say: (line: string) => void): Promise<Measurement[]> {
  const made = function* (): Generator<PeerCase> {
    for (const { kind, n, limit } of cases) {
      const a = inputFor(kind, n);
      yield { name: `${kind}, n = ${n}`, limit, ours: () => functions[kind](a), repeats: 1, request: `${kind} ${n}` };
    }
  };
  return againstSciPy('scipy-spectral.py', made, { counted: ROUNDS, warming: 2 }, say);
}

function inputFor(kind: (typeof cases)[number]['kind'], n: number): NDArray {
  const a = random(n).fillNormal(new Float64Array(n * n));
  if (kind === 'eigh' || kind === 'eigvalsh')
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j]!;
  if (kind === 'sqrtm' || kind === 'logm') for (let i = 0; i < n; i++) a[i * n + i]! += 2 * Math.sqrt(n);
  if (kind === 'expm') for (let i = 0; i < a.length; i++) a[i]! /= Math.sqrt(n);
  return fromData(a, [n, n]);
}
