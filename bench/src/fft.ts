import { createPlan, dct, fft } from 'zeroth/fft';
import type { Measurement } from './measure.js';
import { againstSciPy, type PeerCase } from './scipy-peer.js';

/** The lengths and limits asked for, and some that show how the rest does. */
const cases = [
  { what: 'complex plan', kind: 'complex', n: 65536, limit: 2 },
  { what: 'complex plan', kind: 'complex', n: 100000, limit: 2 },
  { what: 'complex plan', kind: 'complex', n: 65521, limit: 2 },
  { what: 'complex plan', kind: 'complex', n: 65537, limit: 2 },
  { what: 'complex plan', kind: 'complex', n: 65539, limit: 2 },
  { what: 'real plan', kind: 'real', n: 65536, limit: 2 },
  { what: 'fft()', kind: 'complex', n: 65536, limit: 2 },
  { what: 'dct()', kind: 'cosine', n: 65536, limit: 2 },
  { what: 'complex plan', kind: 'complex', n: 64, limit: 2 },
  { what: 'complex plan', kind: 'complex', n: 2 ** 20, limit: 2 },
] as const;

const ROUNDS = 25;
/** Transforms of a round take about as long as one of this length. */
const ROUND_LENGTH = 200_000;

/** Times transforms against SciPy's pocketfft, one thread each, in turns. */
export function benchFft(say: (line: string) => void): Promise<Measurement[]> {
  const made = cases.map(({ what, kind, n, limit }): PeerCase => {
    const repeats = Math.max(1, Math.round(ROUND_LENGTH / n));
    return {
      name: `${what}, ${kind}, n = ${n}`,
      limit,
      ours: transformOf(what, n),
      repeats,
      request: `${kind} ${n} ${repeats}`,
    };
  });
  return againstSciPy('scipy-fft.py', () => made, { counted: ROUNDS, warming: 3 }, say);
}

function transformOf(what: (typeof cases)[number]['what'], n: number): () => void {
  const re = Float64Array.from({ length: n }, (_, i) => Math.sin(i * i));
  const im = Float64Array.from({ length: n }, (_, i) => Math.cos(i * i));
  switch (what) {
    case 'complex plan': {
      const plan = createPlan(n);
      const z = Float64Array.from({ length: 2 * n }, (_, i) => Math.sin(i * i));
      // Forward and back in turns, for repeated transforms of their own results would overflow.
      let forward = false;
      return () => {
        forward = !forward;
        if (forward) plan.forwardInterleaved(z);
        else plan.inverseInterleaved(z);
      };
    }
    case 'real plan': {
      const plan = createPlan(n, { kind: 'real' });
      const count = n / 2 + 1;
      const [halfRe, halfIm] = [new Float64Array(count), new Float64Array(count)];
      return () => plan.forward(re, halfRe, halfIm);
    }
    case 'fft()':
      return () => {
        fft({ re, im });
      };
    case 'dct()':
      return () => {
        dct(re);
      };
  }
}
