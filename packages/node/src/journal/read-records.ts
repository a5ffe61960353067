import { constants } from 'node:buffer';
import { type JournalEntry, JournalError, parseJournal } from 'zeroth/run';
import { readLines } from './read-lines.js';

/** What a journal's file holds. */
export interface Records {
  readonly entries: readonly JournalEntry[];
  /** how many bytes are whole records: a torn last one is behind them */
  readonly bytes: number;
}

/**
 * The records of a journal's file, read line by line. A last record that is torn, or that was not yet on the disk
 * when the system failed, is left out.
 *
 * @param descriptor the open file
 * @param size its bytes
 * @throws JournalError `damaged` with the number of a record before the last one
 */
export function readRecords(descriptor: number, size: number): Records {
  const entries: JournalEntry[] = [];
  let bytes = 0;
  let damaged: number | undefined;
  let number = 0;
  for (const { text, end, whole } of readLines(descriptor, size, constants.MAX_STRING_LENGTH - 1)) {
    number++;
    if (damaged !== undefined) throw new JournalError('damaged', damaged, messageOf(damaged));
    const entry = text === undefined || !whole ? undefined : parseJournal(`${text}\n`)[0];
    if (entry === undefined) damaged = number;
    else {
      entries.push(entry);
      bytes = end;
    }
  }
  return { entries, bytes };
}

function messageOf(record: number): string {
  return `record ${record} of the journal is damaged: restore it, or cut it and what follows`;
}
