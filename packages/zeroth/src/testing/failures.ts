import type { Query } from '../query/index.js';
import { run } from '../run/index.js';
import { type Call, intercept } from './intercept.js';
import { type AnySubject, stopOf } from './subject.js';
import { beginTrace, deaf, expectSame, expectSameTrace, expectThat, type Trace, traceRun } from './trace.js';

const failure = 'broken on purpose';

/** An oracle that throws is the outcome's cause, unless the method catches; the method is closed; a replay ends alike. */
export function endsWhenOracleThrows(subject: AnySubject, reference: Trace): void {
  for (const index of someQuestions(reference)) {
    const what = `an oracle that throws at question ${index + 1}`;
    const ended = runFaulty(subject, index, what, () => {
      throw new Error(failure);
    });
    if (subject.survivesFailures === true) continue;
    expectSame('failed', ended.status, `${what}: status`);
    expectSame('oracle', ended.cause, `${what}: cause`);
    expectSame(failure, ended.message, `${what}: error`);
  }
}

/** An answer with NaN ends the run as `not-finite`, unless the question said that it may fail or the method catches. */
export function endsWhenAnswersAreNaN(subject: AnySubject, reference: Trace): void {
  for (const index of someQuestions(reference)) {
    const what = `an answer with NaN to question ${index + 1}`;
    let mayFail = false;
    let broken = false;
    const ended = runFaulty(subject, index, what, (call) => {
      mayFail = (call.query as { mayFail?: boolean }).mayFail === true;
      const [answer, replaced] = withNumber(call.answer(), Number.NaN);
      broken = replaced;
      return answer;
    });
    if (!broken || subject.survivesFailures === true) continue;
    if (mayFail) expectThat(ended.status !== 'failed', () => `${what}, which may fail, ended the run`);
    else {
      expectSame('failed', ended.status, `${what}: status`);
      expectSame('not-finite', ended.cause, `${what}: cause`);
    }
  }
}

/** An answer with +∞ (a value worse than anything) ends in some outcome and throws nothing. */
export function endsWhenAnswersAreInfinite(subject: AnySubject, reference: Trace): void {
  for (const index of someQuestions(reference))
    runFaulty(subject, index, `an infinite answer to question ${index + 1}`, (call) => {
      const [answer] = withNumber(call.answer(), Infinity);
      return answer;
    });
}

interface Faulty {
  readonly status: string;
  readonly cause: string | undefined;
  readonly message: string | undefined;
}

/** Runs with a fault at one question; whatever comes of it must close the method and replay alike. */
function runFaulty(subject: AnySubject, index: number, what: string, fault: (call: Call) => unknown): Faulty {
  let asked = 0;
  let failed: Query | undefined;
  const oracle = intercept(subject.oracle(), (call) => {
    if (asked++ !== index) return call.answer();
    failed = call.query;
    return fault(call);
  });
  const tracer = beginTrace();
  const method = subject.method();
  const outcome = run(method, oracle, { ...tracer.options, stop: stopOf(subject) });
  const trace = tracer.end(outcome);
  expectThat(failed !== undefined, () => `${what} was never asked`);
  expectThat(method.next().done === true, () => `${what} leaves the method open`);
  const replayed = traceRun(subject, { oracle: deaf(subject.oracle()), recorded: trace.journal });
  expectSameTrace(trace, replayed, `the replay of ${what}`);
  if (outcome.status !== 'failed') return { status: outcome.status, cause: undefined, message: undefined };
  const { cause, error } = outcome;
  return { status: outcome.status, cause, message: error instanceof Error ? error.message : String(error) };
}

/** The first, the second, a middle and the last question of the reference run. */
function someQuestions({ journal }: Trace): Iterable<number> {
  const count = journal.split('\n').length - 1;
  return new Set([0, 1, count >> 1, count - 1].filter((index) => index >= 0 && index < count));
}

/** A copy of an answer whose first number is another one, and whether there is any. */
function withNumber(answer: unknown, value: number): readonly [unknown, boolean] {
  if (typeof answer === 'number') return [value, true];
  if (typeof answer !== 'object' || answer === null) return [answer, false];
  if (answer instanceof Float64Array || answer instanceof Float32Array) {
    const copy = answer.slice();
    copy[0] = value;
    return [copy, copy.length > 0];
  }
  if (ArrayBuffer.isView(answer)) return [answer, false];
  let replaced = false;
  const replaceFirst = (item: unknown): unknown => {
    if (replaced) return item;
    const [copy, done] = withNumber(item, value);
    replaced = done;
    return copy;
  };
  const copy = Array.isArray(answer)
    ? answer.map(replaceFirst)
    : Object.fromEntries(Object.entries(answer).map(([key, item]) => [key, replaceFirst(item)]));
  return [copy, replaced];
}
