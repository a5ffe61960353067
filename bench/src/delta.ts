import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finetune } from '@zeroth/train';
import type { Measurement } from './measure.js';

/** Bytes of the delta of a real run that tunes all parameters. */
export async function benchDelta(steps = 600): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'zeroth-bench-'));
  try {
    const report = await finetune({
      model: 'use-lite',
      data: 'spam-assassin',
      folder,
      stages: ['all'],
      steps,
      limit: 200,
      stageTokens: 16,
      maxTokens: 16,
      // Small enough that the last step is the best on validation, so that the delta holds all of them.
      learningRate: 2e-4,
    });
    const stage = report.results.stages[0];
    return [
      {
        name: `delta of ${steps} steps of all parameters`,
        ours: stage?.deltaBytes ?? Number.NaN,
        peer: 8 * steps + 1024,
        peerVersion: '8 bytes a step and 1 KB',
        limit: 1,
        unit: 'bytes',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
