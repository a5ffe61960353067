import { describe, expect, it } from 'vitest';
import { rootsOfUnity } from './roots-of-unity.js';
import { transformComplex, transformHalf, transformReal, transformTrigonometric } from './transform.js';

/** Numbers that look random and are the same everywhere. */
function noise(n: number, seed: number): Float64Array {
  let state = (seed * 2654435761 + 12345) % 2 ** 32;
  return Float64Array.from({ length: n }, () => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return state / 2 ** 31 - 1;
  });
}

/** A sum with the rounding errors of the additions carried along (Neumaier's form of Kahan's algorithm). */
function compensated(n: number, term: (j: number) => number): number {
  let sum = 0;
  let lost = 0;
  for (let j = 0; j < n; j++) {
    const value = term(j);
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** All n-th roots, the reference's own: by the library's sine and cosine after reduction to the first octant. */
function rootTable(n: number): { cos: Float64Array; sin: Float64Array } {
  const cos = new Float64Array(n);
  const sin = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const quarter = Math.floor((4 * k) / n);
    const rest = 4 * k - quarter * n;
    const swap = 2 * rest > n;
    const angle = ((Math.PI / 2) * (swap ? n - rest : rest)) / n;
    const c = swap ? Math.sin(angle) : Math.cos(angle);
    const s = swap ? Math.cos(angle) : Math.sin(angle);
    cos[k] = [c, -s, -c, s][quarter]!;
    sin[k] = [s, c, -s, -c][quarter]!;
  }
  return { cos, sin };
}

/** Σ x_j exp(−2πi j k / n) for some k. */
function naive(re: Float64Array, im: Float64Array, ks: readonly number[]): readonly (readonly [number, number])[] {
  const n = re.length;
  const { cos, sin } = rootTable(n);
  return ks.map((k) => [
    compensated(2 * n, (t) => {
      const j = t >> 1;
      const p = (j * k) % n;
      return t % 2 === 0 ? re[j]! * cos[p]! : im[j]! * sin[p]!;
    }),
    compensated(2 * n, (t) => {
      const j = t >> 1;
      const p = (j * k) % n;
      return t % 2 === 0 ? im[j]! * cos[p]! : -re[j]! * sin[p]!;
    }),
  ]);
}

const norm = (x: Float64Array) => Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
const EPS = 2 ** -53;
/** Random-walk growth of the rounding errors of about 2 log₂ n steps, with room for the longer chains of odd radices. */
const bound = (n: number) => 4 * EPS * (2 + Math.log2(n));
const along = (length: number) => [{ outer: 1, length, inner: 1 }];

function rootMeanSquareError(n: number, ks: readonly number[]): number {
  const re = noise(n, n);
  const im = noise(n, n + 1);
  const reference = naive(re, im, ks);
  // Parseval: the components have the mean square ‖x‖².
  const scale = Math.hypot(norm(re), norm(im));
  transformComplex(re, im, re, im, along(n), false, 1);
  const squares = ks.map((k, i) => (re[k]! - reference[i]![0]) ** 2 + (im[k]! - reference[i]![1]) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / ks.length) / scale;
}

describe('roots of unity', () => {
  it('agree with the sines and cosines of the engine at reduced angles', () => {
    for (const n of [1, 2, 3, 8, 24, 97, 1000, 4096, 65537]) {
      const write = rootsOfUnity(n);
      const { cos, sin } = rootTable(n);
      const pair = new Float64Array(2);
      for (let k = 0; k < n; k += Math.ceil(n / 500)) {
        write(k, pair, 0);
        // The engine's sine and cosine are within an ulp, and their angle within 1.5 more.
        expect(Math.abs(pair[0]! - cos[k]!)).toBeLessThanOrEqual(3 * EPS);
        expect(Math.abs(pair[1]! + sin[k]!)).toBeLessThanOrEqual(3 * EPS);
      }
    }
  });
});

describe('complex transforms', () => {
  it('are the defining sums at every length from 1 to 200', () => {
    for (let n = 1; n <= 200; n++) {
      const error = rootMeanSquareError(
        n,
        Array.from({ length: n }, (_, k) => k),
      );
      expect(error, `length ${n}`).toBeLessThan(bound(n));
    }
  });

  it('are the defining sums at long lengths: powers, products, primes and twice primes', () => {
    for (const n of [
      256,
      243,
      625,
      343,
      1331,
      2197,
      512,
      2048,
      4096,
      1009,
      1021,
      2039,
      2 * 1009,
      4999,
      5000,
      5003,
      65537,
      65539,
      100000,
    ]) {
      const ks = Array.from({ length: 12 }, (_, i) => Math.floor(((i + 0.5) * n) / 12));
      expect(rootMeanSquareError(n, [0, 1, n - 1, ...ks]), `length ${n}`).toBeLessThan(bound(n));
    }
  });

  it('are undone by their inverses, along any axes', () => {
    for (const [axes, size] of [
      [along(360), 360],
      [along(1013), 1013],
      [
        [
          { outer: 6, length: 35, inner: 1 },
          { outer: 1, length: 6, inner: 35 },
        ],
        210,
      ],
      [[{ outer: 2, length: 13, inner: 17 }], 442],
    ] as const) {
      const x = noise(size, 1);
      const y = noise(size, 2);
      const [re, im] = [x.slice(), y.slice()];
      const factor = axes.reduce((product, { length }) => product / length, 1);
      transformComplex(re, im, re, im, axes, false, 1);
      transformComplex(re, im, re, im, axes, true, factor);
      const difference = Math.hypot(norm(re.map((v, i) => v - x[i]!)), norm(im.map((v, i) => v - y[i]!)));
      expect(difference / Math.hypot(norm(x), norm(y))).toBeLessThan(2 * bound(size));
    }
  });

  it('along the first axis are those of the columns', () => {
    const [rows, columns] = [12, 11];
    const x = noise(rows * columns, 3);
    const y = noise(rows * columns, 4);
    const [re, im] = [x.slice(), y.slice()];
    transformComplex(re, im, re, im, [{ outer: 1, length: rows, inner: columns }], false, 1);
    for (let j = 0; j < columns; j++) {
      const columnRe = x.filter((_, i) => i % columns === j);
      const columnIm = y.filter((_, i) => i % columns === j);
      transformComplex(columnRe, columnIm, columnRe, columnIm, along(rows), false, 1);
      expect([...re.filter((_, i) => i % columns === j)]).toEqual([...columnRe]);
      expect([...im.filter((_, i) => i % columns === j)]).toEqual([...columnIm]);
    }
  });
});

describe('real transforms', () => {
  it('are half of the complex ones, and are undone', () => {
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 16, 97, 101, 202, 1000, 1024, 2018, 4097]) {
      const x = noise(2 * n, n);
      const count = Math.floor(n / 2) + 1;
      const re = new Float64Array(2 * count);
      const im = new Float64Array(2 * count);
      transformReal(x, re, im, n, 1);
      for (const line of [0, 1]) {
        const wholeRe = x.slice(line * n, (line + 1) * n);
        const wholeIm = new Float64Array(n);
        const scale = norm(wholeRe);
        transformComplex(wholeRe, wholeIm, wholeRe, wholeIm, along(n), false, 1);
        for (let k = 0; k < count; k++) {
          const error = Math.hypot(re[line * count + k]! - wholeRe[k]!, im[line * count + k]! - wholeIm[k]!);
          // One component of an error whose root mean square the bound is.
          expect(error, `length ${n}, ${k}`).toBeLessThan(4 * bound(n) * scale);
        }
      }
      const back = new Float64Array(2 * n);
      transformHalf(re, im, back, n, 1 / n);
      expect(norm(back.map((value, i) => value - x[i]!)) / norm(x), `length ${n}`).toBeLessThan(2 * bound(n));
    }
  });
});

describe('cosine and sine sums', () => {
  const sums = {
    cosine: {
      1: (k: number, j: number, n: number) => Math.cos((Math.PI * ((k * j) % (2 * n - 2))) / (n - 1)),
      2: (k: number, j: number, n: number) => Math.cos((Math.PI * ((k * (2 * j + 1)) % (4 * n))) / (2 * n)),
      3: (k: number, j: number, n: number) => Math.cos((Math.PI * ((j * (2 * k + 1)) % (4 * n))) / (2 * n)),
      4: (k: number, j: number, n: number) => Math.cos((Math.PI * (((2 * j + 1) * (2 * k + 1)) % (8 * n))) / (4 * n)),
    },
    sine: {
      1: (k: number, j: number, n: number) => Math.sin((Math.PI * (((k + 1) * (j + 1)) % (2 * n + 2))) / (n + 1)),
      2: (k: number, j: number, n: number) => Math.sin((Math.PI * (((k + 1) * (2 * j + 1)) % (4 * n))) / (2 * n)),
      3: (k: number, j: number, n: number) => Math.sin((Math.PI * (((j + 1) * (2 * k + 1)) % (4 * n))) / (2 * n)),
      4: (k: number, j: number, n: number) => Math.sin((Math.PI * (((2 * j + 1) * (2 * k + 1)) % (8 * n))) / (4 * n)),
    },
  };

  for (const kind of ['cosine', 'sine'] as const)
    for (const type of [1, 2, 3, 4] as const)
      it(`are the defining ones: ${kind}, type ${type}`, () => {
        for (const n of [1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 30, 45, 64, 101, 128, 134]) {
          if (kind === 'cosine' && type === 1 && n === 1) continue;
          const x = noise(n, n);
          const y = new Float64Array(n);
          transformTrigonometric(kind, type, x, y, n, 1);
          const reference = x.map((_, k) => compensated(n, (j) => x[j]! * sums[kind][type](k, j, n)));
          // The angles of the reference, up to 2π, are rounded: n terms with relative errors of 2π eps.
          const tolerance = (bound(n) + 8 * EPS) * norm(x) * Math.sqrt(n);
          expect(norm(y.map((value, k) => value - reference[k]!)), `length ${n}`).toBeLessThan(tolerance);
        }
      });
});
