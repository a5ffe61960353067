import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { TensorProto_DataType, TensorProtoSchema } from 'onnx-buf';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import { float32, floats, node, valueInfo } from '../format/graph.js';
import { caught } from '../testing/caught.js';
import { numbersOf } from '../testing/numbers-of.js';
import {
  branching,
  bytesOf,
  external,
  perceptron,
  perceptronByHand,
  ramp,
  smallModel,
} from '../testing/small-models.js';
import { openModel } from './model.js';
import { loadRuntime, optionalPeer } from './runtime.js';
import type { Tensor } from './types.js';

const folder = mkdtempSync(join(tmpdir(), 'zeroth-model-'));
afterAll(() => rmSync(folder, { recursive: true }));

const open = (model = perceptron()) => openModel(bytesOf(model), { threads: 1 });
const x: Tensor = { type: 'float32', shape: [1, 8], data: ramp(8, 1 / 8) };

describe('an open model', () => {
  it('gives what the formula gives', async () => {
    const model = await open();
    const { y } = await model.run({ x });
    expect(y!.shape).toEqual([1, 3]);
    // Every product and sum here is a multiple of 2^-15 below 2^9: exact in float32.
    expect(numbersOf(y)).toEqual(perceptronByHand(ramp(8, 1 / 8)));
    await model.close();
  });

  it('reads its weights in place', async () => {
    const model = await open();
    const bias = model.parameters.find(({ name }) => name === 'layers.1.bias')!;
    const before = numbersOf((await model.run({ x })).y);
    bias.values[1]! += 0.5;
    const after = numbersOf((await model.run({ x })).y);
    expect(after.map((value, i) => value - before[i]!)).toEqual([0, 0.5, 0]);
    await model.close();
  });

  it('writes into tensors it is given', async () => {
    const model = await open();
    const data = new Float32Array(3);
    const wanted: Tensor = { type: 'float32', shape: [1, 3], data };
    const { y } = await model.run({ x }, { y: wanted });
    expect(y).toBe(wanted);
    expect(Array.from(data)).toEqual(perceptronByHand(ramp(8, 1 / 8)));
    await model.close();
  });

  it('lays parameters out for kernels and streams', async () => {
    const model = await open();
    expect(model.parameters.map(({ name }) => name)).toEqual([
      'layers.0.weight',
      'layers.0.bias',
      'layers.1.weight',
      'layers.1.bias',
    ]);
    expect(model.parameters.map(({ kind }) => kind)).toEqual(['matrix', 'bias', 'matrix', 'bias']);
    expect(model.parameters.map(({ group }) => group)).toEqual(['layers.0', 'layers.0', 'layers.1', 'layers.1']);
    expect(model.parameters.map(({ start }) => start)).toEqual([0, 512, 1024, 1536]);
    let end = 65_536;
    for (const { pointer, length, memory, values } of model.parameters) {
      expect(pointer % 64).toBe(0);
      expect(pointer).toBeGreaterThanOrEqual(end);
      end = pointer + 4 * length;
      expect(values.buffer).toBe(model.memories[memory]!.buffer);
      expect(values.buffer).toBeInstanceOf(ArrayBuffer);
    }
    await model.close();
  });

  it('keeps its weights and its room apart, also when the memory grows', async () => {
    const model = await open();
    const [first] = model.parameters;
    const stale = first!.values;
    const place = model.reserve(3 << 20);
    expect(place.pointer % 64).toBe(0);
    const room = new Uint8Array(model.memories[place.memory]!.buffer, place.pointer, 3 << 20);
    expect(room.every((byte) => byte === 0)).toBe(true);
    room.fill(255);
    expect(stale.length).toBe(0);
    expect(await model.hash()).toBe(model.baseHash);
    expect(numbersOf((await model.run({ x })).y)).toEqual(perceptronByHand(ramp(8, 1 / 8)));
    expect((await caught(() => model.reserve(2 ** 32))).code).toBe('reserve-size');
    await model.close();
  });

  it('runs in WebAssembly with the same result', async () => {
    const model = await openModel(bytesOf(perceptron()), { backend: 'web', threads: 1 });
    model.parameters.at(-1)!.values[0]! += 1;
    const { y } = await model.run({ x });
    const byHand = perceptronByHand(ramp(8, 1 / 8));
    expect(numbersOf(y)).toEqual([byHand[0]! + 1, byHand[1], byHand[2]]);
    const data = new Float32Array(3);
    await model.run({ x }, { y: { type: 'float32', shape: [1, 3], data } });
    expect(Array.from(data)).toEqual(numbersOf(y));
    const short: Tensor = { type: 'float32', shape: [1, 2], data: new Float32Array(2) };
    expect((await caught(() => model.run({ x }, { y: short }))).code).toBe('run-failed');
    await model.close();
  });

  it('says which names and shapes do not fit', async () => {
    const model = await open();
    expect((await caught(() => model.run({ x, z: x }))).code).toBe('unknown-input');
    expect((await caught(() => model.run({ x, 'layers.0.bias': x }))).code).toBe('unknown-input');
    expect((await caught(() => model.run({}))).code).toBe('missing-input');
    expect((await caught(() => model.run({ x }, ['z']))).code).toBe('unknown-output');
    const wrong: Tensor = { type: 'float32', shape: [1, 7], data: new Float32Array(7) };
    const error = await caught(() => model.run({ x: wrong }));
    expect(error.code).toBe('run-failed');
    expect(error.message).not.toContain('\n');
    await model.close();
  });
});

describe('a closed model', () => {
  it('says so, and may be closed again', async () => {
    const model = await open();
    const other = await model.extend({ edit: () => undefined });
    await model.close();
    await model.close();
    expect((await caught(() => model.run({ x }))).code).toBe('model-closed');
    // Extensions run on: what they share is the memory.
    expect(numbersOf((await other.run({ x })).y)).toEqual(perceptronByHand(ramp(8, 1 / 8)));
    await other.close();
  });
});

describe('hash and reset', () => {
  it('tells every bit, and restores it', async () => {
    const path = join(folder, 'perceptron.onnx');
    writeFileSync(path, bytesOf(perceptron()));
    const model = await openModel(path, { threads: 1 });
    expect(model.baseHash).toMatch(/^[0-9a-f]{64}$/);
    const bias = model.parameters[1]!.values;
    bias[0] = 0;
    const withZero = await model.hash();
    bias[0] = -0;
    expect(await model.hash()).not.toBe(withZero);
    await model.reset();
    expect(await model.hash()).toBe(model.baseHash);
    await model.close();
  });

  it('depends on names and shapes', async () => {
    const renamed = perceptron();
    renamed.graph!.initializer[1]!.name = 'other';
    renamed.graph!.node[1]!.input[1] = 'other';
    const reshaped = perceptron();
    reshaped.graph!.initializer[1]!.dims = [1n, 24n];
    const hashes = await Promise.all(
      [perceptron(), renamed, reshaped].map(async (model) => (await open(model)).baseHash),
    );
    expect(new Set(hashes).size).toBe(3);
  });

  it('notices that the file has changed', async () => {
    const path = join(folder, 'changing.onnx');
    writeFileSync(path, bytesOf(perceptron()));
    const model = await openModel(path, { threads: 1 });
    const changed = perceptron();
    changed.graph!.initializer[0]!.rawData[5]! ^= 1;
    writeFileSync(path, bytesOf(changed));
    expect((await caught(() => model.reset())).code).toBe('model-changed');
    await model.close();
  });
});

describe('export', () => {
  it('is a file that the plain runtime opens, with the weights as they are', async () => {
    const model = await open();
    model.parameters[0]!.values[3] = 0.75;
    model.parameters[3]!.values[2] = -1;
    const { y } = await model.run({ x });
    const file = await model.export();
    const session = await InferenceSession.create(file);
    expect(session.inputNames).toEqual(['x']);
    const plain = await session.run({ x: new OrtTensor('float32', ramp(8, 1 / 8), [1, 8]) });
    expect(Array.from(plain.y!.data as Float32Array)).toEqual(numbersOf(y));
    const again = await openModel(file, { threads: 1 });
    expect(again.baseHash).toBe(await model.hash());
    await Promise.all([model.close(), again.close(), session.release()]);
  });

  it('is byte for byte what it was, once exported and opened', async () => {
    const model = await open();
    const first = await model.export();
    const again = await openModel(first, { threads: 1 });
    expect(await again.export()).toEqual(first);
    await Promise.all([model.close(), again.close()]);
  });
});

describe('weights in all their places', () => {
  it('finds them in Constant nodes, packed and unpacked floats', async () => {
    const model = perceptron();
    const graph = model.graph!;
    const [weight, bias, second] = graph.initializer.splice(0, 3);
    const constant = node('Constant', [], ['layers.0.weight'], { value: { tensor: { ...weight!, name: '' } } });
    graph.node.unshift(constant);
    const packed = create(TensorProtoSchema, {
      name: bias!.name,
      dims: bias!.dims,
      dataType: float32,
      floatData: Array.from(ramp(24)),
    });
    const large = create(TensorProtoSchema, {
      name: second!.name,
      dims: second!.dims,
      dataType: float32,
      floatData: Array.from(ramp(72)),
    });
    graph.initializer.push(packed, large);
    const opened = await open(model);
    expect(new Set(opened.parameters.map(({ name }) => name))).toEqual(
      new Set(['layers.0.weight', 'layers.0.bias', 'layers.1.weight', 'layers.1.bias']),
    );
    expect(numbersOf((await opened.run({ x })).y)).toEqual(perceptronByHand(ramp(8, 1 / 8)));
    await opened.close();
  });

  it('finds them in branches, and gives them names of their own', async () => {
    const model = await open(branching());
    expect(model.parameters.map(({ name }) => name)).toEqual(['weight', 'weight.1']);
    const ones: Tensor = { type: 'float32', shape: [128], data: new Float32Array(128).fill(1) };
    const run = async (condition: number) => {
      const feeds: Record<string, Tensor> = {
        x: ones,
        condition: { type: 'bool', shape: [], data: Uint8Array.of(condition) },
      };
      return numbersOf((await model.run(feeds)).y);
    };
    expect(await run(1)).toEqual(Array.from(ramp(128, 1 / 64)));
    model.parameters[1]!.values[0] = 7;
    expect(await run(0)).toEqual([7, ...ramp(128, 1 / 32).slice(1)]);
    await model.close();
  });

  it('leaves statistics, settings and listed constants alone', async () => {
    const model = smallModel({
      nodes: [
        node('BatchNormalization', ['x', 'bn.weight', 'bn.bias', 'bn.mean', 'bn.var'], ['normal']),
        node('Mul', ['normal', 'table'], ['scaled']),
        node('Clip', ['scaled', 'low', 'high'], ['y']),
      ],
      initializers: [
        floats('bn.weight', ramp(8), [8]),
        floats('bn.bias', ramp(8), [8]),
        floats('bn.mean', ramp(8), [8]),
        floats('bn.var', new Float32Array(8).fill(1), [8]),
        floats('table', ramp(8), [8]),
        floats('low', [-1], []),
        floats('high', [1], []),
      ],
      inputs: [valueInfo('x', float32, ['batch', 8])],
      outputs: [valueInfo('y', float32, ['batch', 8])],
    });
    const opened = await openModel(bytesOf(model), { threads: 1, constants: ['tab*'] });
    expect(opened.parameters.map(({ name, kind }) => [name, kind])).toEqual([
      ['bn.weight', 'norm'],
      ['bn.bias', 'norm'],
    ]);
    await opened.close();
  });

  it('reads weights from a file of their own, and exports one file', async () => {
    const model = perceptron();
    const [first] = model.graph!.initializer;
    const data = first!.rawData;
    writeFileSync(join(folder, 'weights.bin'), Buffer.concat([Buffer.alloc(10), data]));
    model.graph!.initializer[0] = external(first!, 'weights.bin', 10, data.length);
    const path = join(folder, 'external.onnx');
    writeFileSync(path, bytesOf(model));
    const opened = await openModel(path, { threads: 1 });
    expect(numbersOf((await opened.run({ x })).y)).toEqual(perceptronByHand(ramp(8, 1 / 8)));
    const alone = await openModel(await opened.export(), { threads: 1 });
    expect(alone.baseHash).toBe(opened.baseHash);
    await Promise.all([opened.close(), alone.close()]);
  });
});

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
});
