import { describe, expect, it } from 'vitest';
import { minibatches } from './minibatches.js';
import { scheduleFactor } from './schedule.js';

describe('minibatches', () => {
  it('visit every example once an epoch, in another order each time', () => {
    const batchAt = minibatches(12, 3, 7);
    const epochs = [0, 1, 2].map((epoch) => [0, 1, 2, 3].flatMap((k) => batchAt(4 * epoch + k)));
    for (const epoch of epochs)
      expect([...epoch].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(new Set(epochs.map(String)).size).toBe(3);
  });

  it('do not depend on the order of asking', () => {
    const forwards = minibatches(10, 4, 1);
    const backwards = minibatches(10, 4, 1);
    const inOrder = Array.from({ length: 9 }, (_, k) => forwards(k));
    for (let k = 8; k >= 0; k--) expect(backwards(k)).toEqual(inOrder[k]);
  });

  it('are not larger than the data', () => {
    expect(() => minibatches(10, 11, 0)).toThrow('choose a batch of 1 to 10');
  });
});

describe('schedules', () => {
  it('rise, stay or fall as they say', () => {
    expect([0, 1, 2, 3].map((k) => scheduleFactor('constant', k, 10, 2))).toEqual([0.5, 1, 1, 1]);
    expect([0, 5, 10].map((k) => scheduleFactor('linear', k, 10))).toEqual([1, 0.5, 0]);
    expect([0, 5, 10].map((k) => scheduleFactor('cosine', k, 10))).toEqual([1, expect.closeTo(0.5, 15), 0]);
  });
});
