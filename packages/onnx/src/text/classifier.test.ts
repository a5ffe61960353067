import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { untyped } from '../format/graph.js';
import { openModel } from '../model/model.js';
import { select } from '../model/select.js';
import type { Parameter } from '../model/types.js';
import { openTextModel } from '../open-text-model.js';
import { caught } from '../testing/caught.js';
import { numbersOf } from '../testing/numbers-of.js';
import { sentences } from '../testing/sentences.js';
import { tokenFeeds } from './batches.js';
import { cut } from './cut.js';
import { addHead, type ClassifierModel } from './head.js';
import type { TextModel } from './text-model.js';

const cache = mkdtempSync(join(tmpdir(), 'zeroth-cache-'));
const classes = 3;
const texts = [...sentences.filter((_, i) => i % 8 === 0), sentences.at(-1)!];
let text: TextModel;
let classifier: ClassifierModel;
let tokens: readonly Int32Array[];

beforeAll(async () => {
  text = await openTextModel('use-lite', { cache, threads: 1, maxTokens: 32 });
  classifier = await addHead(text, classes);
  tokens = [...texts.map((each) => text.tokenize(each)), text.tokenize('')];
});

afterAll(async () => {
  await Promise.all([text.model.close(), classifier.model.close()]);
  rmSync(cache, { recursive: true });
});

const named = (patterns: readonly string[], model = classifier.model) => select(model.parameters, patterns);

/** Numbers that look random and are the same everywhere. */
function scatter(parameters: readonly Parameter[], amount: number): void {
  for (const { values, start } of parameters) {
    for (let i = 0; i < values.length; i++) values[i]! += amount * Math.sin(1.7 * (start + i) + 0.3);
  }
}

function largest(a: ArrayLike<number>, b: ArrayLike<number> = new Float32Array(a.length)): number {
  let found = 0;
  for (let i = 0; i < a.length; i++) found = Math.max(found, Math.abs(a[i]! - b[i]!));
  return found;
}

/** What the plain runtime makes of an exported file, one text at a time. */
async function plainly(file: Uint8Array, output: string): Promise<number[]> {
  const session = await InferenceSession.create(file, { logSeverityLevel: 3 });
  const results: number[] = [];
  for (const ids of tokens) {
    const length = Math.max(1, ids.length);
    const data = new BigInt64Array(length);
    const mask = new BigInt64Array(length);
    ids.forEach((id, i) => {
      data[i] = BigInt(id);
      mask[i] = 1n;
    });
    const shape = [1, length];
    const { [output]: result } = await session.run({
      input_ids: new OrtTensor('int64', data, shape),
      attention_mask: new OrtTensor('int64', mask, shape),
    });
    results.push(...(result!.data as Float32Array));
  }
  await session.release();
  return results;
}

describe('a classification head', () => {
  it('is zero at first, in the memory of the encoder', async () => {
    expect(named(['head']).map(({ name, shape }) => [name, shape])).toEqual([
      ['head.weight', [classes - 1, text.width]],
      ['head.bias', [classes - 1]],
    ]);
    expect(classifier.model.memories).toBe(text.model.memories);
    expect(largest(await classifier.logits(tokens))).toBe(0);
    const [weight, bias] = named(['head']);
    const end = text.model.parameters.at(-1)!;
    expect(weight!.start).toBe(end.start + Math.ceil(end.length / 512) * 512);
    expect(bias!.start).toBe(weight!.start + (classes - 1) * text.width);
  });

  it('gives the products with the embedding, and 0 for the first class', async () => {
    scatter(named(['head']), 1);
    const embeddings = await text.embed(tokens);
    const logits = await classifier.logits(tokens);
    const [weight, bias] = named(['head']);
    for (let i = 0; i < tokens.length; i++) {
      expect(logits[i * classes]).toBe(0);
      for (let row = 0; row < classes - 1; row++) {
        let sum = bias!.values[row]!;
        for (let j = 0; j < text.width; j++) {
          sum += weight!.values[row * text.width + j]! * embeddings[i * text.width + j]!;
        }
        // ‖weight‖ ‖embedding‖ is at most 23; 512 additions in float32 lose at most 512 · 2^-24 of it.
        expect(Math.abs(logits[i * classes + 1 + row]! - sum)).toBeLessThan(23 * 512 * 2 ** -24);
      }
    }
    await classifier.model.reset();
  });

  it('is exported, with probabilities, to what the plain runtime computes alike', async () => {
    scatter(named(['head', 'blocks.1.norm2']), 0.5);
    const file = await classifier.model.export();
    const logits = await classifier.logits(tokens);
    // The same runtime, the same operators: what differs is how products with packed weights are summed.
    expect(largest(await plainly(file, 'logits'), logits)).toBeLessThan(1e-5 * largest(logits));
    const probabilities = await plainly(file, 'probabilities');
    for (let i = 0; i < tokens.length; i++) {
      const row = logits.subarray(i * classes, (i + 1) * classes);
      const total = row.reduce((sum, value) => sum + Math.exp(value), 0);
      for (const [j, value] of row.entries()) {
        expect(Math.abs(probabilities[i * classes + j]! - Math.exp(value) / total)).toBeLessThan(1e-5);
      }
    }
    const again = await openModel(file, { threads: 1 });
    expect(again.baseHash).toBe(await classifier.model.hash());
    expect(again.parameters.map(({ name, kind, group, start }) => [name, kind, group, start])).toEqual(
      classifier.model.parameters.map(({ name, kind, group, start }) => [name, kind, group, start]),
    );
    await again.close();
    await classifier.model.reset();
    expect(await classifier.model.hash()).toBe(classifier.model.baseHash);
  });

  it('needs two classes', async () => {
    expect((await caught(() => addHead(text, 1))).code).toBe('classes');
    expect((await caught(() => addHead(classifier, 2))).code).toBe('parameter-exists');
  });
});

describe('a cut classifier', () => {
  const places = [
    ['head'],
    ['dense'],
    ['blocks.1'],
    ['blocks.0.feedforward.2.*'],
    ['norms'],
    ['biases'],
    ['embedding'],
  ];

  it.each(places)('equals the whole one, cut before %s', async (pattern) => {
    scatter(named(['head']), 1);
    const tuned = named([pattern]);
    const part = await cut(classifier, tuned);
    const prepared = await part.prepare(tokens);
    // Tuned after the features are kept: they may not depend on these weights.
    scatter(tuned, 0.01);
    const indices = [3, 0, tokens.length - 1, 3, 7, 5];
    const logits = await part.logits(prepared, indices);
    const whole = await classifier.logits(indices.map((index) => tokens[index]!));
    expect(largest(whole)).toBeGreaterThan(0.1);
    expect(largest(logits, whole)).toBeLessThan(1e-6 * largest(whole));
    await part.close();
    await classifier.model.reset();
  });

  it('keeps one embedding a text before the head, and nothing before the first weight', async () => {
    const head = await cut(classifier, named(['head']));
    expect(head.features).toEqual([{ name: 'embedding_vector', axes: [text.width] }]);
    const prepared = await head.prepare(tokens);
    expect(prepared.features[0]!.data).toEqual(await text.embed(tokens));
    expect(
      head.model.parameters.filter(({ name }) => head.model.graph.input.some((each) => each.name === name)),
    ).toEqual(named(['head']));
    const all = await cut(classifier, named(['all']));
    expect(all.features).toEqual([]);
    expect((await all.prepare(tokens)).bytes).toBe(0);
    await Promise.all([head.close(), all.close()]);
    expect((await caught(() => cut(classifier, []))).code).toBe('nothing-tuned');
  });
});

describe('LoRA', () => {
  it('changes nothing at first, then what the sum of the matrices changes; exports the sum', async () => {
    const adapted = await openTextModel('use-lite', { cache, threads: 1, lora: { rank: 3, alpha: 6 } });
    const before = await text.embed(tokens);
    expect(largest(await adapted.embed(tokens), before)).toBe(0);
    const lora = select(adapted.model.parameters, ['lora']);
    expect(lora.length).toBe(20);
    const [a] = lora;
    expect([a!.name, a!.shape]).toEqual(['lora.blocks.0.attention.qkv.weight.a', [256, 3]]);
    // 768 draws of standard deviation 1/3: the mean square is 1/9 within five of its standard errors √(2/768)/9.
    const meanSquare = a!.values.reduce((sum, value) => sum + value * value, 0) / a!.length;
    expect(Math.abs(9 * meanSquare - 1)).toBeLessThan(5 * Math.sqrt(2 / 768));
    scatter(select(adapted.model.parameters, ['lora.*.b']), 0.02);
    const changed = await adapted.embed(tokens);
    expect(largest(changed, before)).toBeGreaterThan(0.01);
    const file = await adapted.model.export();
    const merged = await openModel(file, { threads: 1 });
    expect(merged.parameters.map(({ name }) => name)).toEqual(text.model.parameters.map(({ name }) => name));
    await merged.close();
    expect(largest(await plainly(file, 'embedding_vector'), changed)).toBeLessThan(1e-5);
    await adapted.model.reset();
    expect(largest(await adapted.embed(tokens), before)).toBe(0);
    await adapted.model.close();
  });

  it('carries a head and is cut before its own weights', async () => {
    const lora = { rank: 2, targets: ['blocks.1.feedforward.1.weight'] };
    const adapted = await openTextModel('use-lite', { cache, threads: 1, lora });
    const withHead = await addHead(adapted, 2);
    scatter(named(['head', 'lora'], withHead.model), 0.1);
    const part = await cut(withHead, named(['lora', 'head'], withHead.model));
    const whole = await withHead.logits(tokens);
    const kept = await part.logits(await part.prepare(tokens), [...tokens.keys()]);
    expect(largest(kept, whole)).toBeLessThan(1e-6 * largest(whole));
    expect(largest(await plainly(await withHead.model.export(), 'logits'), whole)).toBeLessThan(1e-5 * largest(whole));
    await Promise.all([adapted.model.close(), withHead.model.close(), part.close()]);
  });

  it('refuses ranks and weights that make no sense', async () => {
    const open = (lora: { rank: number; targets?: string[] }) => openTextModel('use-lite', { cache, threads: 1, lora });
    expect((await caught(() => open({ rank: 0 }))).code).toBe('lora-rank');
    expect((await caught(() => open({ rank: 2, targets: ['embedding'] }))).code).toBe('lora-target');
    expect((await caught(() => open({ rank: 2, targets: ['nothing'] }))).code).toBe('no-such-parameters');
  });
});

describe('a prefix', () => {
  it('is keys and values that every token attends to', async () => {
    const prefixed = await openTextModel('use-lite', { cache, threads: 1, prefix: 4 });
    const parameters = select(prefixed.model.parameters, ['prefix']);
    expect(parameters.map(({ name, shape }) => [name, shape])).toEqual([
      ['prefix.0.keys', [1, 4, 4, 64]],
      ['prefix.0.values', [1, 4, 4, 64]],
      ['prefix.1.keys', [1, 4, 4, 128]],
      ['prefix.1.values', [1, 4, 4, 128]],
    ]);
    expect(parameters.every(({ values }) => values.some((value) => value !== 0))).toBe(true);
    const before = await text.embed(tokens);
    expect(largest(await prefixed.embed(tokens), before)).toBeGreaterThan(0.01);
    const file = await prefixed.model.export();
    expect(largest(await plainly(file, 'embedding_vector'), await prefixed.embed(tokens))).toBeLessThan(1e-5);
    await prefixed.model.reset();
    expect(await prefixed.model.hash()).toBe(prefixed.model.baseHash);
    await prefixed.model.close();
    expect((await caught(() => openTextModel('use-lite', { cache, prefix: 0 }))).code).toBe('prefix-length');
  });

  it('takes part in attention as the formula says', async () => {
    const prefixed = await openTextModel('use-lite', { cache, threads: 1, prefix: 4 });
    const [keys, values] = select(prefixed.model.parameters, ['prefix.0']);
    const outputs = ['queries', 'keys', 'values', 'context'].map((name) => `blocks.0.attention.${name}`);
    const open = await prefixed.model.extend({ edit: ({ graph }) => void graph!.output.push(...outputs.map(untyped)) });
    const length = 3;
    // The second text is shorter: its last place is padding.
    const feeds = tokenFeeds(open.inputs, [Int32Array.of(7, 8, 9), Int32Array.of(10, 11)], { indices: [0, 1], length });
    const results = await open.run(feeds, outputs);
    const [q, k, v, context] = outputs.map((name) => numbersOf(results[name]));
    const [heads, width] = [4, 64];
    const at = (data: readonly number[], text: number, head: number, place: number) => {
      const begin = ((text * heads + head) * length + place) * width;
      return data.slice(begin, begin + width);
    };
    const rows = (own: readonly number[], prefix: Float32Array, text: number, head: number) => [
      ...Array.from({ length: 4 }, (_, i) => [...prefix.subarray((head * 4 + i) * width, (head * 4 + i + 1) * width)]),
      ...Array.from({ length: text === 0 ? 3 : 2 }, (_, place) => at(own, text, head, place)),
    ];
    const product = (a: readonly number[], b: readonly number[]) => a.reduce((sum, each, i) => sum + each * b[i]!, 0);
    for (const text of [0, 1]) {
      for (let head = 0; head < heads; head++) {
        const query = at(q!, text, head, 1);
        const weights = rows(k!, keys!.values, text, head).map((key) => Math.exp(product(query, key) / 8));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const attended = rows(v!, values!.values, text, head);
        const expected = query.map(
          (_, j) => weights.reduce((sum, weight, i) => sum + weight * attended[i]![j]!, 0) / total,
        );
        expect(largest(at(context!, text, head, 1), expected)).toBeLessThan(1e-5 * largest(expected));
      }
    }
    await Promise.all([open.close(), prefixed.model.close()]);
  });
});
