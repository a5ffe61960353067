import type { ComplexPlan } from './complex-plan.js';
import type { RealPlan } from './real-plan.js';
import { rootsOfUnity } from './roots-of-unity.js';
import type { Table, Workspace } from './workspace.js';

/** The kinds of sums that discrete cosine and sine transforms are made of. */
export type TrigonometricType = 1 | 2 | 3 | 4;

/** Cosine and sine sums of one type and length, over Fourier transforms. */
export interface TrigonometricPlan {
  /** Complex numbers of room at x. */
  readonly room: number;
  /** Complex numbers of work space. */
  readonly work: number;
  readonly tables: readonly Table[];
  /**
   * Sums x[from …] into y[to …] with room at byte address `at` and work space at `work`.
   *
   * Cosine: Σ x_j cos(π k j / (n − 1)), cos(π k (2j + 1) / 2n), cos(π j (2k + 1) / 2n), cos(π (2k + 1)(2j + 1) / 4n) by type.
   * Sine: Σ x_j sin(π (k + 1)(j + 1) / (n + 1)), sin(π (k + 1)(2j + 1) / 2n), sin(π (j + 1)(2k + 1) / 2n),
   * sin(π (2k + 1)(2j + 1) / 4n). Type 3 is the transpose of type 2; the others are symmetric.
   */
  readonly cosine: Sums;
  readonly sine: Sums;
}

type Sums = (
  space: Workspace,
  x: Float64Array,
  from: number,
  y: Float64Array,
  to: number,
  at: number,
  work: number,
) => void;

interface Plans {
  complex(n: number): ComplexPlan;
  real(n: number): RealPlan;
}

/** Plans sums of n ≥ 1 terms; type 1 of cosines needs n ≥ 2. */
export function planTrigonometric(type: TrigonometricType, n: number, plans: Plans): TrigonometricPlan {
  switch (type) {
    case 1:
      return planFirst(n, plans);
    case 2:
      return planSecond(n, plans);
    case 3:
      return planThird(n, plans);
    case 4:
      return n % 2 === 0 ? planFourthEven(n, plans) : planFourthOdd(n, plans);
  }
}

/** By the real transform of the even extension (period 2n − 2) or the odd one (period 2n + 2). */
function planFirst(n: number, plans: Plans): TrigonometricPlan {
  const even = plans.real(Math.max(2 * n - 2, 1));
  const odd = plans.real(2 * n + 2);
  return {
    room: Math.max(even.room, odd.room),
    work: Math.max(even.work, odd.work),
    tables: [...even.tables, ...odd.tables],
    cosine(space, x, from, y, to, at, work) {
      const numbers = space.numbers();
      const first = x[from]!;
      const last = x[from + n - 1]!;
      const start = at / 8;
      for (let j = 0; j < n; j++) numbers[start + j] = x[from + j]!;
      for (let j = 1; j < n - 1; j++) numbers[start + even.length - j] = x[from + j]!;
      const result = even.forward(space, at, work) / 8;
      // The extension has the inner terms twice and the outer ones once.
      for (let k = 0; k < n; k++) y[to + k] = 0.5 * (numbers[result + 2 * k]! + (first + (k % 2 === 0 ? last : -last)));
    },
    sine(space, x, from, y, to, at, work) {
      const numbers = space.numbers();
      const start = at / 8;
      numbers[start] = 0;
      numbers[start + n + 1] = 0;
      for (let j = 0; j < n; j++) {
        numbers[start + 1 + j] = x[from + j]!;
        numbers[start + odd.length - 1 - j] = -x[from + j]!;
      }
      const result = odd.forward(space, at, work) / 8;
      for (let k = 0; k < n; k++) y[to + k] = -0.5 * numbers[result + 2 * k + 3]!;
    },
  };
}

/** exp(−πi k / (2n)) for k ≤ n / 2, in pairs. */
function quarterRoots(n: number): Float64Array {
  const write = rootsOfUnity(4 * n);
  const roots = new Float64Array(2 * (Math.floor(n / 2) + 1));
  for (let k = 0; 2 * k < roots.length; k++) write(k, roots, 2 * k);
  return roots;
}

/**
 * By the real transform of the even terms followed by the odd ones in reverse.
 *
 * @source Makhoul: A fast cosine transform in one and two dimensions (1980)
 */
function planSecond(n: number, plans: Plans): TrigonometricPlan {
  const inner = plans.real(n);
  const roots = quarterRoots(n);
  const finish = (numbers: Float64Array, result: number, put: (k: number, value: number) => void) => {
    put(0, numbers[result]!);
    for (let k = 1; 2 * k <= n; k++) {
      const re = numbers[result + 2 * k]!;
      const im = numbers[result + 2 * k + 1]!;
      const c = roots[2 * k]!;
      const s = roots[2 * k + 1]!;
      put(k, re * c - im * s);
      put(n - k, -(re * s + im * c));
    }
  };
  return {
    room: inner.room,
    work: inner.work,
    tables: inner.tables,
    cosine(space, x, from, y, to, at, work) {
      const numbers = space.numbers();
      const start = at / 8;
      for (let j = 0; 2 * j < n; j++) numbers[start + j] = x[from + 2 * j]!;
      for (let j = 0; 2 * j + 1 < n; j++) numbers[start + n - 1 - j] = x[from + 2 * j + 1]!;
      finish(numbers, inner.forward(space, at, work) / 8, (k, value) => {
        y[to + k] = value;
      });
    },
    // sin(π (k + 1)(2j + 1) / 2n) = (−1)^j cos(π (n − 1 − k)(2j + 1) / 2n)
    sine(space, x, from, y, to, at, work) {
      const numbers = space.numbers();
      const start = at / 8;
      for (let j = 0; 2 * j < n; j++) numbers[start + j] = x[from + 2 * j]!;
      for (let j = 0; 2 * j + 1 < n; j++) numbers[start + n - 1 - j] = -x[from + 2 * j + 1]!;
      finish(numbers, inner.forward(space, at, work) / 8, (k, value) => {
        y[to + n - 1 - k] = value;
      });
    },
  };
}

/** Undoes what {@link planSecond} does, step by step. */
function planThird(n: number, plans: Plans): TrigonometricPlan {
  const inner = plans.real(n);
  const roots = quarterRoots(n);
  const begin = (numbers: Float64Array, start: number, get: (j: number) => number) => {
    numbers[start] = get(0);
    numbers[start + 1] = 0;
    for (let k = 1; 2 * k <= n; k++) {
      const a = 0.5 * get(k);
      const b = 0.5 * get(n - k);
      const c = roots[2 * k]!;
      const s = roots[2 * k + 1]!;
      // (a − i b) exp(πi k / 2n)
      numbers[start + 2 * k] = a * c - b * s;
      numbers[start + 2 * k + 1] = -(a * s + b * c);
    }
  };
  return {
    room: inner.room,
    work: inner.work,
    tables: inner.tables,
    cosine(space, x, from, y, to, at, work) {
      const numbers = space.numbers();
      begin(numbers, at / 8, (j) => x[from + j]!);
      const result = inner.inverse(space, at, work) / 8;
      for (let k = 0; 2 * k < n; k++) y[to + 2 * k] = numbers[result + k]!;
      for (let k = 0; 2 * k + 1 < n; k++) y[to + 2 * k + 1] = numbers[result + n - 1 - k]!;
    },
    // sin(π (j + 1)(2k + 1) / 2n) = (−1)^k cos(π (n − 1 − j)(2k + 1) / 2n)
    sine(space, x, from, y, to, at, work) {
      const numbers = space.numbers();
      begin(numbers, at / 8, (j) => x[from + n - 1 - j]!);
      const result = inner.inverse(space, at, work) / 8;
      for (let k = 0; 2 * k < n; k++) y[to + 2 * k] = numbers[result + k]!;
      for (let k = 0; 2 * k + 1 < n; k++) y[to + 2 * k + 1] = -numbers[result + n - 1 - k]!;
    },
  };
}

/** Type 4 of even length by a complex transform of half the length. */
function planFourthEven(n: number, plans: Plans): TrigonometricPlan {
  const half = n / 2;
  const inner = plans.complex(half);
  // (4j + 1)(4k + 1) / 4n = 4 j k / n + (8j + 1) / 8n + (8k + 1) / 8n: exp(−πi (8k + 1) / (8n))
  const write = rootsOfUnity(16 * n);
  const roots = new Float64Array(n);
  for (let k = 0; k < half; k++) write(8 * k + 1, roots, 2 * k);
  const sums =
    (sine: boolean): Sums =>
    (space, x, from, y, to, at, work) => {
      const numbers = space.numbers();
      const start = at / 8;
      for (let j = 0; j < half; j++) {
        const left = x[from + 2 * j]!;
        const right = x[from + n - 1 - 2 * j]!;
        const [re, im] = sine ? [right, left] : [left, right];
        const c = roots[2 * j]!;
        const s = roots[2 * j + 1]!;
        numbers[start + 2 * j] = re * c - im * s;
        numbers[start + 2 * j + 1] = re * s + im * c;
      }
      const result = inner.transform(space, at, work) / 8;
      for (let k = 0; k < half; k++) {
        const re = numbers[result + 2 * k]!;
        const im = numbers[result + 2 * k + 1]!;
        const c = roots[2 * k]!;
        const s = roots[2 * k + 1]!;
        // Sines are cosines of the reversed terms with signs (−1)^k, and n − 1 − 2k is odd.
        y[to + 2 * k] = re * c - im * s;
        y[to + n - 1 - 2 * k] = sine ? re * s + im * c : -(re * s + im * c);
      }
    };
  return { room: half, work: inner.work, tables: inner.tables, cosine: sums(false), sine: sums(true) };
}

/**
 * Type 4 of odd length by a complex transform of the same length: it gives the sums of even index up to 2n − 2, and those
 * beyond n − 1 are the ones of odd index, mirrored, with the sign changed.
 */
function planFourthOdd(n: number, plans: Plans): TrigonometricPlan {
  const inner = plans.complex(n);
  const write = rootsOfUnity(8 * n);
  // exp(−πi j / (2n)), exp(−πi (4m + 1) / (4n))
  const before = new Float64Array(2 * n);
  const after = new Float64Array(2 * n);
  for (let j = 0; j < n; j++) {
    write(2 * j, before, 2 * j);
    write((4 * j + 1) % (8 * n), after, 2 * j);
  }
  const sums =
    (sine: boolean): Sums =>
    (space, x, from, y, to, at, work) => {
      const numbers = space.numbers();
      const start = at / 8;
      for (let j = 0; j < n; j++) {
        const value = x[sine ? from + n - 1 - j : from + j]!;
        numbers[start + 2 * j] = value * before[2 * j]!;
        numbers[start + 2 * j + 1] = value * before[2 * j + 1]!;
      }
      const result = inner.transform(space, at, work) / 8;
      for (let m = 0; m < n; m++) {
        const value = numbers[result + 2 * m]! * after[2 * m]! - numbers[result + 2 * m + 1]! * after[2 * m + 1]!;
        if (2 * m < n) y[to + 2 * m] = value;
        else y[to + 2 * n - 1 - 2 * m] = sine ? value : -value;
      }
    };
  return { room: n, work: inner.work, tables: inner.tables, cosine: sums(false), sine: sums(true) };
}
