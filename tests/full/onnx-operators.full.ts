import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProtoSchema } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { float64Data } from 'zeroth/array';
import { constantArray } from '../../packages/onnx/src/importing/constant-array.js';
import { importGraph } from '../../packages/onnx/src/importing/import-graph.js';
import { operators } from '../../packages/onnx/src/importing/operators/index.js';

/* Every imported operator on ONNX's own vectors, which Debian packages as libonnx-testdata. */

const folder = '/usr/share/libonnx-testdata/data/node';
if (!existsSync(folder)) throw new Error(`there is no ${folder}: run "apt-get install libonnx-testdata"`);

/** Vectors that ask for what is documented as left out. */
const leftOut =
  /training|BFLOAT16|FLOAT16|STRING|float16|uint64|sequence|optional|identity_opt|dropout_random|bernoulli|maxpool_with_argmax|scatternd_multiply|batchnorm_.*_training|cast_|castlike_/;

const read = (path: string) => new Uint8Array(readFileSync(path));
const tensorAt = (path: string) => constantArray(fromBinary(TensorProtoSchema, read(path)), 'float32');

const cases = readdirSync(folder).flatMap((name) => {
  if (leftOut.test(name)) return [];
  const model = fromBinary(ModelProtoSchema, read(join(folder, name, 'model.onnx')));
  const known = model.graph?.node.every(({ opType, domain }) => domain === '' && operators.has(opType)) ?? false;
  return known ? [{ name, model }] : [];
});

describe('vectors of ONNX', () => {
  it('are many', () => {
    expect(cases.length).toBeGreaterThan(500);
  });

  it.each(cases)('$name', ({ name, model }) => {
    const graph = model.graph!;
    const data = join(folder, name, 'test_data_set_0');
    const files = (prefix: string) => readdirSync(data).filter((file) => file.startsWith(prefix)).length;
    const inputs = graph.input.slice(0, files('input_')).filter(({ name: each }) => each !== '');
    const opset = Number(model.opsetImport.find(({ domain }) => domain === '')?.version ?? 0);
    const outputs = graph.output.map((output) => output.name);
    // Like a runtime, a graph takes shapes from values only where they are known: all inputs are here.
    const f = importGraph(graph, { opset, outputs });
    const results = f(
      Object.fromEntries(inputs.map((input, i) => [input.name, tensorAt(join(data, `input_${i}.pb`))])),
    );
    outputs.forEach((output, i) => {
      const wanted = tensorAt(join(data, `output_${i}.pb`));
      const given = results[output]!;
      expect(given.shape).toEqual(wanted.shape);
      // The tolerance of ONNX itself.
      const [a, b] = [float64Data(given), float64Data(wanted)];
      for (let k = 0; k < a.length; k++) {
        if (Object.is(a[k], b[k]) || a[k] === b[k]) continue;
        expect(Math.abs(a[k]! - b[k]!), `${output}[${k}] ${a[k]} against ${b[k]}`).toBeLessThanOrEqual(
          1e-6 + 1e-3 * Math.abs(b[k]!),
        );
      }
    });
  });
});
