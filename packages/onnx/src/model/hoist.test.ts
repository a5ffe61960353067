import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { TensorProtoSchema } from 'onnx-buf';
import { afterAll, describe, expect, it } from 'vitest';
import { float32, floats, node, valueInfo } from '../format/graph.js';
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
import { groupOf } from './parameter-kind.js';
import type { Tensor } from './types.js';

const folder = mkdtempSync(join(tmpdir(), 'zeroth-hoist-'));
afterAll(() => rmSync(folder, { recursive: true }));

const open = (model = perceptron()) => openModel(bytesOf(model), { threads: 1 });
const x: Tensor = { type: 'float32', shape: [1, 8], data: ramp(8, 1 / 8) };

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

describe('groups', () => {
  it.each([
    ['embedding', 'embedding'],
    ['blocks.1.norm1.scale', 'blocks.1'],
    ['encoder.layer.11.output.dense.weight', 'encoder.layer.11'],
    ['dense.weight', 'dense'],
    ['/model/layers.3/mlp/weight', 'model.layers.3'],
    ['0.weight', '0'],
    ['weight', 'weight'],
  ])('%s is of %s', (name, group) => {
    expect(groupOf(name)).toBe(group);
  });
});
