import { ZerothError } from 'zeroth';
import type { Model } from '../model/types.js';
import { runTexts } from './batches.js';

/** A sentence encoder: a tokenizer, and a model that gives one vector for each text. */
export interface TextModel {
  readonly model: Model;
  /** Length of an embedding. */
  readonly width: number;
  /** The output of the model that holds the embeddings, [batch, width]. */
  readonly output: string;
  /** How many tokens of a text are read. */
  readonly maxTokens: number;
  /** The ids of the first `maxTokens` tokens of a text. */
  tokenize(text: string): Int32Array;
  /**
   * One embedding for each text, n x width, row-major. Texts run in batches of like length, padded and masked, so
   * that no text's result depends on the others (but for rounding).
   *
   * @param tokens what {@link tokenize} gave, a text each
   */
  embed(tokens: readonly Int32Array[], options?: { readonly maxTokens?: number }): Promise<Float32Array>;
}

/** What {@link createTextModel} puts together. */
export interface TextModelParts extends Omit<TextModel, 'embed' | 'tokenize'> {
  readonly tokenize: (text: string) => Int32Array;
}

export function createTextModel(parts: TextModelParts): TextModel {
  const { model, output, width } = parts;
  return {
    ...parts,
    embed: (tokens, { maxTokens = parts.maxTokens } = {}) =>
      runTexts(model, tokens, output, width, tokenLimit(maxTokens, parts.maxTokens)),
  };
}

/** @throws ZerothError `max-tokens` */
export function tokenLimit(wanted: number, largest: number): number {
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= largest) return wanted;
  throw new ZerothError(
    'max-tokens',
    `The number of tokens must be a whole number from 1 to ${largest}, not ${wanted}.`,
    wanted,
  );
}
