import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { ZerothError } from 'zeroth';
import { isRecord, member, readJson } from './json-file.js';

/** A tokenizer read from a folder. */
export interface FolderTokenizer {
  /** The largest id it gives. */
  readonly largestId: number;
  /** How many tokens its model reads, if the folder says so. */
  readonly maxTokens: number | undefined;
  /** The ids of a text with its special tokens, `limit` of them at most: what is beyond is cut from the text. */
  encode(text: string, limit: number): Int32Array;
}

/** "No limit" is written as a very large number. */
const largestLimit = 1e6;

/**
 * Reads `tokenizer.json` (and `tokenizer_config.json`) of a Hugging Face folder.
 * @throws ZerothError `tokenizer-not-found`, `tokenizer-invalid`, `json-invalid`
 */
export function folderTokenizer(folder: string): FolderTokenizer {
  const path = join(folder, 'tokenizer.json');
  const description = readJson(path);
  if (description === undefined) {
    throw new ZerothError(
      'tokenizer-not-found',
      `There is no tokenizer.json in ${folder}: put the model's own there.`,
      folder,
    );
  }
  const config = readJson(join(folder, 'tokenizer_config.json')) ?? {};
  const tokenizer = createTokenizer(description, config, path);
  const encode = (text: string, special: boolean) => tokenizer.encode(text, { add_special_tokens: special }).ids;
  const { before, after } = specialTokens(encode);
  const limit = member(config, 'model_max_length');
  return {
    largestId: largestIdOf(description),
    maxTokens: typeof limit === 'number' && limit <= largestLimit ? limit : undefined,
    encode(text, tokens) {
      const ids = encode(text, false);
      const room = Math.max(0, tokens - before.length - after.length);
      const all = [...before, ...(ids.length > room ? ids.slice(0, room) : ids), ...after];
      return Int32Array.from(all.slice(0, tokens));
    },
  };
}

function createTokenizer(description: unknown, config: unknown, path: string): Tokenizer {
  try {
    if (isRecord(description) && isRecord(config)) return new Tokenizer(description, config);
  } catch (cause) {
    const reason = cause instanceof Error ? `: ${cause.message.split('\n')[0]}` : '';
    const message = `${path} is not a tokenizer that can be read${reason}`;
    throw new ZerothError('tokenizer-invalid', message, path, { cause });
  }
  throw new ZerothError('tokenizer-invalid', `${path} is not a tokenizer: put the model's own there.`, path);
}

/** The special tokens that are put before and after a text. */
function specialTokens(encode: (text: string, special: boolean) => readonly number[]) {
  // Any text that gives tokens will do.
  const text = 'a';
  const inside = encode(text, false);
  const whole = encode(text, true);
  const extra = whole.length - inside.length;
  for (let begin = 0; begin <= extra; begin++) {
    if (inside.every((id, i) => whole[begin + i] === id)) {
      return { before: whole.slice(0, begin), after: whole.slice(begin + inside.length) };
    }
  }
  return { before: [], after: [] };
}

function largestIdOf(description: unknown): number {
  const vocabulary = member(description, 'model', 'vocab');
  const added = member(description, 'added_tokens');
  const ids: number[] = [];
  if (Array.isArray(vocabulary)) ids.push(vocabulary.length - 1);
  else if (isRecord(vocabulary)) for (const id of Object.values(vocabulary)) if (typeof id === 'number') ids.push(id);
  if (Array.isArray(added)) {
    for (const token of added) {
      const id = member(token, 'id');
      if (typeof id === 'number') ids.push(id);
    }
  }
  return ids.reduce((largest, id) => Math.max(largest, id), 0);
}
