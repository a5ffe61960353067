import { iterations, lbfgs, minimize } from 'zeroth';
import type { Gradients, Oracle } from 'zeroth/query';
import { type Measurement, median } from './measure.js';

const n = 1_000_000;
const memory = 10;
const steps = 40;
const rounds = 5;
const bytesOfNumber = 8;

/**
 * L-BFGS with a million variables: the time outside of the function against the time in which memory can move what the
 * method has to. That is for each step, in vectors: four by each of the two loops for each pair (three read, one written,
 * the update and the next product being one pass), six for the new pair, and three for each point asked about. The
 * bandwidth is that of copies between vectors that no cache holds together.
 */
export function benchLargeLbfgs(say: (line: string) => void): readonly Measurement[] {
  const ratios = Array.from({ length: rounds }, () => {
    const bandwidth = copyBandwidth();
    const { seconds, vectors } = ownTime();
    const floor = (vectors * n * bytesOfNumber) / bandwidth;
    say(`  ${seconds.toFixed(2)} s against ${floor.toFixed(2)} s at ${(bandwidth / 1e9).toFixed(1)} GB/s`);
    return { seconds, floor };
  });
  const middle = ratios.sort((a, b) => a.seconds / a.floor - b.seconds / b.floor)[rounds >> 1]!;
  return [
    {
      name: `L-BFGS, n = 10^6, ${steps} steps, time outside of the function`,
      ours: middle.seconds,
      peer: middle.floor,
      peerVersion: 'bytes over the bandwidth of copies',
      limit: 1.5,
      unit: 's',
    },
  ];
}

/** Bytes a second, read and written, of copies around a ring of as many vectors as the method keeps. */
function copyBandwidth(): number {
  const ring = Array.from({ length: 2 * memory }, (_, i) => new Float64Array(n).fill(i));
  const times = Array.from({ length: 3 }, () => {
    const begin = performance.now();
    for (let i = 0; i < ring.length; i++) ring[i]!.set(ring[(i + 1) % ring.length]!);
    return (performance.now() - begin) / 1000;
  });
  return (2 * ring.length * n * bytesOfNumber) / median(times);
}

/** Seconds outside of the function, and the vectors that have to be moved. */
function ownTime(): { readonly seconds: number; readonly vectors: number } {
  let inside = 0;
  let asked = 0;
  const oracle: Oracle<Gradients> = {
    gradients: ({ points, into }) => {
      const begin = performance.now();
      const gradient = into?.[0] ?? new Float64Array(n);
      const value = uneven(points[0]!, gradient);
      asked++;
      inside += performance.now() - begin;
      return [{ value, gradient }];
    },
  };
  const x0 = new Float64Array(n).fill(2);
  const begin = performance.now();
  const result = minimize(oracle, x0, { method: lbfgs({ memory }), stop: iterations(steps + 1) });
  const seconds = (performance.now() - begin - inside) / 1000;
  const taken = result.iterations - 1;
  let vectors = 3 * asked;
  for (let k = 0; k < taken; k++) vectors += 8 * Math.min(k, memory) + 6;
  return { seconds, vectors };
}

/** Σ cᵢ (xᵢ² / 2 + xᵢ⁴ / 4), with cᵢ from 1 to 100. */
function uneven(x: Float64Array, gradient: Float64Array): number {
  let value = 0;
  for (let i = 0; i < n; i++) {
    const c = 1 + (99 * (i % 1000)) / 999;
    const square = x[i]! * x[i]!;
    value += c * square * (0.5 + 0.25 * square);
    gradient[i] = c * x[i]! * (1 + square);
  }
  return value;
}
