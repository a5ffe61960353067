import { fromBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { ModelProtoSchema } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { ZerothError } from 'zeroth';
import { bytesOf, perceptron, ramp } from '../testing/small-models.js';
import { bytesSource } from './byte-source.js';
import { floats } from './graph.js';
import { readSkeleton, varint } from './skeleton.js';
import { fillIn, locator } from './tensor-data.js';

describe('the skeleton of a model', () => {
  it('is the model, once its tensors are filled in, wherever windows and limits fall', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(sizes, (lengths) => {
        const model = perceptron();
        lengths.forEach((length, i) => {
          model.graph!.initializer.push(floats(`extra.${i}`, ramp(length)));
        });
        const source = bytesSource(bytesOf(model));
        const skeleton = readSkeleton(source);
        expect(skeleton.length).toBeLessThan(1000 + 400 * (lengths.length + 4));
        const decoded = fromBinary(ModelProtoSchema, skeleton);
        for (const tensor of decoded.graph!.initializer) fillIn(tensor, locator(source));
        expect(Buffer.compare(bytesOf(decoded), bytesOf(model))).toBe(0);
      }),
      { numRuns: 30, seed: 3 },
    );
  });

  it('answers any bytes with a skeleton or one clear error', () => {
    const whole = bytesOf(perceptron());
    const damaged = fc.tuple(fc.integer({ min: 0, max: whole.length - 1 }), fc.integer({ min: 0, max: 255 }));
    const check = (bytes: Uint8Array) => {
      try {
        readSkeleton(bytesSource(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(ZerothError);
      }
    };
    fc.assert(
      fc.property(damaged, ([place, value]) => {
        const bytes = whole.slice();
        bytes[place] = value;
        check(bytes);
      }),
      { numRuns: 300, seed: 4 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), check), { numRuns: 300, seed: 5 });
  });

  it('ends on graphs without end', () => {
    // A graph in an attribute of a node of a graph …, each as long as what is left.
    let nested = new Uint8Array();
    for (let depth = 0; depth < 1000; depth++) {
      const tag = [0x0a, 0x32, 0x2a][depth % 3]!;
      nested = Uint8Array.of(tag, ...varint(nested.length), ...nested);
    }
    const file = Uint8Array.of(0x08, 0x08, 0x3a, ...varint(nested.length), ...nested);
    expect(() => readSkeleton(bytesSource(file))).toThrow(ZerothError);
  });
});
