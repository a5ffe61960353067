import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TensorProto_DataType } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { bytesOf, external } from '../../packages/onnx/src/testing/small-models.js';
import { expectRefusal, zeroth } from './command-line.js';
import { csv, file, modelFolder, smallEncoder, smallRun, wordTokenizer, workingFolder } from './material.js';

const folder = workingFolder();
const data = file(folder, 'data.csv', csv());

/** A model folder whose model was changed. */
function changed(name: string, change: (model: ReturnType<typeof smallEncoder>) => void): string {
  const model = smallEncoder();
  change(model);
  return modelFolder(join(folder, name), { model: bytesOf(model) });
}

const cases: readonly (readonly [string, () => string, number, RegExp])[] = [
  [
    'is cut in half',
    () => {
      const model = bytesOf(smallEncoder());
      return modelFolder(join(folder, 'half'), { model: model.subarray(0, model.length / 2) });
    },
    1,
    /half\/model\.onnx is cut short or damaged: download or copy it again/,
  ],
  [
    'is no ONNX model',
    () => modelFolder(join(folder, 'page'), { model: new TextEncoder().encode('<!DOCTYPE html><html></html>') }),
    1,
    /page\/model\.onnx is not an ONNX model/,
  ],
  [
    'is empty',
    () => modelFolder(join(folder, 'empty'), { model: new Uint8Array() }),
    1,
    /empty\/model\.onnx (?:holds no graph|is cut short|is not)/,
  ],
  [
    'has an unknown operator',
    () =>
      changed('operator', ({ graph }) => {
        graph!.node.find(({ opType }) => opType === 'Softmax')!.opType = 'Softermax';
      }),
    1,
    /operator\/model\.onnx uses the operator Softermax, which ONNX Runtime does not know: export the model/,
  ],
  [
    'misses its external data',
    () =>
      changed('external', ({ graph }) => {
        graph!.initializer[0] = external(graph!.initializer[0]!, 'weights.bin', 0, 512);
      }),
    1,
    /external\/model\.onnx keeps weights in weights\.bin, which is missing: put that file beside the model/,
  ],
  [
    'has float16 weights',
    () =>
      changed('half-precision', ({ graph }) => {
        const weight = graph!.initializer[0]!;
        weight.dataType = TensorProto_DataType.FLOAT16;
        weight.rawData = weight.rawData.slice(0, weight.rawData.length / 2);
      }),
    1,
    /half-precision\/model\.onnx .*float16.*float32/,
  ],
  [
    'has a tokenizer with more words than the model knows',
    () => {
      const vocabulary = Object.keys(Object.entries(wordTokenizer()).find(([key]) => key === 'model')?.[1].vocab ?? {});
      return modelFolder(join(folder, 'misfit'), { tokenizer: wordTokenizer([...vocabulary, 'whale', 'moss']) });
    },
    1,
    /The tokenizer in .*misfit gives ids up to 17, but the model's embedding has 16 rows: they do not belong together/,
  ],
  [
    'has a tokenizer of an unknown kind',
    () => modelFolder(join(folder, 'kind'), { tokenizer: { model: { type: 'Unheard' } } }),
    1,
    /kind\/tokenizer\.json/,
  ],
  [
    'has no tokenizer',
    () => {
      const path = modelFolder(join(folder, 'bare'));
      rmSync(join(path, 'tokenizer.json'));
      return path;
    },
    2,
    /There is no tokenizer\.json in .*bare: put the model's own there/,
  ],
  [
    'has half a tokenizer',
    () => {
      const path = modelFolder(join(folder, 'torn'));
      writeFileSync(join(path, 'tokenizer.json'), '{"model":');
      return path;
    },
    1,
    /torn\/tokenizer\.json is not valid JSON: download or copy it again/,
  ],
  [
    'is not there',
    () => join(folder, 'absent'),
    2,
    /There is no model\.onnx in .*absent: give use-lite, or a folder with model\.onnx and tokenizer\.json/,
  ],
  ['has a misspelt name', () => 'use-light', 2, /There is no model\.onnx in use-light: give use-lite/],
];

describe('a model', () => {
  it.concurrent.each(cases)('that %s is refused', async (what, make, code, message) => {
    const run = what.replaceAll(' ', '-');
    expectRefusal(await smallRun(folder, make(), data, run), code, message);
    expect(existsSync(join(folder, run))).toBe(false);
  });

  it('that changes under a run is not taken for the one that it began with', async () => {
    const model = modelFolder(join(folder, 'good'));
    expect((await smallRun(folder, model, data, 'begun', '--stages', 'head')).code).toBe(0);
    changed('good', ({ graph }) => {
      graph!.initializer[1]!.rawData[3]! ^= 1;
    });
    const resumed = await zeroth(['finetune', '--resume', 'begun'], { cwd: folder });
    expectRefusal(resumed, 1, /the model is not what the run in begun began with: restore it, or start a new run/);
    // Restored, the run is what it was.
    modelFolder(model);
    expect((await zeroth(['finetune', '--resume', 'begun'], { cwd: folder })).code).toBe(0);
  });
});
