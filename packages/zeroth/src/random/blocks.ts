import { domains, highWord, lastWord, lowWord } from './counter.js';
import { philox4x32 } from './philox.js';

/** The blocks of one stream: goes to a draw, then through that draw's blocks in order. */
export interface Blocks {
  /** The four words of the present block. */
  readonly words: Uint32Array;
  /** Goes to block 0 of the draw at a position. */
  begin(position: number): void;
  /** Goes to the next block of the same draw. */
  next(): void;
  /** The next unread word of the draw; goes to the next block when this one has been read. */
  word(): number;
}

/** The blocks of a stream of a seed, in the domain of draws. */
export function blocksOf(seed: number, stream: number): Blocks {
  const words = new Uint32Array(4);
  const key0 = lowWord(seed);
  const key1 = highWord(seed);
  const word2 = lowWord(stream);
  let block = 0;
  let read = 0;
  let word1 = 0;
  let word3 = 0;
  const load = () => {
    read = 0;
    philox4x32(block, word1, word2, word3, key0, key1, words);
  };
  return {
    words,
    begin(position) {
      block = 0;
      word1 = lowWord(position);
      word3 = lastWord(domains.draw, position, stream);
      load();
    },
    next() {
      block++;
      load();
    },
    word() {
      if (read === 4) {
        block++;
        load();
      }
      return words[read++]!;
    },
  };
}
