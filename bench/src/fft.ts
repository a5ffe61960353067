import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createPlan, dct, fft } from 'zeroth/fft';
import { type Measurement, median } from './measure.js';

/** The lengths and limits, and some that show how the rest does. */
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

/**
 * Times transforms against SciPy's pocketfft, one thread each, in turns. Memory that SciPy's results lie in is kept by its
 * allocator (the environment below): fresh pages from the kernel take longer than its transforms. The functions
 * that make new vectors (marked with brackets) are fairly timed only when this process has that environment too.
 *
 * @param python interpreter that has scipy; Debian's package is python3-scipy
 */
export async function benchFft(say: (line: string) => void, python = '/usr/bin/python3'): Promise<Measurement[]> {
  const script = fileURLToPath(new URL('../src/scipy-fft.py', import.meta.url));
  const child = spawn(python, [script], {
    env: {
      ...process.env,
      OMP_NUM_THREADS: '1',
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
    for (const { what, kind, n, limit } of cases) {
      const ours = transformOf(what, n);
      const repeats = Math.max(1, Math.round(ROUND_LENGTH / n));
      const times: { readonly ours: number[]; readonly peer: number[] } = { ours: [], peer: [] };
      for (let round = -3; round < ROUNDS; round++) {
        const begin = performance.now();
        for (let i = 0; i < repeats; i++) ours();
        const milliseconds = (performance.now() - begin) / repeats;
        child.stdin.write(`${kind} ${n} ${repeats}\n`);
        const seconds = Number((await lines.next()).value);
        if (round < 0) continue;
        times.ours.push(milliseconds);
        times.peer.push(1000 * seconds);
      }
      rows.push({
        name: `${what}, ${kind}, n = ${n}`,
        ours: median(times.ours),
        peer: median(times.peer),
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
