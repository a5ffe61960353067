import { ZerothError } from '../errors.js';
import type { Ending } from './ending.js';
import type { Pending } from './fibre.js';
import { type AnswerEntry, hash, type Journal, type JournalEntry, JournalError } from './journal/index.js';
import { OracleError } from './oracle-error.js';

/** The run that a replay repeats. */
export interface Replayed {
  readonly ending: Ending | undefined;
  /** Hands a question to the driver. */
  queue(pending: Pending): void;
  /** Gives a recorded answer. */
  repeat(pending: Pending, answer: unknown): void;
  /** Gives an answer, or throws a failure, to the method that asked. */
  deliver(pending: Pending, reply: unknown, threw: boolean): void;
  /** Ends the run as a rule did then. */
  stop(rule: string): void;
  end(ending: Ending): void;
}

/** What a journal recorded, read in step with the run that repeats it. */
export class Replay {
  /** Whether records are still to come. */
  active: boolean;
  /** A question whose recorded answer was too large to keep: the next answer is the oracle's to it. */
  askedAgain: { readonly pending: Pending; readonly answerHash: string } | undefined;
  private readonly entries: readonly JournalEntry[];
  private position = 0;
  private readonly unanswered = new Map<number, Pending>();

  /**
   * @param answers how many answers the run begins with: their records are passed over
   * @param extend whether recorded stops are passed over too
   */
  constructor(
    journal: Journal | undefined,
    answers: number,
    private readonly extend: boolean,
  ) {
    this.entries = journal?.entries.slice() ?? [];
    this.skip(answers - (journal?.start ?? 0));
    this.active = this.position < this.entries.length;
  }

  /** Keeps a question until its record comes. */
  hold(pending: Pending): void {
    this.unanswered.set(pending.id, pending);
  }

  /** The rule whose firing was recorded at the report of this number. */
  stopAt(report: number): string | undefined {
    if (!this.active || this.extend) return undefined;
    const entry = this.entries[this.position];
    if (entry === undefined || !('stop' in entry) || entry.at !== 'report') return undefined;
    return entry.reports === report ? entry.stop : undefined;
  }

  /** Answers from the records, until they are at their end or the oracle has to be asked again. */
  goOn(run: Replayed): void {
    while (run.ending === undefined && this.position < this.entries.length) {
      const entry = this.entries[this.position++]!;
      if ('stop' in entry) {
        if (this.extend) continue;
        run.stop(entry.stop);
        return;
      }
      const pending = this.unanswered.get(entry.id);
      if (pending === undefined || pending.hash !== entry.hash) {
        run.end(this.otherQuestion(entry, pending));
        return;
      }
      this.unanswered.delete(entry.id);
      const { reply } = entry;
      if ('answerHash' in reply) {
        this.askedAgain = { pending, answerHash: reply.answerHash };
        run.queue(pending);
        return;
      }
      if ('error' in reply) run.deliver(pending, recordedFailure(pending, reply), true);
      else run.repeat(pending, reply.answer);
    }
    this.active = false;
    for (const pending of this.unanswered.values()) run.queue(pending); // a Map keeps the order of asking
    this.unanswered.clear();
  }

  /** Compares the answer to the question that was asked again with the recorded fingerprint, and goes on. */
  confirm(answer: unknown, run: Replayed): void {
    const { askedAgain } = this;
    if (askedAgain === undefined || run.ending !== undefined) return;
    this.askedAgain = undefined;
    const { pending, answerHash } = askedAgain;
    if (hash(answer) !== answerHash) {
      const record = `record ${this.position} of the journal`;
      run.end(this.mismatch(`the oracle answers question ${pending.id} otherwise than ${record} says`, pending));
      return;
    }
    run.deliver(pending, answer, false);
    this.goOn(run);
  }

  private otherQuestion(entry: AnswerEntry, pending: Pending | undefined): Ending {
    const asked = pending === undefined ? 'does not ask that question' : `asks ${pending.query.kind} (${pending.hash})`;
    const record = `record ${this.position} of the journal answers question ${entry.id} (${entry.hash})`;
    return this.mismatch(`${record}, but the method ${asked}: it is another method, or it has other options`, pending);
  }

  private mismatch(message: string, pending: Pending | undefined): Ending {
    const error = new JournalError('mismatch', this.position, message);
    return { status: 'failed', cause: 'journal', error, query: pending?.query };
  }

  private skip(answers: number): void {
    if (answers < 0) {
      throw new ZerothError('journal-starts-late', 'the journal starts after the checkpoint: take an earlier journal');
    }
    let skipped = 0;
    while (skipped < answers && this.position < this.entries.length) {
      const entry = this.entries[this.position++]!;
      if (!('stop' in entry)) skipped++;
    }
  }
}

function recordedFailure(pending: Pending, { error, notFinite }: { error: string; notFinite: boolean }): OracleError {
  return new OracleError(pending.query, notFinite, notFinite ? undefined : { cause: new Error(error) });
}
