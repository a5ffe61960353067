import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelProto } from 'onnx-buf';
import { afterAll } from 'vitest';
import { bytesOf, tokenEncoder } from '../../packages/onnx/src/testing/small-models.js';
import { type Ran, zeroth } from './command-line.js';

/** A folder for a test file's own files, which goes with its last test. */
export function workingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zeroth-bad-input-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];
const words = [
  ...special,
  'red',
  'green',
  'blue',
  'pink',
  'fish',
  'bird',
  'tree',
  'swim',
  'fly',
  'grow',
  'small',
  'old',
];

/** A tokenizer of whole words, as exporters write it. */
export function wordTokenizer(vocabulary: readonly string[] = words): object {
  const piece = (name: string) => ({ id: name, ids: [vocabulary.indexOf(name)], tokens: [name] });
  return {
    version: '1.0',
    added_tokens: special.map((content, id) => ({ id, content, special: true })),
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
      special_tokens: { '[CLS]': piece('[CLS]'), '[SEP]': piece('[SEP]') },
    },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
    },
  };
}

/** The model of {@link modelFolder}: a token encoder with a step of attention, 8 wide. */
export const smallEncoder = (): ModelProto => tokenEncoder(words.length, 8);

/** Makes a folder with a small model and its tokenizer, which a run takes in a second. */
export function modelFolder(
  path: string,
  { model = bytesOf(smallEncoder()), tokenizer = wordTokenizer() }: { model?: Uint8Array; tokenizer?: object } = {},
): string {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'model.onnx'), model);
  writeFileSync(join(path, 'tokenizer.json'), JSON.stringify(tokenizer));
  writeFileSync(join(path, 'tokenizer_config.json'), JSON.stringify({ model_max_length: 128 }));
  return path;
}

const colours = ['red', 'green', 'blue', 'pink'];
const sizes = ['small', 'old', 'small old', 'old small'];

/** Rows of text and label: 32 texts of each of two classes, all different. */
export function rows(classes: readonly [string, string] = ['fish', 'tree']): readonly (readonly [string, string])[] {
  return colours.flatMap((first) =>
    colours.flatMap((second) =>
      ['fish swim', 'tree grow'].flatMap((thing, c) =>
        sizes.slice(0, 2).map((size) => [`${size} ${first} ${second} ${thing}`, classes[c] ?? ''] as const),
      ),
    ),
  );
}

/** Rows as a CSV file with the columns `text` and `label`. */
export function csv(all: readonly (readonly [string, string])[] = rows()): string {
  return ['text,label', ...all.map((row) => row.join(',')), ''].join('\n');
}

/** Writes a file and gives its path. */
export function file(folder: string, name: string, contents: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
}

/** A small run of both kinds of stage that ends well, in a second. */
export function smallRun(cwd: string, model: string, data: string, folder: string, ...more: string[]): Promise<Ran> {
  return zeroth(['finetune', model, data, '--folder', folder, '--steps', '6', ...more], { cwd });
}
