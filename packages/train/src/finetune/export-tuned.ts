import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ZerothError } from 'zeroth';
import type { Applied, ApplyOptions } from '../report/index.js';
import { deltaPath, openTuned } from './tuned-model.js';
import { writeWhole } from './write-whole.js';

/**
 * Turns a base model and a delta into a standard ONNX file, which any runtime opens: its outputs are `logits` and
 * `probabilities`. A folder gets the delta too, so that `predict` and `evaluate` take it.
 */
export async function exportTuned(options: ApplyOptions): Promise<Applied> {
  const begun = performance.now();
  const { model, delta, output, cache, onEvent } = options;
  onEvent?.({ type: 'phase', name: 'applying the delta' });
  const tuned = await openTuned(delta, { model, ...(cache === undefined ? undefined : { cache }) });
  try {
    onEvent?.({ type: 'phase', name: 'writing the model' });
    const isFile = output.endsWith('.onnx');
    const path = isFile ? output : join(output, 'model.onnx');
    const bytes = await tuned.export();
    try {
      mkdirSync(dirname(path), { recursive: true });
      if (!isFile) copyFileSync(deltaPath(delta), join(output, 'delta.bin'));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ZerothError('file-write', `${output} cannot be written: ${reason}`, output, { cause: error });
    }
    writeWhole(path, bytes);
    return { output, weightsHash: tuned.weightsHash, bytes: bytes.length, seconds: (performance.now() - begun) / 1000 };
  } finally {
    await tuned.close();
  }
}
