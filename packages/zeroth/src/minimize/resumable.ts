import type { Journal, JournalEntry } from '../run/index.js';

/**
 * A journal to go on with where its run was cut off. Records of questions that failed, and were asked again by a later
 * run or are the last, are left out: what failed once is asked once more.
 */
export function resumable(journal: Journal): Journal {
  const entries = journal.entries;
  const last = lastAnswers(entries);
  const kept = entries.filter(
    (entry, i) => 'stop' in entry || !('error' in entry.reply) || isSurvived(entries, i, last),
  );
  return {
    entries: kept,
    ...(journal.start === undefined ? undefined : { start: journal.start }),
    ...(journal.keepBytes === undefined ? undefined : { keepBytes: journal.keepBytes }),
    append: (entry) => {
      journal.append(entry);
    },
  };
}

/** The place of the last record of each question. */
function lastAnswers(entries: readonly JournalEntry[]): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  entries.forEach((entry, i) => {
    if (!('stop' in entry)) last.set(entry.id, i);
  });
  return last;
}

/** Whether the method went on after the failure that is recorded there. */
function isSurvived(entries: readonly JournalEntry[], i: number, last: ReadonlyMap<number, number>): boolean {
  const entry = entries[i]!;
  if ('stop' in entry || last.get(entry.id) !== i) return false;
  return entries.some((later, k) => k > i && !('stop' in later));
}
