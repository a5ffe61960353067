import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { ZerothError } from 'zeroth';
import type { ByteSource } from './byte-source.js';

/** Node reads at most 2 GiB at a time. */
const largestRead = 2 ** 30;

/** A model file, read piece by piece. The file is open only while it is read. */
export function fileSource(path: string): ByteSource {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status?.isFile()) {
    throw new ZerothError('model-not-found', `There is no model file at ${path}: check the path.`, path);
  }
  return {
    name: path,
    size: status.size,
    read(offset, into) {
      const file = openSync(path, 'r');
      try {
        for (let done = 0; done < into.length; ) {
          const wanted = Math.min(largestRead, into.length - done);
          const count = readSync(file, into, done, wanted, offset + done);
          if (count === 0) {
            throw new ZerothError('model-truncated', `${path} has become shorter while it was read.`, path);
          }
          done += count;
        }
      } finally {
        closeSync(file);
      }
    },
    beside(location) {
      const local = normalize(location);
      if (isAbsolute(local) || local.split(/[\\/]/).includes('..')) {
        throw new ZerothError(
          'external-data-outside',
          `${path} wants to read ${location}, which is outside its folder: such a model is not opened.`,
          location,
        );
      }
      const beside = join(dirname(path), local);
      if (!statSync(beside, { throwIfNoEntry: false })?.isFile()) {
        throw new ZerothError(
          'external-data-missing',
          `${path} keeps weights in ${location}, which is missing: put that file beside the model.`,
          beside,
        );
      }
      return fileSource(beside);
    },
  };
}
