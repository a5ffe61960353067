/** The recorded answer to a question. */
export interface AnswerEntry {
  /** the number of the question, in order of asking */
  readonly id: number;
  /** the fingerprint of the question */
  readonly hash: string;
  /** the answer, or its fingerprint where it is large, or why the oracle failed */
  readonly reply:
    | { readonly answer: unknown }
    | { readonly answerHash: string }
    | { readonly error: string; readonly notFinite: boolean };
}

/** Records that a rule fired on something beside the answers, a clock say. */
export interface StopEntry {
  readonly stop: string;
  /** whether it fired at a report, so that the method could finish, or before a question */
  readonly at: 'report' | 'question';
  /** how many reports the method had made */
  readonly reports: number;
}

export type JournalEntry = AnswerEntry | StopEntry;

/**
 * The answers of a run in their order of delivery. Methods are deterministic given their seed and the answers, so the
 * journal is the checkpoint: replaying it restores any run bit for bit.
 */
export interface Journal {
  /** What was recorded before this run; it is replayed first. */
  readonly entries: readonly JournalEntry[];
  /** How many answers preceded the first entry: a journal may begin at a checkpoint. Default 0. */
  readonly start?: number;
  /** Answers of more bytes are kept as fingerprints, and asked again in a replay. Default Infinity. */
  readonly keepBytes?: number;
  /** Records one more; it must keep a copy or its text, because the method may change its answer. */
  append(entry: JournalEntry): void;
}

/** Why a journal cannot be replayed. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  /**
   * @param code `damaged`: a record was changed; `mismatch`: the method or the oracle is another one than recorded
   * @param record the number of the record, from 1
   */
  constructor(
    readonly code: 'damaged' | 'mismatch',
    readonly record: number,
    message: string,
  ) {
    super(message);
  }
}
