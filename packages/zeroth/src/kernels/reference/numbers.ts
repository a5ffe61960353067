import { domains, highWord, lastWord, lowWord } from '../../random/counter.js';
import { philox4x32 } from '../../random/philox.js';
import { SHARD } from '../checks.js';
import type { PerturbationLaw } from '../types.js';
import { boxMullerFloat32 } from './box-muller-float32.js';

const BLOCKS_A_GROUP = 4;

/**
 * The numbers z that the seeded kernels use for elements `start` and on, one shard after another, made word by
 * word as their documentation says.
 *
 * @param stream 1 for the second normal stream of ZO-AdaMU
 */
export function seededNumbers(
  law: PerturbationLaw,
  length: number,
  seed: number,
  start: number,
  stream = 0,
): Float32Array {
  const numbers = new Float32Array(length);
  for (let offset = 0; offset < length; offset += SHARD) {
    const shard = shardNumbers[law](seed, (start + offset) / SHARD, stream);
    numbers.set(shard.subarray(0, Math.min(SHARD, length - offset)), offset);
  }
  return numbers;
}

const shardNumbers = { rademacher: rademacherShard, gaussian: gaussianShard, nearGaussian: nearGaussianShard };

/** Bit 31 − j of word k of block l, set for −1, is the sign of element 128 k + 4 j + l. */
function rademacherShard(seed: number, shard: number, stream: number): Float32Array {
  const words = blocks('rademacher', seed, shard, stream, 4);
  return Float32Array.from({ length: SHARD }, (_, i) => {
    const word = words[4 * (i % 4) + Math.floor(i / 128)]!;
    const bit = 31 - (Math.floor(i / 4) % 32);
    return (word >>> bit) & 1 ? -1 : 1;
  });
}

/**
 * A block makes four normal numbers. Blocks 4 g + l, l from 0 to 3, make elements 16 g to 16 g + 15: number k of
 * block 4 g + l is element 16 g + 4 k + l.
 */
function gaussianShard(seed: number, shard: number, stream: number): Float32Array {
  const count = SHARD / 4;
  const words = blocks('gaussian', seed, shard, stream, count);
  const numbers = new Float32Array(SHARD);
  for (let block = 0; block < count; block++) {
    const [w0, w1, w2, w3] = words.subarray(4 * block, 4 * block + 4);
    const quadruple = [...boxMullerFloat32(w0!, w1!), ...boxMullerFloat32(w2!, w3!)];
    const group = Math.floor(block / BLOCKS_A_GROUP);
    for (let k = 0; k < 4; k++) numbers[16 * group + 4 * k + (block % BLOCKS_A_GROUP)] = quadruple[k]!;
  }
  return numbers;
}

/**
 * A half word makes a term: sixteen times the number of ones in its upper 12 bits, plus the lower 4 bits. The four
 * words of a block, at the same half, make the terms a, b, c, d of four sums: a + b + c + d − 414, a + b − c − d,
 * a − b + c − d, a − b − c + d. Sum k of half h of block 4 g + l, times 3157^−½, is element 32 g + 8 k + 2 l + h.
 */
function nearGaussianShard(seed: number, shard: number, stream: number): Float32Array {
  const count = SHARD / 8;
  const words = blocks('nearGaussian', seed, shard, stream, count);
  const scale = Math.fround(1 / Math.sqrt(3157));
  const numbers = new Float32Array(SHARD);
  for (let block = 0; block < count; block++) {
    for (let half = 0; half < 2; half++) {
      const [a, b, c, d] = Array.from(words.subarray(4 * block, 4 * block + 4), (word) => {
        const bits = half === 0 ? word & 0xffff : word >>> 16;
        return 16 * ones(bits >>> 4) + (bits & 15);
      }) as [number, number, number, number];
      const sums = [a + b + c + d - 414, a + b - c - d, a - b + c - d, a - b - c + d];
      const group = Math.floor(block / BLOCKS_A_GROUP);
      for (let k = 0; k < 4; k++)
        numbers[32 * group + 8 * k + 2 * (block % BLOCKS_A_GROUP) + half] = Math.fround(sums[k]! * scale);
    }
  }
  return numbers;
}

function ones(bits: number): number {
  let count = 0;
  for (let left = bits; left > 0; left >>>= 1) count += left & 1;
  return count;
}

/** The words of the first blocks of a shard. */
function blocks(law: PerturbationLaw, seed: number, shard: number, stream: number, count: number): Uint32Array {
  const words = new Uint32Array(4 * count);
  for (let block = 0; block < count; block++)
    philox4x32(
      block,
      lowWord(shard),
      stream,
      lastWord(domains[law], shard, 0),
      lowWord(seed),
      highWord(seed),
      words.subarray(4 * block, 4 * block + 4),
    );
  return words;
}
