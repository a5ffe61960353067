import { describe, expect, it } from 'vitest';
import { adaptationOf, parseAdaptation, patternsOf } from './open-classifier.js';

describe('adaptations', () => {
  it.each(['all', 'lora', 'prefix', 'lora+prefix+head'])('of stage %s survive a delta', (stage) => {
    const kept: Record<string, unknown> = JSON.parse(JSON.stringify(adaptationOf(stage)));
    expect(parseAdaptation(kept)).toEqual(adaptationOf(stage));
  });

  it.each([{ cache: '/elsewhere' }, { prefix: '5' }, { lora: {} }, { lora: null }])(
    'are refused when a delta holds %o',
    (found) => {
      expect(() => parseAdaptation(found)).toThrow('in a way that is not known here');
    },
  );

  it('are tuned with the head', () => {
    expect(patternsOf('lora')).toEqual(['lora', 'head']);
    expect(patternsOf('norms+head')).toEqual(['norms', 'head']);
  });
});
