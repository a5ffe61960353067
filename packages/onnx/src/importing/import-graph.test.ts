import { TensorProto_DataType } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { float64Data, fromData } from 'zeroth/array';
import { grad } from 'zeroth/autodiff';
import { float32, node, valueInfo } from '../format/graph.js';
import { branching, perceptron, perceptronByHand, ramp, smallModel } from '../testing/small-models.js';
import { importGraph } from './import-graph.js';

const x = Float64Array.from({ length: 8 }, (_, i) => Math.sin(i + 1));

describe('an imported graph', () => {
  it('is the model, in float64', () => {
    const f = importGraph(perceptron().graph!, { opset: 17, precision: 'float64' });
    const values = float64Data(f({ x: fromData(x, [1, 8]) }).y!);
    perceptronByHand(x).forEach((value, i) => {
      expect(Math.abs(values[i]! - value)).toBeLessThanOrEqual(64 * Number.EPSILON * 8);
    });
  });

  it('has the gradient that central differences have', () => {
    const f = importGraph(perceptron().graph!, { opset: 17, precision: 'float64' });
    const loss = (weight: Float64Array) =>
      f({ x: fromData(x, [1, 8]), 'layers.0.weight': fromData(weight, [8, 24]) })
        .y!.sum()
        .item();
    const weight = Float64Array.from(ramp(8 * 24));
    const gradient = grad((w) => f({ x: fromData(x, [1, 8]), 'layers.0.weight': w.reshape([8, 24]) }).y!.sum())(weight);
    const h = 2 ** -17;
    for (const i of [0, 5, 77, 191]) {
      const moved = (by: number) => loss(weight.with(i, weight[i]! + by));
      // Piecewise linear: only rounding separates the two, ε |y| / h.
      expect(Math.abs((moved(h) - moved(-h)) / (2 * h) - gradient[i]!)).toBeLessThan(1e-9);
    }
  });

  it('lets its caller leave a condition among the outputs alone', () => {
    const masked = smallModel({
      nodes: [node('Greater', ['x', 'bound'], ['mask']), node('Mul', ['x', 'x'], ['y'])],
      initializers: [],
      inputs: [valueInfo('x', float32, [2]), valueInfo('bound', float32, [2])],
      outputs: [valueInfo('mask', TensorProto_DataType.BOOL, [2]), valueInfo('y', float32, [2])],
    });
    const f = importGraph(masked.graph!, { opset: 17, precision: 'float64' });
    const bound = Float64Array.of(0, 0);
    expect(grad((v) => f({ x: v, bound }).y!.sum())(Float64Array.of(1, -2))).toEqual(Float64Array.of(2, -4));
    expect(f({ x: Float64Array.of(1, -2), bound }).mask!.toArray()).toEqual([true, false]);
  });

  it('names the node that it cannot follow', () => {
    const strange = smallModel({
      nodes: [node('Fold', ['x'], ['y'])],
      initializers: [],
      inputs: [valueInfo('x', float32, [2])],
      outputs: [valueInfo('y', float32, [2])],
    });
    expect(() => importGraph(strange.graph!, { opset: 17 })).toThrow(/Fold \(y\)/);
    expect(() => importGraph(branching().graph!, { opset: 17 })).toThrow(/If \(y\) holds graphs/);
  });

  it('says where a shape depends on values', () => {
    const dynamic = smallModel({
      nodes: [node('Cast', ['x'], ['shape'], { to: 7 }), node('Reshape', ['x', 'shape'], ['y'])],
      initializers: [],
      inputs: [valueInfo('x', float32, [2])],
      outputs: [valueInfo('y', float32, [2])],
    });
    const f = importGraph(dynamic.graph!, { opset: 17 });
    expect(() => grad((v) => f({ x: v }).y!.sum())(Float64Array.of(1, 2))).toThrow(
      /Reshape \(y\) takes its input 1, shape/,
    );
  });
});
