import { ZerothError } from '../errors.js';
import { blocksOf } from './blocks.js';
import {
  checkBound,
  checkCount,
  checkPosition,
  checkPositive,
  checkSeed,
  checkSplitKey,
  checkStable,
  checkStream,
} from './checks.js';
import { domains, highWord, lowWord, POSITIONS } from './counter.js';
import { log } from './elementary.js';
import { fillNormal, fillRademacher, fillSphere, fillUniform } from './fills.js';
import { boxMuller, openUnitInterval, unitInterval } from './from-words.js';
import { gammaWith } from './gamma.js';
import { choiceWith, integerBelow, shuffleWith } from './integers.js';
import { philox4x32 } from './philox.js';
import { stableFrom } from './stable.js';

/**
 * A stream of random draws. Every method that draws is one draw, whatever it returns, and draw i is a
 * function of seed, stream and i alone: how the draws before it were made, how many trials they took
 * or how long their arrays were changes nothing. `{ seed, stream, position }` is the whole state.
 */
export interface Random {
  readonly seed: number;
  readonly stream: number;
  /** The index of the next draw, from 0 to 2^45 − 1. May be set. */
  position: number;
  /** Uniform in [0, 1), a multiple of 2^−53. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** −1 or 1 at equal odds. */
  rademacher(): number;
  /** Uniform on 0, …, n − 1 without bias, n from 1 to 2^53. */
  integer(n: number): number;
  /** Exponential with mean 1. */
  exponential(): number;
  /** Gamma with this shape (positive) and scale 1. */
  gamma(shape: number): number;
  /** Student's t with this many degrees of freedom (positive). */
  studentT(degreesOfFreedom: number): number;
  /**
   * Stable with stability alpha in (0, 2] and skewness beta in [−1, 1] (default 0), unit scale,
   * location 0: characteristic function exp(−|t|^α (1 − i β sign(t) tan(πα/2))), for α = 1
   * exp(−|t| (1 + i β (2/π) sign(t) ln |t|)). Alpha 2 is normal with variance 2; a tiny alpha may overflow.
   * With beta ≠ 0 it loses accuracy as alpha approaches 1, where this form of the law is discontinuous.
   */
  stable(alpha: number, beta?: number): number;
  /** A point uniform on the unit sphere in n dimensions, n ≥ 1. */
  sphere(n: number): Float64Array<ArrayBuffer>;
  /** Fills and returns an array, as {@link fillUniform} at this position. */
  fillUniform<A extends Float64Array>(into: A): A;
  /** Fills and returns an array, as {@link fillNormal} at this position. */
  fillNormal<A extends Float64Array>(into: A): A;
  /** Fills and returns an array, as {@link fillRademacher} at this position. */
  fillRademacher<A extends Float64Array>(into: A): A;
  /** Fills and returns an array, as {@link fillSphere} at this position. */
  fillSphere<A extends Float64Array>(into: A): A;
  /** Puts an array into random order in place and returns it. */
  shuffle<A extends { [index: number]: unknown; readonly length: number }>(array: A): A;
  /** A random order of 0, …, n − 1. */
  permutation(n: number): Int32Array<ArrayBuffer>;
  /** k of 0, …, n − 1 without replacement, in random order, in O(k) time and memory. */
  choice(n: number, k: number): Int32Array<ArrayBuffer>;
  /**
   * A stream independent of this one and of its splits at other keys. It depends on seed, stream and
   * key, not on the position, and draws nothing.
   */
  split(key: number): Random;
}

/**
 * The stream of random draws of a seed, from Philox4x32-10. The same seed and stream give the same
 * bits on every platform.
 *
 * @param seed a safe integer, default 0
 * @param stream an integer from 0 to 2^48 − 1, default 0; streams of a seed are independent
 * @throws ZerothError `random-seed`, `random-stream`; the methods `random-position`, `random-key`,
 *   `random-bound`, `random-count`, `random-parameter` for arguments out of range
 */
export function random(seed = 0, stream = 0): Random {
  checkSeed(seed);
  checkStream(stream);
  const blocks = blocksOf(seed, stream);
  const { words } = blocks;
  const pair = new Float64Array(2);
  let position = 0;

  /** Takes the next position; every draw goes through here. */
  function advance(): number {
    if (position >= POSITIONS)
      throw new ZerothError('random-exhausted', 'This stream has given all its 2^45 draws; split it.', position);
    return position++;
  }
  const begin = () => blocks.begin(advance());

  return {
    seed,
    stream,
    get position() {
      return position;
    },
    set position(value) {
      checkPosition(value);
      position = value;
    },
    uniform() {
      begin();
      return unitInterval(words[0]!, words[1]!);
    },
    normal() {
      begin();
      boxMuller(words, pair, 0);
      return pair[0]!;
    },
    rademacher() {
      begin();
      return 1 - (words[0]! & 1) * 2;
    },
    integer(n) {
      checkBound(n);
      begin();
      return integerBelow(n, blocks);
    },
    exponential() {
      begin();
      return -log(openUnitInterval(words[0]!, words[1]!));
    },
    gamma(shape) {
      checkPositive('shape', shape);
      begin();
      return gammaWith(blocks, shape, pair);
    },
    studentT(degreesOfFreedom) {
      checkPositive('degrees of freedom', degreesOfFreedom);
      begin();
      boxMuller(words, pair, 0);
      const normal = pair[0]!;
      return normal / Math.sqrt((2 / degreesOfFreedom) * gammaWith(blocks, degreesOfFreedom / 2, pair));
    },
    stable(alpha, beta = 0) {
      checkStable(alpha, beta);
      begin();
      const angle = openUnitInterval(words[0]!, words[1]!) - 0.5;
      return stableFrom(alpha, beta, angle, -log(openUnitInterval(words[2]!, words[3]!)));
    },
    sphere(n) {
      checkCount('dimension', n, 1);
      return fillSphere(new Float64Array(n), seed, stream, advance());
    },
    fillUniform: (into) => fillUniform(into, seed, stream, advance()),
    fillNormal: (into) => fillNormal(into, seed, stream, advance()),
    fillRademacher: (into) => fillRademacher(into, seed, stream, advance()),
    fillSphere: (into) => fillSphere(into, seed, stream, advance()),
    shuffle(array) {
      begin();
      shuffleWith(blocks, array);
      return array;
    },
    permutation(n) {
      checkCount('length', n, 0);
      begin();
      const order = Int32Array.from({ length: n }, (_, i) => i);
      shuffleWith(blocks, order);
      return order;
    },
    choice(n, k) {
      checkCount('size of the set', n, 0);
      checkCount('number chosen', k, 0, n);
      begin();
      return choiceWith(blocks, n, k);
    },
    split(key) {
      checkSplitKey(key);
      const child = new Uint32Array(4);
      philox4x32(
        lowWord(key),
        highWord(key),
        lowWord(stream),
        lastWordOfSplit(stream),
        lowWord(seed),
        highWord(seed),
        child,
      );
      return random((child[0]! >>> 11) * 2 ** 32 + child[1]!, (child[2]! >>> 16) * 2 ** 32 + child[3]!);
    },
  };
}

function lastWordOfSplit(stream: number): number {
  return ((domains.split << 29) | highWord(stream)) >>> 0;
}
