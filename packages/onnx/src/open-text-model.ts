import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ModelOptions, openModel } from './model.js';
import { createTextModel, type TextModel, tokenLimit } from './text-model.js';
import { useLiteFolder } from './use-lite/convert.js';
import { sentenceWidth } from './use-lite/encoder.js';
import { createUnigram } from './use-lite/unigram.js';

/** Options of {@link openTextModel}. */
export interface TextModelOptions extends ModelOptions {
  /** How many tokens of a text are read, at most what the model was made for. Default: all of these. */
  readonly maxTokens?: number;
  /** Where converted models are kept. Default `$XDG_CACHE_HOME/zeroth` or `~/.cache/zeroth`. */
  readonly cache?: string;
}

/** The published model reads this many tokens. */
const useLiteTokens = 128;

/**
 * Opens a sentence encoder.
 *
 * @param name `use-lite`, the Universal Sentence Encoder Lite (7 million parameters, English), converted at first use
 */
export async function openTextModel(name: string, options: TextModelOptions = {}): Promise<TextModel> {
  const maxTokens = tokenLimit(options.maxTokens ?? useLiteTokens, useLiteTokens);
  const folder = name === 'use-lite' ? await useLiteFolder(options.cache) : name;
  const model = await openModel(join(folder, 'model.onnx'), options);
  const unigram = createUnigram(JSON.parse(readFileSync(join(folder, 'vocabulary.json'), 'utf8')));
  return createTextModel({
    model,
    output: 'embedding_vector',
    width: sentenceWidth,
    maxTokens,
    tokenize: (text) => unigram.encode(text, maxTokens),
  });
}
