import type { Model, Tensor } from '../model/types.js';

/** Tokens of one run, padding included: enough to keep the processor busy, few enough for its caches. */
const tokensPerRun = 2048;

/** Texts that run together. */
export interface Batch {
  /** Which texts they are. */
  readonly indices: readonly number[];
  /** The length they are padded to: that of the longest of them, at least 1. */
  readonly length: number;
}

/** Sorts texts into batches of like length, the longest first, so that little is padded. */
export function batchesOf(lengths: readonly number[], tokens = tokensPerRun): readonly Batch[] {
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const batches: Batch[] = [];
  for (let begin = 0; begin < order.length; ) {
    const length = Math.max(1, lengths[order[begin]!]!);
    const end = begin + Math.max(1, Math.floor(tokens / length));
    batches.push({ indices: order.slice(begin, end), length });
    begin = end;
  }
  return batches;
}

/** The inputs of text models that are made from tokens. */
const tokenInputs = ['input_ids', 'attention_mask', 'token_type_ids'] as const;
type TokenInput = (typeof tokenInputs)[number];

export function isTokenInput(name: string): name is TokenInput {
  return tokenInputs.some((known) => known === name);
}

/** The token inputs that a model has, padded for a batch. */
export function tokenFeeds(
  inputs: readonly string[],
  tokens: readonly Int32Array[],
  { indices, length }: Batch,
): Record<string, Tensor> {
  const shape = [indices.length, length];
  const feeds: Record<string, Tensor> = {};
  for (const name of inputs.filter(isTokenInput)) {
    const data = new BigInt64Array(indices.length * length);
    if (name !== 'token_type_ids') {
      // Low halves of little-endian numbers: far quicker than a BigInt for each.
      const halves = new Int32Array(data.buffer);
      for (const [row, index] of indices.entries()) {
        const text = tokens[index]!;
        const count = Math.min(text.length, length);
        for (let i = 0; i < count; i++) halves[2 * (row * length + i)] = name === 'input_ids' ? text[i]! : 1;
      }
    }
    feeds[name] = { type: 'int64', shape, data };
  }
  return feeds;
}

/**
 * Runs a model over texts of any number and length.
 *
 * @param output an output of the shape [batch, width]
 * @returns n x width, row-major, in the order of the texts
 */
export async function runTexts(
  model: Model,
  tokens: readonly Int32Array[],
  output: string,
  width: number,
  maxTokens: number,
): Promise<Float32Array> {
  const lengths = tokens.map((text) => Math.min(text.length, maxTokens));
  const results = new Float32Array(tokens.length * width);
  for (const batch of batchesOf(lengths)) {
    const rows = new Float32Array(batch.indices.length * width);
    const wanted: Tensor = { type: 'float32', shape: [batch.indices.length, width], data: rows };
    await model.run(tokenFeeds(model.inputs, tokens, batch), { [output]: wanted });
    for (const [row, index] of batch.indices.entries()) {
      results.set(rows.subarray(row * width, (row + 1) * width), index * width);
    }
  }
  return results;
}
