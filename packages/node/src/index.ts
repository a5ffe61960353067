export { type FileJournal, type FileJournalOptions, fileJournal } from './journal/file-journal.js';
export type { Lock } from './lock/lock-file.js';
export { lockFolder } from './lock/lock-folder.js';
