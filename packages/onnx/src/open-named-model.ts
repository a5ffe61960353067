import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { GraphProto } from 'onnx-buf';
import { ZerothError } from 'zeroth';
import { withLora } from './model/lora.js';
import { openModel } from './model/model.js';
import type { Model } from './model/types.js';
import type { TextModelOptions } from './open-text-model.js';
import { type FolderTokenizer, folderTokenizer } from './text/hugging-face.js';
import { member, readJson } from './text/json-file.js';
import { type Pooling, pooled } from './text/pooling.js';
import { createTextModel, type TextModel, tokenLimit } from './text/text-model.js';
import { useLiteFolder } from './use-lite/convert.js';
import { withPrefix } from './use-lite/prefix.js';
import { useLiteTokenizer } from './use-lite/tokenizer.js';

/** What most encoders read. */
const usualTokens = 512;

/** What `openTextModel` does where there are files. */
export async function openNamedModel(name: string, options: TextModelOptions): Promise<TextModel> {
  const folder = name === 'use-lite' ? await useLiteFolder(options.cache) : name;
  const text = await openFolder(folder, options);
  const { lora, prefix: length } = options;
  const prefixed = length === undefined ? text : await replaceModel(text, (model) => withPrefix(model, { length }));
  return lora ? replaceModel(prefixed, (model) => withLora(model, lora)) : prefixed;
}

async function openFolder(folder: string, options: TextModelOptions): Promise<TextModel> {
  const path = ['model.onnx', 'onnx/model.onnx'].map((file) => join(folder, file)).find((file) => existsSync(file));
  if (path === undefined) {
    const message = `There is no model.onnx in ${folder}: give use-lite, or a folder with model.onnx and tokenizer.json.`;
    throw new ZerothError('model-not-found', message, folder);
  }
  const tokenizer = useLiteTokenizer(folder) ?? folderTokenizer(folder);
  const largest = tokenizer.maxTokens ?? usualTokens;
  const maxTokens = tokenLimit(options.maxTokens ?? largest, largest);
  const model = await openModel(path, options);
  try {
    checkFit(model, tokenizer, folder);
    const { pooling, normalise } = sentenceSettings(folder);
    const parts = await pooled(model, options.pooling ?? pooling, normalise);
    return createTextModel({ ...parts, maxTokens, tokenize: (text) => tokenizer.encode(text, maxTokens) });
  } catch (error) {
    await model.close();
    throw error;
  }
}

/** A text model with another model in place of its own, which is closed. */
async function replaceModel(text: TextModel, change: (model: Model) => Promise<Model>): Promise<TextModel> {
  try {
    return createTextModel({ ...text, model: await change(text.model) });
  } finally {
    await text.model.close();
  }
}

/** The name of the weight whose rows the tokens choose. */
function tokenEmbedding(graph: GraphProto): string | undefined {
  const ids = new Set(['input_ids']);
  for (const { opType, input, output } of graph.node) {
    if (opType === 'Cast' && ids.has(input[0]!)) ids.add(output[0]!);
    if (opType === 'Gather' && ids.has(input[1]!)) return input[0];
  }
  return undefined;
}

function checkFit({ graph, parameters }: Model, { largestId }: FolderTokenizer, folder: string): void {
  const name = tokenEmbedding(graph);
  const rows = parameters.find((parameter) => parameter.name === name)?.shape[0];
  if (rows === undefined || largestId < rows) return;
  const message = `The tokenizer in ${folder} gives ids up to ${largestId}, but the model's embedding has ${rows} rows: they do not belong together.`;
  throw new ZerothError('tokenizer-mismatch', message, largestId);
}

/** What the folder of a sentence transformer says about pooling. */
function sentenceSettings(folder: string): { readonly pooling: Pooling; readonly normalise: boolean } {
  const isFirst = member(readJson(join(folder, '1_Pooling', 'config.json')), 'pooling_mode_cls_token') === true;
  const modules = readJson(join(folder, 'modules.json'));
  const normalise =
    Array.isArray(modules) && modules.some((each) => String(member(each, 'type')).endsWith('.Normalize'));
  return { pooling: isFirst ? 'first' : 'mean', normalise };
}
