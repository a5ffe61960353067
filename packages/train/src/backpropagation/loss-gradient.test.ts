import { expect, it } from 'vitest';
import { classifierWithHead, gradientInDoubles, labels, texts } from './fixtures.js';
import { lossGradient } from './loss-gradient.js';

it('gives the gradient of use-lite that differences and float64 give', async () => {
  const classifier = await classifierWithHead();
  const { parameters } = classifier.model;
  const exact = gradientInDoubles(classifier, 2);
  for (const { slope, difference } of exact.slopes)
    expect(Math.abs(slope - difference)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(difference)));
  const runtime = lossGradient(classifier, parameters);
  const found = await runtime.at(texts, labels);
  expect(Math.abs(found.loss - exact.loss)).toBeLessThan(1e-5);
  // Rounding of float32 through some forty products, relative to the largest element of each tensor.
  found.gradient.forEach((part, t) => {
    const wanted = exact.gradient[t]!;
    const largest = wanted.reduce((most, g) => Math.max(most, Math.abs(g)), 1e-6);
    const worst = part.reduce((most, g, i) => Math.max(most, Math.abs(g - wanted[i]!)), 0);
    expect(worst / largest, parameters[t]!.name).toBeLessThan(1e-3);
  });
  await runtime.close();
  await classifier.model.close();
});
