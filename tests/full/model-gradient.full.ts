import { expect, it } from 'vitest';
import { classifierWithHead, gradientInDoubles } from '../../packages/train/src/backpropagation/fixtures.js';

it('the gradient of use-lite is that of central differences in float64 along 20 directions', async () => {
  const classifier = await classifierWithHead();
  for (const { slope, difference } of gradientInDoubles(classifier, 20).slopes)
    expect(Math.abs(slope - difference)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(difference)));
  await classifier.model.close();
});
