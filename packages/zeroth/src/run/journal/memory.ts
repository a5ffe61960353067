import type { Journal, JournalEntry } from './journal.js';
import { parseJournal, toLine } from './text.js';

/** A journal in memory. */
export interface MemoryJournal extends Journal {
  /** all records as text, which {@link parseJournal} reads */
  text(): string;
}

/**
 * A journal that is kept in memory.
 *
 * @param recorded text of an earlier journal, or its records, to be replayed first
 */
export function memoryJournal(
  recorded: string | readonly JournalEntry[] = [],
  options: { readonly keepBytes?: number; readonly start?: number } = {},
): MemoryJournal {
  const entries = typeof recorded === 'string' ? parseJournal(recorded) : recorded.slice();
  return {
    ...options,
    entries,
    append(entry) {
      entries.push(structuredClone(entry));
    },
    text: () => entries.map(toLine).join(''),
  };
}
