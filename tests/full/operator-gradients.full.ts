import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, fromBinary } from '@bufbuild/protobuf';
import { importGraph, runtimeFunction } from '@zeroth/onnx';
import { AttributeProto_AttributeType, AttributeProtoSchema, ModelProtoSchema, TensorProtoSchema } from 'onnx-buf';
import { afterAll, describe, expect, it } from 'vitest';
import { ZerothError } from 'zeroth';
import * as np from 'zeroth/array';
import { vjp } from 'zeroth/autodiff';
import { float32, node, valueInfo } from '../../packages/onnx/src/format/graph.js';
import { constantArray } from '../../packages/onnx/src/importing/constant-array.js';
import { operators } from '../../packages/onnx/src/importing/operators/index.js';
import { ramp, smallModel } from '../../packages/onnx/src/testing/small-models.js';

/*
 * The gradient of every imported operator on ONNX's own vectors: the one that ONNX Runtime computes in float32, lowered,
 * equals the one of zeroth's own operators in float64.
 */

const folder = '/usr/share/libonnx-testdata/data/node';
if (!existsSync(folder)) throw new Error(`there is no ${folder}: run "apt-get install libonnx-testdata"`);

const read = (path: string) => new Uint8Array(readFileSync(path));
const tensorAt = (path: string) => constantArray(fromBinary(TensorProtoSchema, read(path)), 'float32');

/** Vectors that ask for what is documented as left out, or for random numbers. */
const leftOut =
  /training|BFLOAT16|FLOAT16|STRING|float16|uint64|sequence|optional|identity_opt|dropout_random|bernoulli|maxpool_with_argmax|scatternd_multiply|batchnorm_.*_training|cast_|castlike_/;

/** Cases by the operator under test: those of one node; what ONNX expands into other nodes is tested with these. */
const cases = readdirSync(folder).flatMap((name) => {
  if (leftOut.test(name) || name.includes('expanded')) return [];
  const model = fromBinary(ModelProtoSchema, read(join(folder, name, 'model.onnx')));
  const [only, ...others] = model.graph?.node ?? [];
  if (only === undefined || others.length > 0 || only.domain !== '' || !operators.has(only.opType)) return [];
  const data = join(folder, name, 'test_data_set_0');
  const files = readdirSync(data).filter((file) => file.startsWith('input_')).length;
  const arrays = Array.from({ length: files }, (_, i) => tensorAt(join(data, `input_${i}.pb`)));
  return [{ name, model, operator: only.opType, arrays }];
});

const tanhGelu = node('Gelu', ['x'], ['y']);
tanhGelu.attribute.push(
  create(AttributeProtoSchema, {
    name: 'approximate',
    type: AttributeProto_AttributeType.STRING,
    s: new TextEncoder().encode('tanh'),
  }),
);

/** Operators that are newer than the vectors, or that these have with integers only. */
const more = [
  node('Gelu', ['x'], ['y']),
  tanhGelu,
  node('Mish', ['x'], ['y']),
  node('RMSNormalization', ['x', 'scale'], ['y']),
  node('Trilu', ['x'], ['y'], { upper: 1 }),
  node('Cast', ['x'], ['y'], { to: float32 }),
  node('CastLike', ['x', 'scale'], ['y']),
].map((only, i) => ({
  name: `${only.opType}, by hand, ${i}`,
  operator: only.opType,
  model: smallModel(
    {
      nodes: [only],
      initializers: [],
      inputs: only.input.map((name) => valueInfo(name, float32, name === 'x' ? [3, 4] : [4])),
      outputs: [valueInfo('y', float32, [3, 4])],
    },
    23,
  ),
  arrays: only.input.map((name) =>
    name === 'x' ? np.fromData(ramp(12, 1 / 24), [3, 4]) : np.fromData(Float32Array.of(1, -0.5, 2, 0.25)),
  ),
}));

const compared = new Map<string, number>();
const refused = new Map<string, string>();

/** Inputs that are numbers in name only: sizes, and what a padding is filled with. */
const held = new Set(['Pad.value', 'OneHot.depth', 'Range.start', 'Range.limit', 'Range.delta']);

/** Operators whose outputs are no floats, or do not depend on floats. */
const withoutGradient = new Set(
  'And Equal Not Or Xor Greater GreaterOrEqual Less LessOrEqual IsInf IsNaN Shape Size ArgMax ArgMin Constant ConstantOfShape EyeLike Range'.split(
    ' ',
  ),
);
/** What has no counterpart in ONNX: the order of a sort. */
const notLowered = new Set(['TopK']);

/** A weight for each element of an output, so that no symmetry hides an error. */
const weightsFor = (shape: readonly number[]) => {
  const size = shape.reduce((product, side) => product * side, 1);
  return Float64Array.from({ length: size }, (_, i) => Math.sin(1.3 * i + 0.4));
};

describe('the gradient of', () => {
  it.each([...cases, ...more])('$name', async ({ model, operator, arrays }) => {
    const graph = model.graph!;
    const inputs = arrays.map((array, i) => ({ name: graph.input[i]!.name, array }));
    const opset = Number(model.opsetImport.find(({ domain }) => domain === '')?.version ?? 0);
    const outputs = graph.output.map((output) => output.name);
    const isFloat = ({ dtype }: np.NDArray) => dtype === 'float32' || dtype === 'float64';
    // What shapes come from, or what has no derivative by what it means, is held.
    const moving = inputs.filter(
      ({ name: input, array }) => isFloat(array) && array.size > 0 && !held.has(`${operator}.${input}`),
    );
    if (moving.length === 0) return;

    /** Value and gradients of the weighted sum of all outputs that are floats. */
    const gradientIn = (precision: 'float32' | 'float64') => {
      const f = importGraph(graph, { opset, outputs, precision });
      const energy = (...given: readonly np.NDArray[]) => {
        const feeds: Record<string, np.NDArray> = {};
        for (const { name: input, array } of inputs)
          feeds[input] = isFloat(array) ? np.astype(array, precision) : array;
        moving.forEach((input, i) => {
          feeds[input.name] = given[i]!;
        });
        const parts = outputs.flatMap((output) => {
          const result = f(feeds)[output]!;
          if (result.dtype !== 'float32' && result.dtype !== 'float64') return [];
          const weights = np.astype(np.fromData(weightsFor(result.shape), [...result.shape]), precision);
          return [np.sum(np.multiply(result, weights))];
        });
        return parts.reduce((sum, part) => np.add(sum, part), np.astype(0, precision));
      };
      return (...given: readonly np.NDArray[]) => {
        const { value, pullback } = vjp(energy, ...given);
        return [np.asArray(value), ...pullback(np.astype(1, precision)).map((each) => np.asArray(each))];
      };
    };
    const exact = gradientIn('float64')(...moving.map(({ array }) => np.astype(array, 'float64')));
    let run: Awaited<ReturnType<typeof runtimeFunction>>;
    try {
      run = await runtimeFunction(
        (...given) => gradientIn('float32')(...given),
        moving.map(({ array }) => ({ shape: [...array.shape], dtype: 'float32' as const })),
      );
    } catch (error) {
      if (!(error instanceof ZerothError) || error.code !== 'cannot-lower') throw error;
      refused.set(operator, error.message);
      return;
    }
    const found = await run.run(moving.map(({ array }) => Float32Array.from(np.float64Data(array))));
    await run.close();
    exact.forEach((part, i) => {
      const wanted = np.float64Data(part);
      const given = found[i]!;
      // Rounding of float32 through sums of up to some hundred terms, relative to the largest element.
      const largest = wanted.reduce((most, g) => (Number.isFinite(g) ? Math.max(most, Math.abs(g)) : most), 1e-3);
      for (let k = 0; k < wanted.length; k++) {
        const [a, b] = [Number(given[k]), wanted[k]!];
        if (Object.is(a, b) || a === b) continue;
        expect(Math.abs(a - b) / largest, `output ${i}[${k}]: ${a} against ${b}`).toBeLessThan(2e-4);
      }
    });
    compared.set(operator, (compared.get(operator) ?? 0) + 1);
  });

  afterAll(() => {
    const missing = [...operators.keys()].filter(
      (operator) => !compared.has(operator) && !withoutGradient.has(operator) && !notLowered.has(operator),
    );
    expect(missing).toEqual([]);
    for (const name of refused.keys()) expect(notLowered).toContain(name);
  });
});
