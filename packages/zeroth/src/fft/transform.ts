import { ZerothError } from '../errors.js';
import { type Engine, engine } from './engine.js';
import type { TrigonometricType } from './trigonometric-plan.js';

/*
 * Transforms of row-major Float64Arrays. These are the floors of the functions on arrays: nothing is checked.
 */

const COMPLEX = 16;
/** The kernels address 32 bits. */
const LARGEST_SPACE = 2 ** 32 - 2 ** 20;

function reserve(bytes: number): Engine {
  const shared = engine();
  if (bytes > LARGEST_SPACE)
    throw new ZerothError(
      'out-of-memory',
      `A transform must fit in 4 GiB of memory, but this one needs ${bytes} bytes.`,
      bytes,
    );
  shared.space.reserve(bytes);
  return shared;
}

/** A transform along one axis of a row-major array: `outer` blocks of `length` rows of `inner` numbers. */
export interface Along {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/**
 * Σ_j x_j exp(∓2πi j k / n) along some axes, one after the other, times a factor.
 *
 * @param outRe real parts of the result; may be `re`, and `outIm` may be `im`
 * @param inverse exp(+2πi j k / n) instead of exp(−2πi j k / n)
 */
export function transformComplex(
  re: Float64Array,
  im: Float64Array,
  outRe: Float64Array,
  outIm: Float64Array,
  axes: readonly Along[],
  inverse: boolean,
  factor: number,
): void {
  const size = re.length;
  if (size === 0) return;
  const plans = axes.map(({ length }) => engine().complex(length));
  const work = Math.max(0, ...plans.map((plan) => plan.work));
  const turned = axes.some(({ inner }) => inner > 1);
  const main = 0;
  const other = COMPLEX * size;
  const workspace = turned ? 2 * other : other;
  // While they are (de)interleaved, the parts lie where the work space is.
  const parts = other;
  const { space } = reserve(Math.max(workspace + COMPLEX * work, parts + COMPLEX * size));
  const { kernels } = space;
  // The inverse transform of a + ib is that of b + ia, forward, with the parts exchanged.
  let numbers = space.numbers();
  numbers.set(inverse ? im : re, parts / 8);
  numbers.set(inverse ? re : im, parts / 8 + size);
  kernels.fftInterleave(size, parts, parts + 8 * size, main);
  let result = main;
  for (const [i, { outer, length, inner }] of axes.entries()) {
    const plan = plans[i]!;
    if (length === 1) continue;
    space.place(plan.tables);
    numbers = space.numbers();
    if (inner === 1 && outer === 1) {
      result = plan.transform(space, main, workspace);
      continue;
    }
    const block = COMPLEX * length * inner;
    for (let b = 0; b < outer; b++) {
      const start = main + b * block;
      const lines = inner > 1 ? other : start;
      if (inner > 1) kernels.fftTranspose(length, inner, start, lines);
      for (let line = lines; line < lines + block; line += COMPLEX * length) {
        const at = plan.transform(space, line, workspace);
        if (at !== line) numbers.copyWithin(line / 8, at / 8, at / 8 + 2 * length);
      }
      if (inner > 1) kernels.fftTranspose(inner, length, lines, start);
    }
  }
  // What was transformed as a single line may lie in the work space.
  const separated = result === main ? parts : main;
  kernels.fftSeparate(size, factor, result, separated, separated + 8 * size);
  numbers = space.numbers();
  copyOut(numbers, separated / 8, inverse ? outIm : outRe);
  copyOut(numbers, separated / 8 + size, inverse ? outRe : outIm);
}

function copyOut(numbers: Float64Array, from: number, target: Float64Array): void {
  target.set(numbers.subarray(from, from + target.length));
}

/**
 * The first ⌊n/2⌋ + 1 numbers of the transform of each line of n real numbers, times a factor.
 *
 * @param x lines of n
 * @param re lines of ⌊n/2⌋ + 1, likewise `im`
 */
export function transformReal(x: Float64Array, re: Float64Array, im: Float64Array, n: number, factor: number): void {
  const count = Math.floor(n / 2) + 1;
  const lines = x.length / n;
  const plan = engine().real(n);
  const work = COMPLEX * plan.room;
  const parts = work + COMPLEX * plan.work;
  const { space } = reserve(parts + COMPLEX * count);
  space.place(plan.tables);
  const numbers = space.numbers();
  for (let line = 0; line < lines; line++) {
    numbers.set(lines === 1 ? x : x.subarray(line * n, (line + 1) * n), 0);
    const at = plan.forward(space, 0, work);
    space.kernels.fftSeparate(count, factor, at, parts, parts + 8 * count);
    re.set(numbers.subarray(parts / 8, parts / 8 + count), line * count);
    im.set(numbers.subarray(parts / 8 + count, parts / 8 + 2 * count), line * count);
  }
}

/**
 * The n real numbers whose transform begins with each line of ⌊n/2⌋ + 1 complex ones, times n and times a factor.
 *
 * @param x lines of n
 */
export function transformHalf(re: Float64Array, im: Float64Array, x: Float64Array, n: number, factor: number): void {
  const count = Math.floor(n / 2) + 1;
  const lines = x.length / n;
  const plan = engine().real(n);
  const work = COMPLEX * plan.room;
  const parts = work + COMPLEX * plan.work;
  const { space } = reserve(parts + COMPLEX * count);
  space.place(plan.tables);
  const numbers = space.numbers();
  for (let line = 0; line < lines; line++) {
    numbers.set(re.subarray(line * count, (line + 1) * count), parts / 8);
    numbers.set(im.subarray(line * count, (line + 1) * count), parts / 8 + count);
    space.kernels.fftInterleave(count, parts, parts + 8 * count, 0);
    const at = plan.inverse(space, 0, work);
    if (factor !== 1) space.kernels.scaleF64(n, factor, at);
    x.set(numbers.subarray(at / 8, at / 8 + n), line * n);
  }
}

/** Cosine or sine sums of lines of n numbers, as `TrigonometricPlan` defines them, times a factor. */
export function transformTrigonometric(
  kind: 'cosine' | 'sine',
  type: TrigonometricType,
  x: Float64Array,
  y: Float64Array,
  n: number,
  factor: number,
): void {
  const plan = engine().trigonometric(type, n);
  const work = COMPLEX * plan.room;
  const { space } = reserve(work + COMPLEX * plan.work);
  space.place(plan.tables);
  for (let start = 0; start < x.length; start += n) plan[kind](space, x, start, y, start, 0, work);
  if (factor !== 1) for (let i = 0; i < y.length; i++) y[i] = factor * y[i]!;
}
