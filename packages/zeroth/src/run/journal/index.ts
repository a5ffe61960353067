export { decode, encode } from './codec.js';
export { checksum, hash } from './hash.js';
export { type AnswerEntry, type Journal, type JournalEntry, JournalError, type StopEntry } from './journal.js';
export { type MemoryJournal, memoryJournal } from './memory.js';
export { parseJournal, toLine, wholeLength } from './text.js';
