export { type CommandOptions, commandOracle } from './command/command-oracle.js';
export type { Answers, Closable } from './elsewhere.js';
export { type OracleServer, type ServeOptions, serveOracle } from './http/serve-oracle.js';
export { type FileJournal, type FileJournalOptions, fileJournal } from './journal/file-journal.js';
export type { Lock } from './lock/lock-file.js';
export { lockFolder } from './lock/lock-folder.js';
export { type ThreadsOptions, threads } from './threads/threads.js';
export { type WorkerOptions, workerOracle } from './worker/worker-oracle.js';
