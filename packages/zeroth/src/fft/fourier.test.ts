import { describe, expect, it } from 'vitest';
import { add, array, multiply, NDArray, roll, subtract, sum } from '../array/index.js';
import { ZerothError } from '../errors.js';
import {
  type Complex,
  fft,
  fft2,
  fftFrequencies,
  fftn,
  fftShift,
  ifft,
  ifftn,
  ifftShift,
  irfft,
  irfftn,
  rfft,
  rfftFrequencies,
  rfftn,
} from './index.js';

const EPS = 2 ** -52;

function noise(n: number, seed: number): Float64Array {
  let state = (seed * 2654435761 + 12345) % 2 ** 32;
  return Float64Array.from({ length: n }, () => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return state / 2 ** 31 - 1;
  });
}

const size = (x: NDArray | Float64Array) => Math.sqrt(sum(multiply(x, x)).item());
const magnitude = ({ re, im }: Complex<NDArray | Float64Array>) => Math.hypot(size(re), size(im));
const distance = (a: Complex<NDArray | Float64Array>, b: Complex<NDArray | Float64Array>) =>
  magnitude({ re: subtract(a.re, b.re), im: subtract(a.im, b.im) }) / magnitude(b);
/** Errors of two transforms, with room. */
const bound = (n: number) => 4 * EPS * Math.log2(4 * n);

describe('fft', () => {
  it('gives back vectors for vectors and arrays for arrays', () => {
    const x = noise(6, 1);
    expect(fft(x).re).toBeInstanceOf(Float64Array);
    expect(fft({ re: x, im: x }).im).toBeInstanceOf(Float64Array);
    expect(irfft(rfft(x))).toBeInstanceOf(Float64Array);
    expect(fft([1, 2, 3]).re).toBeInstanceOf(NDArray);
    expect(rfft(array([[1, 2, 3, 4]])).re.shape).toEqual([1, 3]);
    expect(fft([1, 2, 3, 4]).re.toArray()).toEqual([10, -2, -2, -2]);
    expect(fft([1, 2, 3, 4]).im.toArray()).toEqual([0, 2, 0, -2]);
  });

  it('does not change its input', () => {
    const [re, im] = [noise(12, 1), noise(12, 2)];
    const before = [re.slice(), im.slice()];
    fft({ re, im });
    ifft({ re, im });
    irfft({ re, im });
    expect([re, im]).toEqual(before);
  });

  it('keeps Parseval’s identity, and with the norm ortho the length', () => {
    for (const n of [2, 15, 64, 97, 211, 1000]) {
      const x = { re: noise(n, 1), im: noise(n, 2) };
      expect(Math.abs(magnitude(fft(x)) / magnitude(x) / Math.sqrt(n) - 1)).toBeLessThan(bound(n));
      expect(Math.abs(magnitude(fft(x, { norm: 'ortho' })) / magnitude(x) - 1)).toBeLessThan(bound(n));
    }
  });

  it('is linear', () => {
    const n = 150;
    const [x, y] = [noise(n, 1), noise(n, 2)];
    const [a, b] = [fft(x), fft(y)];
    const combined = {
      re: add(multiply(a.re, 3), multiply(b.re, -0.7)),
      im: add(multiply(a.im, 3), multiply(b.im, -0.7)),
    };
    expect(distance(fft(add(multiply(x, 3), multiply(y, -0.7))), combined)).toBeLessThan(bound(n));
  });

  it('turns a shift into phases', () => {
    for (const n of [24, 35, 127]) {
      const x = { re: noise(n, 1), im: noise(n, 2) };
      const moved = fft({ re: roll(x.re, 5), im: roll(x.im, 5) });
      const { re, im } = fft(x);
      const cos = Float64Array.from({ length: n }, (_, k) => Math.cos((2 * Math.PI * ((5 * k) % n)) / n));
      const sin = Float64Array.from({ length: n }, (_, k) => -Math.sin((2 * Math.PI * ((5 * k) % n)) / n));
      const turned = {
        re: subtract(multiply(re, cos), multiply(im, sin)),
        im: add(multiply(re, sin), multiply(im, cos)),
      };
      expect(distance(moved, turned)).toBeLessThan(bound(n) + 8 * EPS);
    }
  });

  it('has the factor where the norm says', () => {
    const x = noise(10, 3);
    for (const norm of ['backward', 'ortho', 'forward'] as const) {
      const factor = { backward: 1, ortho: 1 / Math.sqrt(10), forward: 1 / 10 }[norm];
      const y = fft(x, { norm });
      expect(y.re[0]).toBeCloseTo(factor * x.reduce((s, v) => s + v, 0), 14);
      expect(distance(ifft(y, { norm }), { re: x, im: new Float64Array(10) })).toBeLessThan(bound(10));
      expect(size(subtract(irfft(rfft(x, { norm }), { norm }), x)) / size(x)).toBeLessThan(bound(10));
    }
  });

  it('cuts or continues its input with zeros', () => {
    const x = [1, 2, 3, 4, 5];
    expect(fft(x, { length: 3 })).toEqual(fft([1, 2, 3]));
    expect(fft(x, { length: 7 }).re.toArray()).toEqual(fft([1, 2, 3, 4, 5, 0, 0]).re.toArray());
    expect(rfft(x, { length: 7 }).im.toArray()).toEqual(rfft([1, 2, 3, 4, 5, 0, 0]).im.toArray());
    const odd = noise(9, 1);
    expect(size(subtract(irfft(rfft(odd), { length: 9 }), odd)) / size(odd)).toBeLessThan(bound(9));
    expect(
      fftn(
        array([
          [1, 2],
          [3, 4],
        ]),
        { lengths: [3, 1], axes: [0, 1] },
      ).re.shape,
    ).toEqual([3, 1]);
  });

  it('transforms along any axis', () => {
    const x = array(Array.from(noise(24, 5))).data;
    const block = new NDArray([2, 3, 4], 'float64', { data: x, strides: [12, 4, 1], offset: 0 });
    for (const axis of [0, 1, 2, -2]) {
      const n = block.shape.at(axis < 0 ? axis : axis)!;
      const there = rfft(block, { axis });
      expect(there.re.shape[axis < 0 ? axis + 3 : axis]).toBe(Math.floor(n / 2) + 1);
      const back = irfft(there, { axis, length: n });
      expect(size(subtract(back, block)) / size(block)).toBeLessThan(bound(4));
      const whole = ifft(fft(block, { axis }), { axis });
      expect(distance(whole, { re: block, im: multiply(block, 0) })).toBeLessThan(bound(4));
    }
  });

  it('in two dimensions is the sum over both, in any order of the axes', () => {
    const [m, n] = [5, 6];
    const values = noise(m * n, 8);
    const x = new NDArray([m, n], 'float64', { data: values, strides: [n, 1], offset: 0 });
    const { re, im } = fft2(x);
    for (let p = 0; p < m; p++)
      for (let q = 0; q < n; q++) {
        let [sumRe, sumIm] = [0, 0];
        for (let i = 0; i < m; i++)
          for (let j = 0; j < n; j++) {
            const angle = -2 * Math.PI * ((i * p) / m + (j * q) / n);
            sumRe += values[i * n + j]! * Math.cos(angle);
            sumIm += values[i * n + j]! * Math.sin(angle);
          }
        expect(re.data[re.offset + p * re.strides[0]! + q * re.strides[1]!]).toBeCloseTo(sumRe, 12);
        expect(im.data[im.offset + p * im.strides[0]! + q * im.strides[1]!]).toBeCloseTo(sumIm, 12);
      }
    expect(distance(fftn(x, { axes: [1, 0] }), { re, im })).toBeLessThan(bound(30));
    expect(distance(ifftn({ re, im }), { re: x, im: multiply(x, 0) })).toBeLessThan(bound(30));
  });

  it('of real arrays in n dimensions is half of the complex one, and is undone', () => {
    const values = noise(3 * 4 * 5, 8);
    const x = new NDArray([3, 4, 5], 'float64', { data: values, strides: [20, 5, 1], offset: 0 });
    const half = rfftn(x);
    expect(half.re.shape).toEqual([3, 4, 3]);
    const whole = fftn(x);
    const ranges = (part: NDArray) =>
      new NDArray([3, 4, 3], 'float64', { data: part.data, strides: [20, 5, 1], offset: 0 });
    expect(distance(half, { re: ranges(whole.re), im: ranges(whole.im) })).toBeLessThan(bound(60));
    expect(size(subtract(irfftn(half, { lengths: [3, 4, 5] }), x)) / size(x)).toBeLessThan(bound(60));
  });

  it('computes float32 in float64 and rounds once', () => {
    const x = Float32Array.from(noise(30, 2));
    const single = fft(x);
    const double = fft(Float64Array.from(x));
    expect(single.re.dtype).toBe('float32');
    expect([...single.re.data]).toEqual([...Float32Array.from(double.re)]);
    expect(rfft(x).im.dtype).toBe('float32');
    expect(irfft({ re: x, im: x }).dtype).toBe('float32');
    expect(fft(Int32Array.of(1, 2)).re.dtype).toBe('float64');
  });

  it('spreads what is not finite to every result', () => {
    for (const n of [4, 7, 67, 263]) {
      const x = noise(n, 1);
      x[n - 1] = Number.NaN;
      const { re, im } = fft(x);
      expect(re.every((value, k) => Number.isNaN(value) || Number.isNaN(im[k]))).toBe(true);
    }
    expect(rfft(Float64Array.of(1, Infinity, 2, 3)).re[0]).toBe(Infinity);
  });

  it('says what is wrong with its input', () => {
    const codeOf = (f: () => unknown) => {
      try {
        f();
      } catch (error) {
        return error instanceof ZerothError ? error.code : String(error);
      }
      return 'none';
    };
    expect(codeOf(() => fft([]))).toBe('empty-transform');
    expect(codeOf(() => rfft(new Float64Array()))).toBe('empty-transform');
    expect(codeOf(() => irfft({ re: [1], im: [0] }))).toBe('empty-transform');
    expect(codeOf(() => fft([1, 2], { length: 0 }))).toBe('bad-length');
    expect(codeOf(() => fft([1, 2], { length: 1.5 }))).toBe('bad-length');
    expect(codeOf(() => irfft([1, 2], { length: -1 }))).toBe('bad-length');
    expect(codeOf(() => fft([1, 2], { axis: 1 }))).toBe('bad-axis');
    expect(codeOf(() => fft(3))).toBe('bad-axis');
    expect(codeOf(() => fft({ re: [1, 2], im: [1] }))).toBe('shape-mismatch');
    expect(codeOf(() => fftn([[1]], { lengths: [1], axes: [0, 1] }))).toBe('shape-mismatch');
    expect(codeOf(() => fftFrequencies(0))).toBe('bad-length');
    expect(
      fft(new NDArray([0, 3], 'float64', { data: new Float64Array(), strides: [3, 1], offset: 0 })).re.shape,
    ).toEqual([0, 3]);
  });
});

describe('frequencies', () => {
  it('go up to the highest, then through the negative ones', () => {
    expect([...fftFrequencies(5, 0.1)]).toEqual([0, 2, 4, -4, -2]);
    expect([...fftFrequencies(4)]).toEqual([0, 0.25, -0.5, -0.25]);
    expect([...rfftFrequencies(5)]).toEqual([0, 0.2, 0.4]);
    expect([...fftShift(fftFrequencies(5, 0.2))]).toEqual([-2, -1, 0, 1, 2]);
    for (const n of [1, 4, 5]) expect(ifftShift(fftShift(noise(n, 1)))).toEqual(noise(n, 1));
    expect(
      fftShift([
        [1, 2],
        [3, 4],
      ]).toArray(),
    ).toEqual([
      [4, 3],
      [2, 1],
    ]);
    expect(
      fftShift(
        [
          [1, 2],
          [3, 4],
        ],
        { axes: [1] },
      ).toArray(),
    ).toEqual([
      [2, 1],
      [4, 3],
    ]);
  });
});
