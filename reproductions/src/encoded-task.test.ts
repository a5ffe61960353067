import { expect, it } from 'vitest';
import { firstOfEach } from './encoded-task.js';

const labelled = (labels: readonly number[]) => labels.map((label, i) => ({ text: `text ${i}`, label }));

it('keeps the first examples of each class, in their order', () => {
  const kept = firstOfEach(labelled([1, 1, 0, 1, 2, 0, 0, 1]), 2);
  expect(kept.map(({ text }) => text)).toEqual(['text 0', 'text 1', 'text 2', 'text 4', 'text 5']);
});

it('keeps all where no number is asked for', () => {
  const examples = labelled([0, 1, 0]);
  expect(firstOfEach(examples, Infinity)).toEqual(examples);
});
