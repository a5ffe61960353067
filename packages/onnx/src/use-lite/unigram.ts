import { ZerothError } from 'zeroth';
import { createTrie } from './trie.js';

/** Stands for a space, and begins every word. */
const wordMark = '▁';
const wordMarkCode = wordMark.codePointAt(0)!;
/** The first ids are for unknown characters (0) and for marks that no text contains. */
const reservedIds = 6;
const unknownId = 0;
/** Texts are normalised in pieces of about this many characters, for only their beginnings count. */
const pieceLength = 2048;

/** Cuts text into pieces of a vocabulary. */
export interface Unigram {
  /** The ids of the first `limit` pieces. */
  encode(text: string, limit?: number): Int32Array;
}

/**
 * The tokenizer of the Universal Sentence Encoder: NFKC, every space becomes ▁, and the pieces with the highest sum
 * of scores are found by dynamic programming; a run of unknown characters becomes one token 0.
 *
 * It works word by word, since no piece goes beyond a ▁, and stops when there are enough tokens: the result is the
 * beginning of what the whole text would give.
 *
 * An unknown character has the score 0, and so has a position where no piece ends. These are the published
 * runtime's rules, on which the model's embeddings depend.
 *
 * @param vocabulary pieces and their scores (logarithms of probabilities); the index is the id
 * @source Kudo: Subword regularization (2018)
 */
export function createUnigram(vocabulary: readonly (readonly [piece: string, score: number])[]): Unigram {
  const crossing = vocabulary.findIndex(([piece], id) => id >= reservedIds && piece.indexOf(wordMark, 1) > 0);
  if (crossing >= 0) {
    const message = `The piece ${vocabulary[crossing]![0]} of the vocabulary goes beyond a word, which is not supported.`;
    throw new ZerothError('vocabulary', message, vocabulary[crossing]);
  }
  const scores = Float64Array.from(vocabulary, ([, score]) => score);
  const trie = createTrie(vocabulary.map(([piece], id) => (id >= reservedIds ? piece : '')));
  let capacity = 64;
  let best = new Float64Array(capacity + 1);
  let lastId = new Int32Array(capacity + 1);
  let lastLength = new Int32Array(capacity + 1);

  /** Segments one word, whose first character begins with the total score `before`; gives the total after it. */
  function segment(word: Int32Array, length: number, before: number): number {
    if (length > capacity) {
      capacity = 2 * length;
      best = new Float64Array(capacity + 1);
      lastId = new Int32Array(capacity + 1);
      lastLength = new Int32Array(capacity + 1);
    }
    best.fill(0, 0, length + 1);
    lastId.fill(unknownId, 0, length + 1);
    lastLength.fill(1, 0, length + 1);
    best[0] = before;
    const extendTo = (end: number, score: number, id: number, pieceLength: number) => {
      // Zero means that nothing has ended here yet. Of equal scores the later start wins.
      if (best[end] !== 0 && score < best[end]!) return;
      best[end] = score;
      lastId[end] = id;
      lastLength[end] = pieceLength;
    };
    for (let begin = 0; begin < length; begin++) {
      let known = false;
      let state = trie.root;
      for (let end = begin; end < length; end++) {
        state = trie.next(state, word[end]!);
        if (state < 0) break;
        const id = trie.idAt(state);
        if (id < 0) continue;
        known = true;
        extendTo(end + 1, scores[id]! + best[begin]!, id, end + 1 - begin);
      }
      if (!known) extendTo(begin + 1, best[begin]!, unknownId, 1);
    }
    return best[length]!;
  }

  return {
    encode(text, limit = Number.POSITIVE_INFINITY) {
      const tokens: number[] = [];
      const reversed: number[] = [];
      let total = 0;
      let word = new Int32Array(64);
      let length = 0;
      /** Ends the word that has been gathered; true when there are enough tokens. */
      const endWord = (): boolean => {
        if (length === 0) return false;
        total = segment(word, length, total);
        for (let end = length; end > 0; end -= lastLength[end]!) reversed.push(lastId[end]!);
        for (let id = reversed.pop(); id !== undefined; id = reversed.pop()) {
          if (id !== unknownId || tokens.at(-1) !== unknownId) tokens.push(id);
        }
        length = 0;
        return tokens.length >= limit;
      };
      const addCharacter = (code: number) => {
        if (length === word.length) {
          const longer = new Int32Array(2 * length);
          longer.set(word);
          word = longer;
        }
        word[length++] = code;
      };
      if (text.length > 0) addCharacter(wordMarkCode);
      for (const piece of normalisedPieces(text)) {
        for (let i = 0; i < piece.length; i++) {
          let code = piece.codePointAt(i)!;
          if (code > 0xffff) i++;
          if (code === 0x20) code = wordMarkCode;
          if (code === wordMarkCode && endWord()) return Int32Array.from(tokens.slice(0, limit));
          addCharacter(code);
        }
      }
      endWord();
      return Int32Array.from(tokens.length > limit ? tokens.slice(0, limit) : tokens);
    },
  };
}

/**
 * Checks that a JSON value is a list of pieces and scores. The published list has no score for pieces such as `:` and
 * the published runtime then takes 0, so that is what the model's embeddings go with.
 *
 * @throws ZerothError `vocabulary`
 */
export function readVocabulary(value: unknown, where: string): readonly (readonly [string, number])[] {
  const isPiece = (each: unknown): each is readonly [string, number | null] =>
    Array.isArray(each) && typeof each[0] === 'string' && (typeof each[1] === 'number' || each[1] === null);
  if (Array.isArray(value) && value.every(isPiece)) return value.map(([piece, score]) => [piece, score ?? 0]);
  const message = `The vocabulary in ${where} cannot be read: remove that folder, and it is made again.`;
  throw new ZerothError('vocabulary', message, where);
}

/** The text in NFKC, in pieces. No character composes with a space before it, so pieces may begin at spaces. */
function* normalisedPieces(text: string): Generator<string> {
  for (let begin = 0; begin < text.length; ) {
    const space = text.indexOf(' ', begin + pieceLength);
    const end = space < 0 ? text.length : space;
    yield text.slice(begin, end).normalize('NFKC');
    begin = end;
  }
}
