import { describe, expect, it } from 'vitest';
import { adaptationOf, parseAdaptation, patternsOf } from './open-classifier.js';

describe('adaptations', () => {
  it.each(['all', 'lora', 'prefix', 'lora+prefix+head'])('of stage %s survive a delta', (stage) => {
    const kept: Record<string, unknown> = JSON.parse(JSON.stringify(adaptationOf(stage)));
    expect(parseAdaptation(kept)).toEqual(adaptationOf(stage));
  });

  it.each([
    { cache: '/elsewhere' },
    { prefix: '5' },
    { prefix: -1 },
    { prefix: 0.5 },
    { lora: {} },
    { lora: null },
    { lora: { rank: 0, alpha: 16 } },
    { lora: { rank: 8, alpha: Number.NaN } },
  ])('are refused when a delta holds %o', (found) => {
    expect(() => parseAdaptation(found)).toThrow('in a way that is not known here');
  });

  it('are tuned with the head', () => {
    expect(patternsOf('lora')).toEqual(['lora', 'head']);
    expect(patternsOf('norms+head')).toEqual(['norms', 'head']);
  });
});
