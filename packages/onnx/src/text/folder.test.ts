import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { select } from '../model/select.js';
import { openTextModel } from '../open-text-model.js';
import { caught } from '../testing/caught.js';
import { bytesOf, tokenEncoder } from '../testing/small-models.js';
import { cut } from './cut.js';
import { addHead } from './head.js';

const folder = mkdtempSync(join(tmpdir(), 'zeroth-folder-'));
afterAll(() => rmSync(folder, { recursive: true }));

const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'red', 'green', 'blue', 'fish', 'swim', '##ming'];
const width = 8;

/** A tokenizer.json as exporters write it: words in pieces, special tokens around. */
const tokenizer = (vocabulary: readonly string[] = words) => ({
  version: '1.0',
  added_tokens: [0, 1, 2, 3].map((id) => ({ id, content: vocabulary[id], special: true })),
  normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, lowercase: true },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
  },
});

function makeFolder(name: string, files: Readonly<Record<string, unknown>> = {}): string {
  const path = join(folder, name);
  mkdirSync(join(path, '1_Pooling'), { recursive: true });
  writeFileSync(join(path, 'model.onnx'), bytesOf(tokenEncoder(words.length, width)));
  const all = { 'tokenizer.json': tokenizer(), 'tokenizer_config.json': { model_max_length: 16 }, ...files };
  for (const [file, contents] of Object.entries(all)) {
    if (contents !== undefined) {
      writeFileSync(join(path, file), typeof contents === 'string' ? contents : JSON.stringify(contents));
    }
  }
  return path;
}

const open = (path: string, options = {}) => openTextModel(path, { threads: 1, ...options });
const texts = ['red fish', 'Swimming!', '', 'green green blue fish swim red', 'blue'];

describe('a folder with model.onnx and tokenizer.json', () => {
  it('is tokenized with its special tokens, which stay when the text is cut', async () => {
    const text = await open(makeFolder('plain'));
    expect(text.maxTokens).toBe(16);
    expect(Array.from(text.tokenize('Red fish swimming'))).toEqual([2, 4, 7, 8, 9, 3]);
    expect(Array.from(text.tokenize(''))).toEqual([2, 3]);
    const short = await open(makeFolder('plain'), { maxTokens: 4 });
    expect(Array.from(short.tokenize('Red fish swimming'))).toEqual([2, 4, 7, 3]);
    expect((await caught(() => open(makeFolder('plain'), { maxTokens: 17 }))).code).toBe('max-tokens');
    await Promise.all([text.model.close(), short.model.close()]);
  });

  it('gives the mean of the token vectors that are no padding', async () => {
    const text = await open(makeFolder('plain'));
    const tokens = texts.map((each) => text.tokenize(each));
    const together = await text.embed(tokens);
    expect(together.length).toBe(texts.length * width);
    for (const [i, ids] of tokens.entries()) {
      const row = together.subarray(i * width, (i + 1) * width);
      const alone = await text.embed([ids]);
      expect(Math.max(...row.map((value, j) => Math.abs(value - alone[j]!)))).toBeLessThan(1e-6);
      const input = (value: (id: number) => bigint) => BigInt64Array.from(ids, value);
      const shape = [1, ids.length];
      const { last_hidden_state: hidden } = await text.model.run(
        {
          input_ids: { type: 'int64', shape, data: input(BigInt) },
          attention_mask: { type: 'int64', shape, data: input(() => 1n) },
          token_type_ids: { type: 'int64', shape, data: input(() => 0n) },
        },
        ['last_hidden_state'],
      );
      for (let j = 0; j < width; j++) {
        let sum = 0;
        for (let place = 0; place < ids.length; place++) sum += Number(hidden!.data[place * width + j]);
        expect(Math.abs(row[j]! - sum / ids.length)).toBeLessThan(1e-6);
      }
    }
    await text.model.close();
  });

  it('pools and normalises as the folder says', async () => {
    const files = {
      '1_Pooling/config.json': { pooling_mode_cls_token: true },
      'modules.json': [{ type: 'sentence_transformers.models.Normalize' }],
    };
    const text = await open(makeFolder('pooled', files));
    const vector = await text.embed([text.tokenize('red fish')]);
    expect(Math.abs(vector.reduce((sum, value) => sum + value * value, 0) - 1)).toBeLessThan(1e-6);
    const mean = await open(makeFolder('pooled', files), { pooling: 'mean' });
    expect(await mean.embed([text.tokenize('red fish')])).not.toEqual(vector);
    await Promise.all([text.model.close(), mean.model.close()]);
  });

  it('names the parts of the model, also where the exporter made names up', async () => {
    const text = await open(makeFolder('plain'));
    expect(text.model.parameters.map(({ name, kind, group }) => [name, kind, group])).toEqual([
      ['embeddings.word.weight', 'embedding', 'embeddings.word'],
      ['encoder.layer.0.norm.weight', 'norm', 'encoder.layer.0'],
      ['encoder.layer.0.norm.bias', 'norm', 'encoder.layer.0'],
      ['onnx::MatMul_7', 'matrix', 'encoder.layer.0'],
      ['encoder.layer.1.output.weight', 'matrix', 'encoder.layer.1'],
      ['encoder.layer.1.output.bias', 'bias', 'encoder.layer.1'],
    ]);
    await text.model.close();
  });

  it('carries a head, LoRA, and cuts, though its shapes come from activations', async () => {
    const text = await open(makeFolder('plain'), { lora: { rank: 2 } });
    const classifier = await addHead(text, 2);
    const tokens = texts.map((each) => text.tokenize(each));
    for (const { values } of select(classifier.model.parameters, ['head', 'lora.*.b'])) {
      for (let i = 0; i < values.length; i++) values[i] = Math.sin(i + 1);
    }
    const whole = await classifier.logits(tokens);
    const size = Math.max(...whole.map(Math.abs));
    expect(size).toBeGreaterThan(0.1);
    for (const pattern of ['head', 'encoder.layer.1', 'onnx::MatMul_7', 'norms', 'all']) {
      const part = await cut(classifier, select(classifier.model.parameters, [pattern]));
      const kept = await part.logits(await part.prepare(tokens), [...tokens.keys()]);
      expect(Math.max(...kept.map((value, i) => Math.abs(value - whole[i]!)))).toBeLessThan(1e-6 * size);
      await part.close();
    }
    await Promise.all([text.model.close(), classifier.model.close()]);
  });
});

describe('a folder that cannot be used', () => {
  it.each([
    ['tokenizer-mismatch', { 'tokenizer.json': tokenizer([...words, 'extra', 'more']) }],
    ['tokenizer-not-found', { 'tokenizer.json': undefined }],
    ['json-invalid', { 'tokenizer.json': '{"model":' }],
    ['tokenizer-invalid', { 'tokenizer.json': { model: { type: 'Unheard' } } }],
    ['tokenizer-invalid', { 'tokenizer.json': '3' }],
  ])('is refused: %s', async (code, files) => {
    const error = await caught(() => open(makeFolder(`bad-${code}-${JSON.stringify(files).length}`, files)));
    expect(error.code).toBe(code);
    expect(error.message).not.toContain('\n');
  });

  it('is refused without a model or an attention mask, and with a prefix', async () => {
    expect((await caught(() => open(join(folder, 'absent')))).code).toBe('model-not-found');
    expect((await caught(() => open(makeFolder('plain'), { prefix: 3 }))).code).toBe('prefix-unsupported');
    const path = makeFolder('maskless');
    const model = tokenEncoder(words.length, width);
    model.graph!.input.splice(1, 1);
    for (const node of model.graph!.node)
      node.input = node.input.map((name) => name.replace('attention_mask', 'input_ids'));
    writeFileSync(join(path, 'model.onnx'), bytesOf(model));
    expect((await caught(() => open(path))).code).toBe('no-attention-mask');
  });
});
