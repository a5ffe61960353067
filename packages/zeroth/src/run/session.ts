import { ZerothError } from '../errors.js';
import { type Control, isControl, type Joined } from '../query/control.js';
import type { Method, Query } from '../query/types.js';
import type { Ending } from './ending.js';
import { close, type Fibre, type FibrePool, type Pending } from './fibre.js';
import { isBroken } from './finite.js';
import { type AnswerEntry, hash, type JournalEntry, JournalError } from './journal/index.js';
import { bytesOf } from './journal/sizes.js';
import { Monitor } from './monitor.js';
import type { RunOptions, SavedRun } from './options.js';
import { OracleError } from './oracle-error.js';

/* A generator cannot be asked whether it has begun, so the ones that did are remembered. */
const begun = new WeakSet<object>();

type AnyOptions = RunOptions<never, string>;

/** The core of every driver. It advances methods and never calls an oracle. */
export class Session {
  ending: Ending | undefined;
  answers: number;
  readonly monitor: Monitor;
  /** A question whose recorded answer was too large to keep: the driver asks it, and `reply` compares. */
  private reasked: { readonly pending: Pending; readonly answerHash: string } | undefined;
  /** Unanswered questions in order of asking; the driver takes from `head`. */
  private readonly queue: Pending[] = [];
  private head = 0;
  private questions: number;
  private tickets = 0;
  private stopping: string | undefined;
  private readonly main: Fibre;
  private readonly pools: FibrePool[] = [];
  private restored: SavedRun | undefined;
  private readonly recorded: readonly JournalEntry[];
  private position = 0;
  private inReplay: boolean;
  private readonly unreplayed = new Map<number, Pending>();

  constructor(
    method: Method<Query, unknown>,
    private readonly options: AnyOptions,
    private readonly onReplay?: (query: Query, answer: unknown) => void,
  ) {
    if (begun.has(method)) throw new ZerothError('method-ran', 'a method runs once: make a fresh one for each run');
    begun.add(method);
    const { from, journal } = options;
    this.restored = from;
    this.answers = from?.answers ?? 0;
    this.questions = from?.questions ?? 0;
    this.monitor = new Monitor(options.stop, options.keepBest ?? true, from?.monitor);
    this.recorded = journal?.entries.slice() ?? [];
    this.skipBefore(this.answers - (journal?.start ?? 0));
    this.inReplay = this.position < this.recorded.length;
    this.monitor.replaying = this.inReplay;
    this.main = { ticket: -1, method, pool: undefined, done: false };
    this.advance(this.main, undefined, false);
    this.replay();
  }

  /** The next question that nobody works on yet; undefined when all wait or the run has ended. */
  take(): Pending | undefined {
    while (this.head < this.queue.length) {
      const pending = this.queue[this.head++]!;
      if (this.head === this.queue.length) {
        this.queue.length = 0;
        this.head = 0;
      }
      if (!pending.fibre.done) return pending; // else its pool was cancelled
    }
    return undefined;
  }

  /** Delivers an answer. */
  reply(pending: Pending, answer: unknown): void {
    if (this.reasked !== undefined) {
      this.confirm(answer);
      return;
    }
    if (this.ending !== undefined || pending.fibre.done) return;
    const { journal, checkFinite = true } = this.options;
    const { query } = pending;
    if (checkFinite && (query as { mayFail?: boolean }).mayFail !== true && isBroken(answer, query)) {
      this.refuse(pending, new OracleError(query, true), 'not finite');
      return;
    }
    if (journal !== undefined) {
      const large = journal.keepBytes !== undefined && bytesOf(answer) > journal.keepBytes;
      this.append({
        id: pending.id,
        hash: pending.hash ?? '',
        reply: large ? { answerHash: hash(answer) } : { answer },
      });
    }
    this.delivered(pending);
    this.advance(pending.fibre, answer, false);
  }

  /** Delivers a failure of the oracle. */
  fail(pending: Pending, error: unknown): void {
    if (this.reasked !== undefined) {
      this.reasked = undefined;
      this.end({ status: 'failed', cause: 'oracle', error, query: pending.query });
      return;
    }
    if (this.ending !== undefined || pending.fibre.done) return;
    this.refuse(pending, new OracleError(pending.query, false, { cause: error }), messageOf(error));
  }

  /** Ends the run: closes every method, so that their `finally` blocks run. */
  end(ending: Ending): void {
    if (this.ending !== undefined) return;
    this.ending = ending;
    this.queue.length = 0;
    this.head = 0;
    let mistake: { readonly error: unknown } | undefined;
    const fibres = [...this.pools.flatMap((pool) => [...pool.running]), this.main];
    for (const fibre of fibres) {
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

  /** Records; a journal that cannot be written ends the run and closes the method. */
  private append(entry: JournalEntry): void {
    try {
      this.options.journal?.append(entry);
    } catch (error) {
      this.end({ status: 'crashed' });
      throw error;
    }
  }

  private delivered(pending: Pending): void {
    this.answers++;
    this.monitor.answered(pending.query);
  }

  private refuse(pending: Pending, error: OracleError, message: string): void {
    this.append({
      id: pending.id,
      hash: pending.hash ?? '',
      reply: { error: message, notFinite: error.notFinite },
    });
    this.delivered(pending);
    this.advance(pending.fibre, error, true);
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
    if (this.restored !== undefined) {
      throw new ZerothError(
        'question-before-checkpoint',
        'the method asks before its first checkpoint, so it cannot be restored from one: offer the checkpoint first',
      );
    }
    if (this.stopping === undefined) this.heed(this.monitor.asked(query), 'question');
    if (this.stopping !== undefined) {
      this.end({ status: 'stopped', rule: this.stopping, result: undefined });
      return;
    }
    const fingerprint = this.options.journal === undefined ? undefined : hash(query);
    const pending = { id: this.questions++, query, fibre, hash: fingerprint };
    if (this.inReplay) this.unreplayed.set(pending.id, pending);
    else this.queue.push(pending);
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
        return this.pools.push({ running: new Set(), finished: [], waiter: undefined }) - 1;
      case 'spawn': {
        const pool = this.poolOf(control.pool);
        const spawned: Fibre = { ticket: this.tickets++, method: control.method, pool, done: false };
        pool.running.add(spawned);
        this.advance(spawned, undefined, false);
        return this.ending === undefined ? spawned.ticket : waiting;
      }
      case 'join': {
        const pool = this.poolOf(control.pool);
        const joined = pool.finished.shift();
        if (joined === undefined) pool.waiter = fibre;
        return joined ?? waiting;
      }
      case 'cancel': {
        const pool = this.poolOf(control.pool);
        for (const running of pool.running) close(running);
        pool.running.clear();
        pool.finished.length = 0;
        return undefined;
      }
    }
  }

  private poolOf(number: number): FibrePool {
    const pool = this.pools[number];
    if (pool === undefined)
      throw new ZerothError('no-pool', `there is no pool ${number}: open one with pool()`, number);
    return pool;
  }

  private reported(report: unknown): void {
    const { onProgress } = this.options;
    onProgress?.(report as never); // the type of the reports is the driver's to know
    const rule = this.monitor.reported(report, this.answers);
    if (this.stopping === undefined) this.heed(rule ?? this.recordedStop(), 'report');
  }

  private heed(rule: string | undefined, at: 'report' | 'question'): void {
    if (rule === undefined) return;
    this.stopping = rule;
    if (!this.inReplay && this.options.stop?.external?.includes(rule))
      this.append({ stop: rule, at, reports: this.monitor.reports });
  }

  private checkpoint(state: unknown): unknown {
    const { restored } = this;
    if (restored !== undefined) {
      this.restored = undefined;
      return structuredClone(restored.state);
    }
    const { onCheckpoint } = this.options;
    if (onCheckpoint === undefined) return state;
    if (this.pools.some((pool) => pool.running.size > 0 || pool.finished.length > 0)) {
      throw new ZerothError(
        'pool-open-at-checkpoint',
        'the method offers a checkpoint while methods of its pool still run: wait for them or close the pool first',
      );
    }
    onCheckpoint(() => ({
      state: structuredClone(state),
      answers: this.answers,
      questions: this.questions,
      monitor: this.monitor.save(),
    }));
    return state;
  }

  private ended(fibre: Fibre, result: unknown): void {
    fibre.done = true;
    const { pool } = fibre;
    if (pool === undefined) {
      const { stopping } = this;
      this.end(stopping === undefined ? { status: 'returned', result } : { status: 'stopped', rule: stopping, result });
      return;
    }
    pool.running.delete(fibre);
    const joined: Joined = { ticket: fibre.ticket, result };
    const { waiter } = pool;
    if (waiter === undefined) pool.finished.push(joined);
    else {
      pool.waiter = undefined;
      this.advance(waiter, joined, false);
    }
  }

  private skipBefore(answers: number): void {
    if (answers < 0) {
      throw new ZerothError('journal-starts-late', 'the journal starts after the checkpoint: take an earlier journal');
    }
    let skipped = 0;
    while (skipped < answers && this.position < this.recorded.length) {
      const entry = this.recorded[this.position++]!;
      if (!('stop' in entry)) skipped++;
    }
  }

  /** The rule whose firing the journal recorded at the present report. */
  private recordedStop(): string | undefined {
    if (!this.inReplay || this.options.extend === true) return undefined;
    const entry = this.recorded[this.position];
    if (entry === undefined || !('stop' in entry) || entry.at !== 'report') return undefined;
    return entry.reports === this.monitor.reports ? entry.stop : undefined;
  }

  private replay(): void {
    while (this.ending === undefined && this.position < this.recorded.length) {
      const entry = this.recorded[this.position++]!;
      if ('stop' in entry) {
        if (this.options.extend === true) continue;
        this.stopping = entry.stop;
        this.end({ status: 'stopped', rule: entry.stop, result: undefined });
        return;
      }
      const pending = this.unreplayed.get(entry.id);
      if (pending === undefined || pending.hash !== entry.hash) {
        this.mismatch(entry, pending);
        return;
      }
      this.unreplayed.delete(entry.id);
      if ('answerHash' in entry.reply) {
        this.reasked = { pending, answerHash: entry.reply.answerHash };
        this.queue.push(pending);
        return;
      }
      this.repeat(pending, entry.reply);
    }
    this.inReplay = false;
    this.monitor.replaying = false;
    for (const pending of this.unreplayed.values()) this.queue.push(pending); // a Map keeps the order of asking
    this.unreplayed.clear();
  }

  private repeat(pending: Pending, reply: Exclude<AnswerEntry['reply'], { readonly answerHash: string }>): void {
    this.delivered(pending);
    if ('error' in reply) {
      const error = new OracleError(
        pending.query,
        reply.notFinite,
        reply.notFinite ? undefined : { cause: new Error(reply.error) },
      );
      this.advance(pending.fibre, error, true);
      return;
    }
    if (this.answers > (this.options.oracleAt ?? 0)) this.onReplay?.(pending.query, reply.answer);
    this.advance(pending.fibre, reply.answer, false);
  }

  /** Compares the answer to a question that was asked again with the fingerprint that the journal kept. */
  private confirm(answer: unknown): void {
    const { reasked } = this;
    if (reasked === undefined || this.ending !== undefined) return;
    this.reasked = undefined;
    const { pending, answerHash } = reasked;
    if (hash(answer) !== answerHash) {
      const record = this.position;
      const message = `the oracle answers question ${pending.id} otherwise than record ${record} of the journal says`;
      this.end({
        status: 'failed',
        cause: 'journal',
        error: new JournalError('mismatch', record, message),
        query: pending.query,
      });
      return;
    }
    this.delivered(pending);
    this.advance(pending.fibre, answer, false);
    this.replay();
  }

  private mismatch(entry: AnswerEntry, pending: Pending | undefined): void {
    const record = this.position;
    const asked = pending === undefined ? 'does not ask that question' : `asks ${pending.query.kind} (${pending.hash})`;
    const message = `record ${record} of the journal answers question ${entry.id} (${entry.hash}), but the method ${asked}: it is another method, or it has other options`;
    this.end({
      status: 'failed',
      cause: 'journal',
      error: new JournalError('mismatch', record, message),
      query: pending?.query,
    });
  }
}

/** The mark of a control that is answered later. */
const waiting = Symbol('waiting');

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
