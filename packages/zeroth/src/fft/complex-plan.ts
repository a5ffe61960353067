import { multiplyModulo, nextSmooth, powerModulo, primeFactors, primitiveRoot, radicesOf } from './factors.js';
import { rootsOfUnity } from './roots-of-unity.js';
import { makeTable, type Table, type Workspace } from './workspace.js';

/** Prime factors up to this have passes of their own: r² operations beat a convolution there. */
const LARGEST_RADIX = 61;
/** Numbers of a twiddle factor in its table: re, −im, im. */
const TWIDDLE = 3;
const COMPLEX = 16;

interface Pass {
  readonly radix: number;
  readonly l1: number;
  readonly ido: number;
  /** Byte offsets in the table: the twiddle factors, and the constants of an odd radix. */
  readonly twiddles: number;
  readonly constants: number;
}

/** The steps of a complex forward transform of one length. */
export interface ComplexPlan {
  readonly length: number;
  /** Complex numbers of work space that {@link transform} needs. */
  readonly work: number;
  readonly tables: readonly Table[];
  /**
   * Transforms `length` complex numbers at byte address x.
   *
   * @param work address of the work space
   * @returns where the result is: x or work; the other is overwritten
   */
  transform(space: Workspace, x: number, work: number): number;
}

/** Plans the complex transform of length n ≥ 1: passes for small prime factors, Rader or Bluestein for others. */
export function planComplex(space: Workspace, n: number): ComplexPlan {
  const largest = primeFactors(n).at(-1) ?? 1;
  if (largest <= LARGEST_RADIX) return planPasses(n);
  const raderCost = largest === n ? costOf(n - 1) : Infinity;
  return raderCost <= costOf(nextSmooth(2 * n - 1)) ? planRader(space, n) : planBluestein(space, n);
}

/** Operations of a transform by passes, roughly; infinite when there are none. */
function costOf(n: number): number {
  let cost = 0;
  for (const factor of primeFactors(n)) {
    if (factor > LARGEST_RADIX) return Infinity;
    cost += factor <= 7 ? factor : 1.5 * factor;
  }
  return cost * n;
}

/** Stockham's form of the mixed-radix algorithm: each pass sorts while it computes, from one buffer to the other. */
function planPasses(n: number): ComplexPlan {
  const radices = radicesOf(n);
  const passes: Pass[] = [];
  const write = rootsOfUnity(n);
  let size = 0;
  let l1 = 1;
  for (const radix of radices) {
    const ido = n / (l1 * radix);
    const half = radix > 7 && radix % 2 === 1 ? radix >> 1 : 0;
    const constants = size + TWIDDLE * (radix - 1) * (ido - 1);
    passes.push({ radix, l1, ido, twiddles: 8 * size, constants: 8 * constants });
    size = constants + 2 * half * half;
    l1 *= radix;
  }
  const values = new Float64Array(size);
  const pair = new Float64Array(2);
  for (const { radix, l1, ido, twiddles, constants } of passes) {
    let at = twiddles / 8;
    for (let i = 1; i < ido; i++)
      for (let j = 1; j < radix; j++) {
        write(i * j * l1, pair, 0);
        values[at] = pair[0]!;
        values[at + 1] = -pair[1]!;
        values[at + 2] = pair[1]!;
        at += TWIDDLE;
      }
    if (radix <= 7 || radix % 2 === 0) continue;
    at = constants / 8;
    for (let u = 1; u <= radix >> 1; u++)
      for (let v = 1; v <= radix >> 1; v++) {
        write(((u * v) % radix) * (n / radix), pair, 0);
        values[at] = pair[0]!;
        values[at + 1] = -pair[1]!;
        at += 2;
      }
  }
  const table = makeTable(values);
  return {
    length: n,
    work: n + LARGEST_RADIX,
    tables: [table],
    transform({ kernels }, x, work) {
      let from = x;
      let to = work;
      for (const { radix, l1, ido, twiddles, constants } of passes) {
        const w = table.address + twiddles;
        if (radix === 8) kernels.fftPass8(ido, l1, from, to, w);
        else if (radix === 4) kernels.fftPass4(ido, l1, from, to, w);
        else if (radix === 2) kernels.fftPass2(ido, l1, from, to, w);
        else if (radix === 3) kernels.fftPass3(ido, l1, from, to, w);
        else if (radix === 5) kernels.fftPass5(ido, l1, from, to, w);
        else if (radix === 7) kernels.fftPass7(ido, l1, from, to, w);
        else kernels.fftPassOdd(ido, l1, from, to, w, radix, table.address + constants, work + COMPLEX * n);
        const other = from;
        from = to;
        to = other;
      }
      return from;
    },
  };
}

/**
 * Rader's algorithm for a prime p whose p − 1 has small factors: in the order of the powers of a primitive root g the
 * transform is a cyclic convolution, X(g^−q) − x(0) = Σ x(g^s) exp(−2πi g^(s−q) / p).
 *
 * @source Rader: Discrete Fourier transforms when the number of data samples is prime (1968)
 */
function planRader(space: Workspace, p: number): ComplexPlan {
  const m = p - 1;
  const inner = planPasses(m);
  const g = primitiveRoot(p);
  const inverse = powerModulo(g, p - 2, p);
  // From here on, indices count from the number after x(0).
  const orders = new Int32Array(2 * m);
  const kernel = new Float64Array(2 * m);
  const write = rootsOfUnity(p);
  let up = 1;
  let down = 1;
  for (let q = 0; q < m; q++) {
    orders[q] = up - 1;
    orders[m + q] = down - 1;
    // b(q) = exp(−2πi g^−q / p), so that (a ∗ b)(q) = Σ x(g^s) b(q − s).
    write(down, kernel, 2 * q);
    up = multiplyModulo(up, g, p);
    down = multiplyModulo(down, inverse, p);
  }
  const spectrum = makeTable(convolutionSpectrum(space, inner, kernel));
  const places = makeTable(new Float64Array(orders.buffer));
  return {
    length: p,
    work: 2 * inner.work,
    tables: [...inner.tables, spectrum, places],
    transform(space, x, work) {
      const { kernels } = space;
      const second = work + COMPLEX * inner.work;
      const numbers = space.numbers();
      const re = numbers[x / 8]!;
      const im = numbers[x / 8 + 1]!;
      kernels.fftGather(m, places.address, x + COMPLEX, work);
      const forward = inner.transform(space, work, second);
      numbers[x / 8] = re + numbers[forward / 8]!;
      numbers[x / 8 + 1] = im + numbers[forward / 8 + 1]!;
      kernels.fftMultiplyConjugate(m, forward, spectrum.address, forward);
      // The inverse transform is conj F conj here, for the spectrum has its 1/m; what is added to its first number is
      // added to all results.
      numbers[forward / 8] = numbers[forward / 8]! + re;
      numbers[forward / 8 + 1] = numbers[forward / 8 + 1]! - im;
      const result = inner.transform(space, forward, forward === work ? second : work);
      kernels.fftScatterConjugate(m, places.address + 4 * m, result, x + COMPLEX);
      return x;
    },
  };
}

/**
 * Bluestein's algorithm for any length: j k = (j² + k² − (k − j)²) / 2 makes the transform a convolution with the chirp
 * exp(πi k² / n), done by transforms of a longer, smooth length. The chirp's angles are reduced as integers k² mod 2n.
 *
 * @source Bluestein: A linear filtering approach to the computation of discrete Fourier transform (1970)
 */
function planBluestein(space: Workspace, n: number): ComplexPlan {
  const m = nextSmooth(2 * n - 1);
  const inner = planPasses(m);
  const write = rootsOfUnity(2 * n);
  // exp(−πi k² / n)
  const chirp = new Float64Array(2 * n);
  const kernel = new Float64Array(2 * m);
  let square = 0;
  for (let k = 0; k < n; k++) {
    write(square, chirp, 2 * k);
    for (const at of [2 * k, 2 * ((m - k) % m)]) {
      kernel[at] = chirp[2 * k]!;
      kernel[at + 1] = -chirp[2 * k + 1]!;
    }
    square = (square + 2 * k + 1) % (2 * n);
  }
  const chirps = makeTable(chirp);
  const spectrum = makeTable(convolutionSpectrum(space, inner, kernel));
  return {
    length: n,
    work: 2 * inner.work,
    tables: [...inner.tables, chirps, spectrum],
    transform(space, x, work) {
      const { kernels } = space;
      const second = work + COMPLEX * inner.work;
      kernels.fftMultiply(n, x, chirps.address, work);
      space.numbers().fill(0, work / 8 + 2 * n, work / 8 + 2 * m);
      const forward = inner.transform(space, work, second);
      kernels.fftMultiplyConjugate(m, forward, spectrum.address, forward);
      const result = inner.transform(space, forward, forward === work ? second : work);
      kernels.fftMultiplyFirstConjugate(n, result, chirps.address, x);
      return x;
    },
  };
}

/** The transform of the kernel of a cyclic convolution, over its length. */
function convolutionSpectrum(space: Workspace, inner: ComplexPlan, kernel: Float64Array): Float64Array {
  const m = inner.length;
  space.reserve(COMPLEX * (m + inner.work));
  space.place(inner.tables);
  const numbers = space.numbers();
  numbers.set(kernel);
  const at = inner.transform(space, 0, COMPLEX * m) / 8;
  return numbers.slice(at, at + 2 * m).map((value) => value / m);
}
