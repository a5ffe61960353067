import { beforeAll, describe, expect, it } from 'vitest';
import { contentKey } from './content-key.js';
import { loadTask } from './load-task.js';
import { packageDirectory } from './optional-package.js';
import type { Task } from './task.js';

describe('spam-assassin', () => {
  let task: Task;
  beforeAll(async () => {
    task = await loadTask('spam-assassin', { seed: 0 });
  }, 60_000);

  it('has about 1650, 400 and 875 mails, each part 44% spam', () => {
    const parts = [task.train, task.validation, task.test];
    [1650, 400, 875].forEach((size, i) => {
      expect(Math.abs(parts[i]!.length - size)).toBeLessThan(0.05 * size);
      // A group is of the class of its first mail and at most four long, so a share moves by little.
      const spam = parts[i]!.filter(({ label }) => label === 1).length / parts[i]!.length;
      expect(Math.abs(spam - 0.44)).toBeLessThan(0.01);
    });
    expect(task.classes).toEqual(['ham', 'spam']);
  });

  it('shares no thread and no body between parts', () => {
    const threads = [task.train, task.validation, task.test].map(
      (part) => new Set(part.map(({ text }) => contentKey(text.split('\n')[0]!))),
    );
    const bodies = [task.train, task.validation, task.test].map(
      (part) => new Set(part.map(({ text }) => contentKey(text.slice(text.indexOf('\n') + 1)).slice(0, 200))),
    );
    for (const sets of [threads, bodies]) {
      for (const [a, b] of [
        [0, 1],
        [0, 2],
        [1, 2],
      ] as const) {
        const shared = [...sets[a]!].filter((key) => sets[b]!.has(key));
        expect(shared).toEqual([]);
      }
    }
  });

  it('holds readable text: no MIME, no markup, no quoted lines', () => {
    const all = [...task.train, ...task.validation, ...task.test].map(({ text }) => text);
    const share = (pattern: RegExp): number => all.filter((text) => pattern.test(text)).length / all.length;
    expect(share(/Content-Transfer-Encoding:/i)).toBeLessThan(0.01);
    expect(share(/<\/?(?:td|table|font|body)\b/i)).toBeLessThan(0.01);
    expect(share(/[A-Za-z0-9+/]{200}/)).toBeLessThan(0.01);
    expect(all.every((text) => text.length > 0 && text.length <= 4000)).toBe(true);
  });

  it('is the same for the same seed and another for another seed', async () => {
    const [first, again, other] = [
      await loadTask('spam-assassin', { seed: 3, limit: 200 }),
      await loadTask('spam-assassin', { seed: 3, limit: 200 }),
      await loadTask('spam-assassin', { seed: 4, limit: 200 }),
    ];
    expect(again).toEqual(first);
    expect(other.hash).not.toBe(first.hash);
    expect(first.train.length + first.validation.length + first.test.length).toBe(200);
  });
});

describe('packageDirectory', () => {
  it('says what to install when a package is missing', () => {
    expect(() => packageDirectory('@zeroth/no-such-package', 'A task')).toThrow(
      expect.objectContaining({
        code: 'package-missing',
        message: 'A task needs the package @zeroth/no-such-package: run "npm install @zeroth/no-such-package".',
      }),
    );
  });
});
