import { answer } from '../run/answer.js';
import { askTell, decode, encode, hash, memoryJournal } from '../run/index.js';
import { intercept } from './intercept.js';
import { type AnySubject, stopOf } from './subject.js';
import { expectSame, expectSameTrace, type Trace, traceRun } from './trace.js';

/**
 * Answers are spoilt when the next question comes, and nothing changes: the method kept none without a copy. Buffers
 * that a question named with `into` are the method's own, and are left alone.
 */
export function keepsNoAnswer(subject: AnySubject, reference: Trace): void {
  let lent: { readonly answer: unknown; readonly own: ReadonlySet<ArrayBufferLike> }[] = [];
  const oracle = intercept(subject.oracle(), (call) => {
    for (const { answer, own } of lent) spoil(answer, own);
    const answered = call.answer();
    lent = [{ answer: answered, own: buffersOf((call.query as { into?: unknown }).into) }];
    return answered;
  });
  expectSameTrace(reference, traceRun(subject, { oracle }), 'the run whose answers were spoilt at the next question');
}

function spoil(answer: unknown, own: ReadonlySet<ArrayBufferLike>): void {
  if (typeof answer !== 'object' || answer === null) return;
  if (ArrayBuffer.isView(answer)) {
    if (!own.has(answer.buffer)) new Uint8Array(answer.buffer, answer.byteOffset, answer.byteLength).fill(0xff);
    return;
  }
  if (Object.isFrozen(answer)) return;
  const fields = answer as Record<string, unknown>;
  for (const key of Object.keys(fields)) {
    if (typeof fields[key] === 'number') fields[key] = Number.NaN;
    else spoil(fields[key], own);
  }
}

function buffersOf(into: unknown): ReadonlySet<ArrayBufferLike> {
  const vectors: readonly unknown[] = Array.isArray(into) ? into : [into];
  return new Set(vectors.flatMap((vector) => (ArrayBuffer.isView(vector) ? [vector.buffer] : [])));
}

/** Questions survive structuredClone and text, have the same fingerprint after it, and can be answered from a copy. */
export function asksPlainData(subject: AnySubject, reference: Trace): void {
  const oracle = intercept(subject.oracle(), (call) => {
    const fingerprint = hash(call.query);
    expectSame(fingerprint, hash(structuredClone(call.query)), `fingerprint of a clone of ${call.query.kind}`);
    const copy = decode(encode(call.query)) as typeof call.query; // it was one
    expectSame(fingerprint, hash(copy), `fingerprint of ${call.query.kind} after it was text`);
    return call.answer(copy);
  });
  expectSameTrace(reference, traceRun(subject, { oracle }), 'the run whose questions went through text');
}

/** Questions stay as they were asked until they are answered, whatever else is asked and answered in between. */
export function leavesQuestionsAlone(subject: AnySubject): void {
  const oracle = subject.oracle();
  const journal = memoryJournal();
  const session = askTell(subject.method(), { journal, stop: stopOf(subject) });
  while (session.outcome() === undefined) {
    const open = session.ask();
    // The last one, so that others stay open for long.
    const { id, query } = open[open.length - 1]!;
    const atHandOut = hash(query);
    const answered = answer(oracle, query);
    expectSame(atHandOut, hash(query), `fingerprint of question ${id} after the oracle saw it`);
    const entries = journal.entries.length;
    session.tell(id, answered);
    const entry = journal.entries[entries];
    // The journal's fingerprint was taken when the method asked.
    if (entry !== undefined && 'hash' in entry)
      expectSame(entry.hash, atHandOut, `fingerprint of question ${id} when it was answered`);
  }
}

/** What the method was given is as it was. */
export function leavesInputsAlone(subject: AnySubject, inputs: readonly unknown[]): void {
  const before = hash(inputs);
  traceRun(subject);
  expectSame(before, hash(inputs), 'fingerprint of the inputs after a run');
}
