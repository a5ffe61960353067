import { join } from 'node:path';
import type { FolderTokenizer } from '../text/hugging-face.js';
import { readJson } from '../text/json-file.js';
import { createUnigram, readVocabulary } from './unigram.js';

/** The published model reads this many tokens. */
const maxTokens = 128;

/** The tokenizer of a folder with the converted model, or one tuned from it; undefined for other folders. */
export function useLiteTokenizer(folder: string): FolderTokenizer | undefined {
  const contents = readJson(join(folder, 'vocabulary.json'));
  if (contents === undefined) return undefined;
  const vocabulary = readVocabulary(contents, folder);
  const { encode } = createUnigram(vocabulary);
  return { largestId: vocabulary.length - 1, maxTokens, encode };
}
