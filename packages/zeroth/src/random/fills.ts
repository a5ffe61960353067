import { checkPosition, checkSeed, checkStream } from './checks.js';
import { domains, highWord, lastWord, lowWord } from './counter.js';
import { boxMuller, unitInterval } from './from-words.js';
import { philox4x32 } from './philox.js';

/**
 * Fills an array with uniform numbers in [0, 1), multiples of 2^−53. A function of seed, stream and position
 * only, the same as `random(seed, stream).fillUniform(into)` at that position. Element i is made from block
 * i / 2 of the draw, so a longer array begins with a shorter one.
 *
 * @param seed a safe integer
 * @param stream an integer from 0 to 2^48 − 1, default 0
 * @param position the draw of the stream, default 0
 * @returns `into`
 * @throws ZerothError `random-seed`, `random-stream`, `random-position`
 */
export function fillUniform<A extends Float64Array>(into: A, seed: number, stream = 0, position = 0): A {
  eachBlock(Math.ceil(into.length / 2), seed, stream, position, (words, block) => {
    into[2 * block] = unitInterval(words[0]!, words[1]!);
    // In an array of odd length the last number falls off the end.
    into[2 * block + 1] = unitInterval(words[2]!, words[3]!);
  });
  return into;
}

/** As {@link fillUniform}, with standard normal numbers, two a block by an exact Box-Muller transform. */
export function fillNormal<A extends Float64Array>(into: A, seed: number, stream = 0, position = 0): A {
  eachBlock(Math.ceil(into.length / 2), seed, stream, position, (words, block) => boxMuller(words, into, 2 * block));
  return into;
}

/** As {@link fillUniform}, with −1 and 1 at equal odds, 128 a block. */
export function fillRademacher<A extends Float64Array>(into: A, seed: number, stream = 0, position = 0): A {
  eachBlock(Math.ceil(into.length / 128), seed, stream, position, (words, block) => {
    const first = 128 * block;
    const end = Math.min(first + 128, into.length);
    for (let i = first; i < end; i++) into[i] = 1 - 2 * ((words[(i - first) >>> 5]! >>> (i & 31)) & 1);
  });
  return into;
}

/** As {@link fillUniform}, with a point uniform on the unit sphere of the array's dimension. */
export function fillSphere<A extends Float64Array>(into: A, seed: number, stream = 0, position = 0): A {
  fillNormal(into, seed, stream, position);
  let square = 0;
  for (let i = 0; i < into.length; i++) square += into[i]! * into[i]!;
  const length = Math.sqrt(square);
  for (let i = 0; i < into.length; i++) into[i] = into[i]! / length;
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
  checkPosition(position);
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
