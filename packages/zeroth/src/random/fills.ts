import { checkSeed, checkStream } from './checks.js';
import { domains, highWord, lastWord, lowWord } from './counter.js';
import { boxMuller, unitInterval } from './from-words.js';
import { philox4x32 } from './philox.js';

/**
 * Fills an array with uniform numbers in [0, 1), multiples of 2^−53. A function of the seed, the
 * stream and the position only; element i is made from block i / 2 of that draw, so a longer array
 * begins with a shorter one.
 *
 * @param seed a safe integer
 * @param stream an integer from 0 to 2^48 − 1
 * @param position the draw of the stream to use, default 0
 * @returns `into`
 */
export function fillUniform(into: Float64Array, seed: number, stream = 0, position = 0): Float64Array {
  eachBlock(Math.ceil(into.length / 2), seed, stream, position, (words, block) => {
    into[2 * block] = unitInterval(words[0]!, words[1]!);
    into[2 * block + 1] = unitInterval(words[2]!, words[3]!);
  });
  return into;
}

/** Like {@link fillUniform}, with standard normal numbers (exact Box-Muller, two a block). */
export function fillNormal(into: Float64Array, seed: number, stream = 0, position = 0): Float64Array {
  const even = into.length & ~1;
  eachBlock(even / 2, seed, stream, position, (words, block) => boxMuller(words, into, 2 * block));
  if (even < into.length) {
    const pair = new Float64Array(2);
    const words = new Uint32Array(4);
    const key0 = lowWord(seed);
    philox4x32(
      even / 2,
      lowWord(position),
      lowWord(stream),
      lastWord(domains.draw, position, stream),
      key0,
      highWord(seed),
      words,
    );
    boxMuller(words, pair, 0);
    into[even] = pair[0]!;
  }
  return into;
}

/** Like {@link fillUniform}, with −1 and 1 at equal odds, 128 a block. */
export function fillRademacher(into: Float64Array, seed: number, stream = 0, position = 0): Float64Array {
  eachBlock(Math.ceil(into.length / 128), seed, stream, position, (words, block) => {
    const first = 128 * block;
    const end = Math.min(first + 128, into.length);
    for (let i = first; i < end; i++) into[i] = 1 - ((words[(i - first) >>> 5]! >>> (i & 31)) & 1) * 2;
  });
  return into;
}

/** Like {@link fillUniform}, with a point uniform on the unit sphere of the array's dimension. */
export function fillSphere(into: Float64Array, seed: number, stream = 0, position = 0): Float64Array {
  fillNormal(into, seed, stream, position);
  let square = 0;
  for (let i = 0; i < into.length; i++) square += into[i]! * into[i]!;
  const scale = 1 / Math.sqrt(square);
  for (let i = 0; i < into.length; i++) into[i] = into[i]! * scale;
  return into;
}

function eachBlock(
  blocks: number,
  seed: number,
  stream: number,
  position: number,
  use: (words: Uint32Array, block: number) => void,
): void {
  checkSeed(seed);
  checkStream(stream);
  const words = new Uint32Array(4);
  const key0 = lowWord(seed);
  const key1 = highWord(seed);
  const word1 = lowWord(position);
  const word2 = lowWord(stream);
  const word3 = lastWord(domains.draw, position, stream);
  for (let block = 0; block < blocks; block++) {
    philox4x32(block, word1, word2, word3, key0, key1, words);
    use(words, block);
  }
}
