import { fromData, type NDArray } from 'zeroth/array';
import { type Measurement, median } from './measure.js';

/** Elements of an array. */
const n = 1_000_000;
const side = 1000;
const rounds = 31;

interface Case {
  readonly name: string;
  readonly ours: () => unknown;
  readonly hand: () => unknown;
}

/** Functions of zeroth/array on 10^6 float64 elements, against the loop that one would write by hand for each. */
export function benchArrays(): readonly Measurement[] {
  const a = Float64Array.from({ length: n }, (_, i) => 3 * Math.sin(i));
  const b = Float64Array.from({ length: n }, (_, i) => Math.cos(i));
  const x = fromData(a);
  const y = fromData(b);
  meetAllTypes(x, y);
  return cases(a, b, x, y).map(({ name, ours, hand }) => {
    const oursTimes: number[] = [];
    const handTimes: number[] = [];
    // New memory is paid for by whoever comes first after a collection, so they take turns.
    for (let round = 0; round < rounds; round++) {
      if (round % 2 === 0) oursTimes.push(seconds(ours));
      handTimes.push(seconds(hand));
      if (round % 2 === 1) oursTimes.push(seconds(ours));
    }
    return {
      name: `arrays: ${name}, 10^6 float64`,
      ours: 1000 * median(oursTimes),
      peer: 1000 * median(handTimes),
      peerVersion: 'a loop by hand',
      limit: 1.25,
      unit: 'ms',
    };
  });
}

/** As in a program that uses arrays of all kinds, loops must not have met one kind alone. */
function meetAllTypes(x: NDArray, y: NDArray): void {
  for (const dtype of ['float32', 'int32', 'bool', 'float64'] as const) {
    const p = x.astype(dtype).reshape(side, side);
    const q = y.astype(dtype).reshape(side, side);
    for (const r of [q, q.T, q.at(0), q.slice([], [0, 1])]) {
      for (const z of [p.add(r), p.multiply(r), p.maximum(r), p.less(r), r.exp(), r.sin()]) z.sum({ axis: 0 });
    }
    p.sum();
    p.max({ axis: 0 });
    p.max();
  }
}

function cases(a: Float64Array, b: Float64Array, x: NDArray, y: NDArray): readonly Case[] {
  const matrix = x.reshape(side, side);
  const row = matrix.at(0);
  return [
    {
      name: 'x + y',
      ours: () => x.add(y),
      hand: () => {
        const out = new Float64Array(n);
        for (let i = 0; i < n; i++) out[i] = a[i]! + b[i]!;
        return out;
      },
    },
    {
      name: '2 x',
      ours: () => x.multiply(2),
      hand: () => {
        const out = new Float64Array(n);
        for (let i = 0; i < n; i++) out[i] = a[i]! * 2;
        return out;
      },
    },
    {
      name: 'exp x',
      ours: () => x.exp(),
      hand: () => {
        const out = new Float64Array(n);
        for (let i = 0; i < n; i++) out[i] = Math.exp(a[i]!);
        return out;
      },
    },
    {
      name: 'a matrix and a row',
      ours: () => matrix.add(row),
      hand: () => {
        const out = new Float64Array(n);
        for (let i = 0; i < n; i += side) for (let j = 0; j < side; j++) out[i + j] = a[i + j]! + a[j]!;
        return out;
      },
    },
    {
      name: 'Σ x',
      ours: () => x.sum(),
      hand: () => {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += a[i]!;
        return sum;
      },
    },
    {
      name: 'column sums',
      ours: () => matrix.sum({ axis: 0 }),
      hand: () => {
        const out = new Float64Array(side);
        for (let i = 0; i < n; i += side) for (let j = 0; j < side; j++) out[j]! += a[i + j]!;
        return out;
      },
    },
    {
      name: 'max x',
      ours: () => x.max(),
      hand: () => {
        let largest = -Infinity;
        for (let i = 0; i < n; i++) largest = Math.max(largest, a[i]!);
        return largest;
      },
    },
  ];
}

function seconds(run: () => unknown): number {
  const start = performance.now();
  run();
  return (performance.now() - start) / 1000;
}
