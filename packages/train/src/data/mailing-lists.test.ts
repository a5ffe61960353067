import { expect, it } from 'vitest';
import { contentKey } from './content-key.js';
import { loadTask } from './load-task.js';

it('mailing-lists has seven classes in every part, and no text that names its list', async () => {
  const { classes, train, validation, test } = await loadTask('mailing-lists', { seed: 0 });
  expect(classes).toHaveLength(7);
  for (const part of [train, validation, test]) expect(new Set(part.map(({ label }) => label)).size).toBe(7);
  const all = [...train, ...validation, ...test];
  expect(all.length).toBeGreaterThan(1400);
  const threads = [train, validation, test].map(
    (part) => new Set(part.map(({ text }) => contentKey(text.split('\n')[0]!))),
  );
  expect([...threads[0]!].filter((key) => threads[1]!.has(key) || threads[2]!.has(key))).toEqual([]);
  expect(all.filter(({ text }) => /listinfo|sf\.net email|yahoo! groups sponsor/i.test(text)).length).toBeLessThan(
    0.01 * all.length,
  );
}, 60_000);
