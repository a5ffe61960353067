import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ZerothError } from 'zeroth';

/** A TensorFlow.js graph model's weights, read one at a time from the files that hold them. */
export interface TensorFlowWeights {
  /**
   * One float32 tensor.
   * @param ending how its name ends, after the prefix that tells which graph function made it
   */
  read(ending: string): { readonly shape: readonly number[]; readonly values: Float32Array };
}

interface Manifest {
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly { readonly name: string; readonly dtype: string; readonly shape: readonly number[] }[];
  }[];
}

/** Every dtype of the format that the models here use has four bytes. */
const elementBytes = 4;

/** Opens the folder of a TensorFlow.js graph model (`model.json` and its shards). */
export function tensorFlowWeights(folder: string): TensorFlowWeights {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
  const found = manifest.weightsManifest.flatMap(({ paths, weights }) => {
    let offset = 0;
    return weights.map(({ name, dtype, shape }) => {
      const length = shape.reduce((product, size) => product * size, 1);
      const begin = offset;
      offset += length * elementBytes;
      return { name, dtype, shape, length, begin, paths };
    });
  });
  return {
    read(ending) {
      const weight = found.find(({ name, dtype }) => dtype === 'float32' && name.endsWith(ending));
      if (!weight) {
        const message = `The model in ${folder} has no weight ${ending}: install the version that zeroth names.`;
        throw new ZerothError('unknown-model-version', message, ending);
      }
      const values = new Float32Array(weight.length);
      readAcross(
        weight.paths.map((path) => join(folder, path)),
        weight.begin,
        new Uint8Array(values.buffer),
      );
      return { shape: weight.shape, values };
    },
  };
}

/** Reads from files as if they were one. */
function readAcross(paths: readonly string[], begin: number, into: Uint8Array): void {
  let fileBegin = 0;
  for (const path of paths) {
    const { size } = statSync(path);
    const from = Math.max(begin, fileBegin);
    const to = Math.min(begin + into.length, fileBegin + size);
    if (from < to) {
      const file = openSync(path, 'r');
      readSync(file, into, from - begin, to - from, from - fileBegin);
      closeSync(file);
    }
    fileBegin += size;
  }
}
