import { ZerothError } from '../errors.js';
import { type Control, isControl } from '../query/control.js';
import type { Method, Query } from '../query/types.js';
import type { Ending } from './ending.js';
import { close, type Fibre, type Pending } from './fibre.js';
import { isBroken } from './finite.js';
import { hash, type Journal, type JournalEntry } from './journal/index.js';
import { Monitor } from './monitor.js';
import type { RunOptions } from './options.js';
import { OracleError } from './oracle-error.js';
import { PendingQueue } from './pending-queue.js';
import { Pools } from './pools.js';
import { answerEntry, failureEntry } from './records.js';
import { Replay, type Replayed } from './replay.js';
import { Restoration } from './restoration.js';

/* A generator cannot be asked whether it has begun, so the ones that did are remembered. */
const begun = new WeakSet<object>();

/** The core of every driver. It advances methods and never calls an oracle. */
export class Session implements Replayed {
  ending: Ending | undefined;
  answers: number;
  readonly monitor: Monitor;
  private readonly pending = new PendingQueue();
  private readonly pools = new Pools();
  private readonly main: Fibre;
  private readonly journal: Journal | undefined;
  private readonly replay: Replay;
  private readonly restoration: Restoration;
  private readonly checksFinite: boolean;
  private questions: number;
  private stopping: string | undefined;

  constructor(
    method: Method<Query, unknown>,
    private readonly options: RunOptions<never, string>,
    private readonly onReplay?: (query: Query, answer: unknown) => void,
  ) {
    if (begun.has(method)) throw new ZerothError('method-ran', 'a method runs once: make a fresh one for each run');
    begun.add(method);
    const { from, journal, checkFinite = true, keepBest = true, extend = false } = options;
    this.answers = from?.answers ?? 0;
    this.questions = from?.questions ?? 0;
    this.journal = journal;
    this.checksFinite = checkFinite;
    this.restoration = new Restoration(options);
    this.monitor = new Monitor(options.stop, keepBest, from?.monitor);
    this.replay = new Replay(journal, this.answers, extend);
    this.monitor.replaying = this.replay.active;
    this.main = { ticket: -1, method, pool: undefined, done: false };
    this.advance(this.main, undefined, false);
    this.replay.goOn(this);
    this.monitor.replaying = this.replay.active;
  }

  /** The next question that nobody works on yet; undefined when all wait or the run has ended. */
  take(): Pending | undefined {
    return this.pending.shift();
  }

  /** Takes an answer of the oracle. */
  reply(pending: Pending, answer: unknown): void {
    if (this.replay.askedAgain !== undefined) {
      this.replay.confirm(answer, this);
      this.monitor.replaying = this.replay.active;
      return;
    }
    if (this.ending !== undefined || pending.fibre.done) return;
    if (this.checksFinite && isBroken(answer, pending.query)) {
      this.refuse(pending, new OracleError(pending.query, true), 'not finite');
      return;
    }
    if (this.journal !== undefined) this.append(answerEntry(pending, answer, this.journal.keepBytes));
    this.deliver(pending, answer, false);
  }

  /** Takes a failure of the oracle. */
  fail(pending: Pending, error: unknown): void {
    if (this.replay.askedAgain !== undefined) {
      this.replay.askedAgain = undefined;
      this.end({ status: 'failed', cause: 'oracle', error, query: pending.query });
      return;
    }
    if (this.ending !== undefined || pending.fibre.done) return;
    this.refuse(pending, new OracleError(pending.query, false, { cause: error }), messageOf(error));
  }

  deliver(pending: Pending, reply: unknown, threw: boolean): void {
    this.answers++;
    this.monitor.answered(pending.query);
    this.advance(pending.fibre, reply, threw);
  }

  repeat(pending: Pending, answer: unknown): void {
    if (this.answers >= (this.options.oracleAt ?? 0)) this.onReplay?.(pending.query, answer);
    this.deliver(pending, answer, false);
  }

  queue(pending: Pending): void {
    this.pending.push(pending);
  }

  stop(rule: string): void {
    this.stopping = rule;
    this.end({ status: 'stopped', rule, result: undefined });
  }

  /** Ends the run: closes every method, so that their `finally` blocks run. */
  end(ending: Ending): void {
    if (this.ending !== undefined) return;
    this.ending = ending;
    this.pending.clear();
    let mistake: { readonly error: unknown } | undefined;
    for (const fibre of [...this.pools.running(), this.main]) {
      try {
        close(fibre);
      } catch (error) {
        mistake ??= { error };
      }
    }
    if (mistake !== undefined) throw mistake.error;
  }

  /** What the public outcome adds to its ending. */
  ran() {
    return { best: this.monitor.best, counts: this.monitor.counts, answers: this.answers };
  }

  /** Runs a method until it asks an oracle, waits for another one, or ends. */
  private advance(fibre: Fibre, value: unknown, threw: boolean): void {
    let step: IteratorResult<Query | Control, unknown>;
    try {
      step = threw ? fibre.method.throw(value) : fibre.method.next(value);
      while (!step.done) {
        const query = step.value;
        if (!isControl(query)) {
          this.ask(fibre, query);
          return;
        }
        const answer = this.obey(fibre, query);
        if (answer === waiting) return;
        step = fibre.method.next(answer);
      }
    } catch (error) {
      fibre.done = true;
      if (error instanceof OracleError) {
        const cause = error.notFinite ? 'not-finite' : 'oracle';
        this.end({ status: 'failed', cause, error: error.cause ?? error, query: error.query });
        return;
      }
      // A mistake of the caller or of the method is not an outcome.
      this.end({ status: 'crashed' });
      throw error;
    }
    this.ended(fibre, step.value);
  }

  private ask(fibre: Fibre, query: Query): void {
    this.restoration.checkAsking();
    if (this.stopping === undefined) this.heed(this.monitor.asked(query), 'question');
    if (this.stopping !== undefined) {
      this.end({ status: 'stopped', rule: this.stopping, result: undefined });
      return;
    }
    const fingerprint = this.journal === undefined ? undefined : hash(query);
    const pending = { id: this.questions++, query, fibre, hash: fingerprint };
    if (this.replay.active) this.replay.hold(pending);
    else this.pending.push(pending);
  }

  /** Does what a control says and answers it, or says that the method has to wait. */
  private obey(fibre: Fibre, control: Control): unknown {
    switch (control.kind) {
      case 'progress':
        if (fibre === this.main) this.reported(control.report);
        return this.stopping !== undefined;
      case 'checkpoint':
        return fibre === this.main ? this.checkpoint(control.state) : control.state;
      case 'pool':
        return this.pools.open();
      case 'spawn': {
        const spawned = this.pools.start(control);
        this.advance(spawned, undefined, false);
        return this.ending === undefined ? spawned.ticket : waiting;
      }
      case 'join':
        return this.pools.join(control.pool, fibre) ?? waiting;
      case 'cancel':
        return this.pools.cancel(control.pool);
    }
  }

  private reported(report: unknown): void {
    this.options.onProgress?.(report as never); // the type of the reports is the driver's to know
    const rule = this.monitor.reported(report, this.answers);
    if (this.stopping === undefined) this.heed(rule ?? this.replay.stopAt(this.monitor.reports), 'report');
  }

  private heed(rule: string | undefined, at: 'report' | 'question'): void {
    if (rule === undefined) return;
    this.stopping = rule;
    if (!this.replay.active && this.options.stop?.external?.includes(rule))
      this.append({ stop: rule, at, reports: this.monitor.reports });
  }

  private checkpoint(state: unknown): unknown {
    return this.restoration.answer(
      state,
      () => this.pools.areBusy(),
      () => ({ answers: this.answers, questions: this.questions, monitor: this.monitor.save() }),
    );
  }

  private ended(fibre: Fibre, result: unknown): void {
    fibre.done = true;
    if (fibre === this.main) {
      const { stopping } = this;
      this.end(stopping === undefined ? { status: 'returned', result } : { status: 'stopped', rule: stopping, result });
      return;
    }
    const joined = { ticket: fibre.ticket, result };
    const waiter = this.pools.ended(fibre, joined);
    if (waiter !== undefined) this.advance(waiter, joined, false);
  }

  private refuse(pending: Pending, error: OracleError, message: string): void {
    if (this.journal !== undefined) this.append(failureEntry(pending, message, error.notFinite));
    this.deliver(pending, error, true);
  }

  /** Records; a journal that cannot be written ends the run and closes the method. */
  private append(entry: JournalEntry): void {
    try {
      this.journal?.append(entry);
    } catch (error) {
      this.end({ status: 'crashed' });
      throw error;
    }
  }
}

/** The mark of a control that is answered later. */
const waiting = Symbol('waiting');

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
