import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TensorProto_DataType } from 'onnx-buf';
import { afterAll, describe, expect, it } from 'vitest';
import { caught } from '../testing/caught.js';
import { bytesOf, external, perceptron } from '../testing/small-models.js';
import { openModel } from './model.js';
import { loadRuntime, optionalPeer } from './runtime.js';

const folder = mkdtempSync(join(tmpdir(), 'zeroth-bad-'));
afterAll(() => rmSync(folder, { recursive: true }));

const open = (model = perceptron()) => openModel(bytesOf(model), { threads: 1 });

describe('bad files', () => {
  it('refuses a file that is cut anywhere', async () => {
    const whole = bytesOf(perceptron());
    for (let length = 0; length < whole.length; length++) {
      const { code } = await caught(() => openModel(whole.subarray(0, length)));
      expect(['model-truncated', 'model-not-onnx', 'model-corrupt']).toContain(code);
    }
    const path = join(folder, 'half.onnx');
    writeFileSync(path, whole.subarray(0, whole.length / 2));
    const error = await caught(() => openModel(path));
    expect(error.code).toBe('model-truncated');
    expect(error.message).toBe(`${path} is cut short or damaged: download or copy it again.`);
  });

  it('refuses what is no model', async () => {
    const others = [
      new TextEncoder().encode('a,b\n1,2\n'),
      new TextEncoder().encode('{"model": 1}'),
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
      Uint8Array.of(0x50, 0x4b, 0x03, 0x04, 0, 0, 0, 0),
      Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0x02, 0x01, 0x01, 0x00),
      new Uint8Array(),
    ];
    for (const bytes of others) {
      const error = await caught(() => openModel(bytes));
      expect(error.code).toMatch(/^model-(not-onnx|truncated)$/);
    }
    expect((await caught(() => openModel(join(folder, 'absent.onnx')))).code).toBe('model-not-found');
    expect((await caught(() => openModel(folder))).code).toBe('model-not-found');
  });

  it('refuses sizes that the file does not hold, before it allocates', async () => {
    const hostile = (change: (model: ReturnType<typeof perceptron>) => void) => {
      const model = perceptron();
      change(model);
      return caught(() => openModel(bytesOf(model)));
    };
    const dims = (sizes: readonly bigint[]) =>
      hostile(({ graph }) => {
        graph!.initializer[0]!.dims = [...sizes];
      });
    expect((await dims([1n << 40n])).code).toBe('model-corrupt');
    expect((await dims([1n << 40n, 1n << 40n])).code).toBe('model-corrupt');
    expect((await dims([-8n, -24n])).code).toBe('model-corrupt');
    expect((await dims([8n, 25n])).code).toBe('model-corrupt');
    // ir_version, then a graph of 2^50 bytes.
    const header = Uint8Array.of(0x08, 0x08, 0x3a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02, 0x0a);
    expect((await caught(() => openModel(header))).code).toBe('model-truncated');
    const outside = await hostile(({ graph }) => {
      const [first] = graph!.initializer;
      graph!.initializer[0] = external(first!, '', 0, 2 ** 40);
    });
    expect(outside.code).toBe('model-truncated');
  });

  it('names an operator that the runtime does not know', async () => {
    const model = perceptron();
    model.graph!.node[2]!.opType = 'Frobnicate';
    const error = await caught(() => open(model));
    expect(error.code).toBe('unknown-operator');
    expect(error.value).toBe('Frobnicate');
    expect(error.message).toContain('Frobnicate');
    const foreign = perceptron();
    foreign.graph!.node[2]!.opType = 'Frobnicate';
    foreign.graph!.node[2]!.domain = 'my.domain';
    foreign.opsetImport.push({ ...foreign.opsetImport[0]!, domain: 'my.domain', version: 1n });
    expect((await caught(() => open(foreign))).code).toBe('unknown-operator');
  });

  it('passes on why the runtime refuses a model', async () => {
    const model = perceptron();
    model.graph!.node[0]!.input[0] = 'nowhere';
    const error = await caught(() => open(model));
    expect(error.code).toBe('model-rejected');
    expect(error.message).not.toContain('\n');
  });

  it('says which weights are missing or outside', async () => {
    for (const [location, code] of [
      ['absent.bin', 'external-data-missing'],
      ['../absent.bin', 'external-data-outside'],
      ['/etc/passwd', 'external-data-outside'],
    ] as const) {
      const model = perceptron();
      model.graph!.initializer[0] = external(model.graph!.initializer[0]!, location, 0, 8 * 24 * 4);
      const path = join(folder, 'missing.onnx');
      writeFileSync(path, bytesOf(model));
      const error = await caught(() => openModel(path));
      expect(error.code).toBe(code);
      expect(error.message).toContain(location);
    }
    const model = perceptron();
    model.graph!.initializer[0] = external(model.graph!.initializer[0]!, 'weights.bin', 0, 8 * 24 * 4);
    expect((await caught(() => open(model))).code).toBe('external-data-missing');
  });

  it('asks for float32 instead of float16', async () => {
    const model = perceptron();
    const half = model.graph!.initializer[0]!;
    half.dataType = TensorProto_DataType.FLOAT16;
    half.rawData = half.rawData.slice(0, half.rawData.length / 2);
    const error = await caught(() => open(model));
    expect(error.code).toBe('float16-weights');
    expect(error.message).toContain('layers.0.weight');
  });
});

describe('optional peers', () => {
  it('says what to install', async () => {
    const absent = 'onnxruntime-absent';
    const error = await caught(() =>
      optionalPeer(() => import(/* @vite-ignore */ absent), absent, 'which runs models'),
    );
    expect(error.code).toBe('missing-package');
    expect(error.message).toBe(
      'The package onnxruntime-absent, which runs models, is not installed: run "npm install onnxruntime-absent".',
    );
    await expect(loadRuntime('node')).resolves.toBeDefined();
  });

  it('says why one that is there does not load', async () => {
    const path = join(folder, 'broken.mjs');
    writeFileSync(path, "import './binary-for-another-machine.mjs';");
    const error = await caught(() => optionalPeer(() => import(/* @vite-ignore */ path), 'broken', 'which is broken'));
    expect(error.code).toBe('package-unusable');
    expect(error.message).toContain('binary-for-another-machine');
    expect(error.message).not.toContain('\n');
  });
});
