import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import { caught } from '../testing/caught.js';
import { numbersOf } from '../testing/numbers-of.js';
import { bytesOf, perceptron, perceptronByHand, ramp } from '../testing/small-models.js';
import { openModel } from './model.js';
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
