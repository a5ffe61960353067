import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeDelta, finetune } from '@zeroth/train';
import type { Measurement } from './measure.js';

/** What the header and the rounded head may take, beside the steps. */
const fixed = 1024;
/** What a step may take. */
const perStep = 8;

/**
 * Bytes of the delta that a real run leaves, of all parameters of use-lite with the defaults of a run but fewer texts.
 * It holds the steps up to the one that validation chose, which it tells itself: they are what the limit counts.
 */
export async function benchDelta(steps = 600): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'zeroth-bench-'));
  try {
    await finetune({
      model: 'use-lite',
      data: 'spam-assassin',
      folder,
      stages: ['all'],
      steps,
      limit: 400,
      stageTokens: 16,
      maxTokens: 16,
    });
    const bytes = readFileSync(join(folder, 'delta.bin'));
    // One direction a step.
    const held = decodeDelta(bytes).header.scalars;
    return [
      {
        name: `delta of all parameters, which holds ${held} of ${steps} steps`,
        ours: bytes.length,
        peer: perStep * held + fixed,
        peerVersion: `${perStep} bytes a step and ${fixed}`,
        limit: 1,
        unit: 'bytes',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
