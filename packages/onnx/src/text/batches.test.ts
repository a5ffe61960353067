import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchesOf, tokenFeeds } from './batches.js';
import { createFeature, loadRow, storeRow } from './feature-store.js';

describe('batches', () => {
  it('hold every text once, sorted by length, within the limit', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 100 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 1000 }), (all, limit) => {
        const batches = batchesOf(all, limit);
        expect(batches.flatMap(({ indices }) => indices).sort((a, b) => a - b)).toEqual([...all.keys()]);
        let longest = Number.POSITIVE_INFINITY;
        for (const { indices, length } of batches) {
          expect(length).toBe(Math.max(1, ...indices.map((index) => all[index]!)));
          expect(length).toBeLessThanOrEqual(longest);
          longest = length;
          expect(indices.length === 1 || indices.length * length <= limit).toBe(true);
        }
      }),
      { seed: 6 },
    );
  });

  it('pad ids and mask with zeros, and cut what is longer', () => {
    const tokens = [Int32Array.of(5, 6, 7), Int32Array.of(), Int32Array.of(8)];
    const feeds = tokenFeeds(['x', 'attention_mask', 'input_ids', 'token_type_ids'], tokens, {
      indices: [2, 0, 1],
      length: 2,
    });
    expect(Object.keys(feeds)).toEqual(['attention_mask', 'input_ids', 'token_type_ids']);
    expect(feeds.input_ids).toEqual({ type: 'int64', shape: [3, 2], data: BigInt64Array.of(8n, 0n, 5n, 6n, 0n, 0n) });
    expect(feeds.attention_mask!.data).toEqual(BigInt64Array.of(1n, 0n, 1n, 1n, 0n, 0n));
    expect(feeds.token_type_ids!.data).toEqual(new BigInt64Array(6));
  });
});

describe('features', () => {
  it('come back as they were stored, padded with zeros, for any axes', () => {
    const axis = fc.oneof(fc.constant('length' as const), fc.integer({ min: 1, max: 4 }));
    const lengths = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(axis, { maxLength: 4 }), lengths, (axes, all) => {
        const feature = createFeature('x', axes, all);
        const padded = axes.map((size) => (size === 'length' ? 6 : size));
        const size = padded.reduce((total, each) => total * each, 1);
        const batch = Float32Array.from({ length: size * all.length }, (_, i) => i + 1);
        for (const [row, length] of all.entries()) storeRow(feature, row, length, batch, row, 6);
        const loaded = new Float32Array(batch.length);
        for (const [row, length] of all.entries()) loadRow(feature, row, length, loaded, row, 6);
        const expected = batch.map((value, i) => {
          const row = Math.floor(i / size);
          let rest = i % size;
          for (let k = padded.length - 1; k >= 0; k--) {
            if (axes[k] === 'length' && rest % padded[k]! >= all[row]!) return 0;
            rest = Math.floor(rest / padded[k]!);
          }
          return value;
        });
        expect(loaded).toEqual(expected);
      }),
      { seed: 7 },
    );
  });
});
