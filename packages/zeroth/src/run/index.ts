export { answer } from './answer.js';
export { type AskTell, askTell, type Question } from './ask-tell.js';
export {
  type AnswerEntry,
  checksum,
  decode,
  encode,
  hash,
  type Journal,
  type JournalEntry,
  JournalError,
  type MemoryJournal,
  memoryJournal,
  parseJournal,
  type StopEntry,
  toLine,
  wholeLength,
} from './journal/index.js';
export type { RunOptions, SavedRun } from './options.js';
export { OracleError } from './oracle-error.js';
export type { Aborted, Best, Counts, Failed, Outcome, Ran, Returned, Stopped } from './outcome.js';
export type { Moment, Rule, RunningRule } from './rule.js';
export { anyOf, evaluations, gradientNorm, iterations, seconds, stagnation, target, when } from './rules.js';
export { type RunNowOptions, run } from './run.js';
export { type RunAsyncOptions, runAsync } from './run-async.js';
export { type InnerOutcome, type WithinOptions, within } from './within.js';
