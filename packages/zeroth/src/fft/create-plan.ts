import { checkChoice } from '../array/checks.js';
import { ZerothError } from '../errors.js';
import { engine } from './engine.js';
import { checkTransformLength } from './options.js';
import type { Table, Workspace } from './workspace.js';

const COMPLEX = 16;

/** Complex transforms of one length, in place, without allocation. Inverses are divided by n. */
export interface ComplexFft {
  readonly kind: 'complex';
  readonly length: number;
  /** Transforms the vector re + i im; both have n numbers. */
  forward(re: Float64Array, im: Float64Array): void;
  inverse(re: Float64Array, im: Float64Array): void;
  /** Transforms n complex numbers that lie as re, im, re, im, … */
  forwardInterleaved(z: Float64Array): void;
  inverseInterleaved(z: Float64Array): void;
}

/** Real transforms of one length n, without allocation. */
export interface RealFft {
  readonly kind: 'real';
  readonly length: number;
  /** Writes the first ⌊n/2⌋ + 1 numbers of the transform of x to re + i im. x is not changed. */
  forward(x: Float64Array, re: Float64Array, im: Float64Array): void;
  /** Writes the n real numbers whose transform begins with re + i im to x. re and im are not changed. */
  inverse(re: Float64Array, im: Float64Array, x: Float64Array): void;
}

/** Options of {@link createPlan}. */
export interface PlanOptions<Kind extends 'complex' | 'real' = 'complex' | 'real'> {
  /** Default `complex`. */
  readonly kind?: Kind;
}

/**
 * Prepares transforms of length n: factors, tables of roots, work space. For many transforms of one length; fft and the like
 * keep the plans they used last, too.
 *
 * @throws ZerothError `bad-length`, `option-out-of-range`; its functions throw `shape-mismatch` where a vector has another length
 */
export function createPlan(n: number, options: PlanOptions<'real'> & { readonly kind: 'real' }): RealFft;
export function createPlan(n: number, options?: PlanOptions<'complex'>): ComplexFft;
export function createPlan(n: number, { kind = 'complex' }: PlanOptions = {}): ComplexFft | RealFft {
  checkTransformLength(n);
  checkChoice('kind', kind, ['complex', 'real']);
  return kind === 'real' ? realFft(n) : complexFft(n);
}

function checkVector(name: string, vector: Float64Array, n: number): void {
  if (vector.length !== n)
    throw new ZerothError(
      'shape-mismatch',
      `${name} must be of shape [${n}] for this plan, but its shape is [${vector.length}].`,
      vector.length,
    );
}

/** Makes room and brings tables in; gives views of parts of the memory, kept until it grows. */
function residence(bytes: number, tables: readonly Table[], parts: readonly (readonly [at: number, length: number])[]) {
  const { space } = engine();
  let numbers: Float64Array | undefined;
  let views: readonly Float64Array[] = [];
  return {
    enter(): Workspace {
      space.reserve(bytes);
      space.place(tables);
      const now = space.numbers();
      if (now !== numbers) {
        numbers = now;
        views = parts.map(([at, length]) => now.subarray(at / 8, at / 8 + length));
      }
      return space;
    },
    view: (i: number) => views[i]!,
  };
}

function complexFft(n: number): ComplexFft {
  const plan = engine().complex(n);
  const other = COMPLEX * n;
  // Split parts lie in the work space before and, where the result is not, after.
  const room = other + COMPLEX * Math.max(plan.work, n);
  const here = residence(room, plan.tables, [
    [0, n],
    [8 * n, n],
    [other, n],
    [other + 8 * n, n],
    [0, 2 * n],
    [other, 2 * n],
  ]);
  const split = (first: Float64Array, second: Float64Array, factor: number) => {
    checkVector('re', first, n);
    checkVector('im', second, n);
    const space = here.enter();
    here.view(2).set(first);
    here.view(3).set(second);
    space.kernels.fftInterleave(n, other, other + 8 * n, 0);
    const result = plan.transform(space, 0, other);
    const to = result === 0 ? other : 0;
    space.kernels.fftSeparate(n, factor, result, to, to + 8 * n);
    first.set(here.view(result === 0 ? 2 : 0));
    second.set(here.view(result === 0 ? 3 : 1));
  };
  const interleaved = (z: Float64Array, inverse: boolean) => {
    checkVector('z', z, 2 * n);
    const space = here.enter();
    here.view(4).set(z);
    const result = plan.transform(space, 0, other);
    if (inverse) space.kernels.fftReverse(n, 1 / n, result);
    z.set(here.view(result === 0 ? 4 : 5));
  };
  return {
    kind: 'complex',
    length: n,
    forward: (re, im) => split(re, im, 1),
    // The inverse transform of a + ib is the transform of b + ia with the parts exchanged.
    inverse: (re, im) => split(im, re, 1 / n),
    forwardInterleaved: (z) => interleaved(z, false),
    inverseInterleaved: (z) => interleaved(z, true),
  };
}

function realFft(n: number): RealFft {
  const plan = engine().real(n);
  const count = Math.floor(n / 2) + 1;
  const work = COMPLEX * plan.room;
  const parts = work + COMPLEX * plan.work;
  const here = residence(parts + COMPLEX * count, plan.tables, [
    [0, n],
    [work, n],
    [parts, count],
    [parts + 8 * count, count],
  ]);
  return {
    kind: 'real',
    length: n,
    forward(x, re, im) {
      checkVector('x', x, n);
      checkVector('re', re, count);
      checkVector('im', im, count);
      const space = here.enter();
      here.view(0).set(x);
      const result = plan.forward(space, 0, work);
      space.kernels.fftSeparate(count, 1, result, parts, parts + 8 * count);
      re.set(here.view(2));
      im.set(here.view(3));
    },
    inverse(re, im, x) {
      checkVector('re', re, count);
      checkVector('im', im, count);
      checkVector('x', x, n);
      const space = here.enter();
      here.view(2).set(re);
      here.view(3).set(im);
      space.kernels.fftInterleave(count, parts, parts + 8 * count, 0);
      const result = plan.inverse(space, 0, work);
      space.kernels.scaleF64(n, 1 / n, result);
      x.set(here.view(result === 0 ? 0 : 1));
    },
  };
}
