import { answer } from '../run/answer.js';
import { askTell, runAsync } from '../run/index.js';
import { intercept } from './intercept.js';
import { type AnySubject, stopOf } from './subject.js';
import { beginTrace, deaf, expectSameTrace, type Trace, traceRun } from './trace.js';

/** An asynchronous run, its answers coming in the order of asking, is the same as a synchronous one. */
export async function runsAsync(subject: AnySubject, reference: Trace, concurrency: number): Promise<void> {
  const tracer = beginTrace();
  const oracle = intercept(subject.oracle(), async (call) => {
    await undefined;
    return call.answer();
  });
  const outcome = await runAsync(subject.method(), oracle, { ...tracer.options, stop: stopOf(subject), concurrency });
  expectSameTrace(reference, tracer.end(outcome), `runAsync with concurrency ${concurrency}`);
}

/** Which of the open questions is answered next, given how many answers there were. */
type Pick = (answers: number, open: number) => number;

/** Runs by asking and telling; the session is lost and begun again from its journal where `forget` says so. */
export function traceAskTell(subject: AnySubject, pick: Pick, forget: (answers: number) => boolean): Trace {
  const oracle = subject.oracle();
  let recorded = '';
  let answers = 0;
  for (;;) {
    const tracer = beginTrace(recorded);
    const session = askTell(subject.method(), { ...tracer.options, stop: stopOf(subject) });
    let forgotten = false;
    while (!forgotten) {
      const outcome = session.outcome();
      if (outcome !== undefined) return tracer.end(outcome);
      const open = session.ask().toSorted((a, b) => a.id - b.id);
      const question = open[pick(answers, open.length)]!;
      session.tell(question.id, answer(oracle, question.query));
      answers++;
      forgotten = forget(answers);
    }
    recorded = tracer.text();
  }
}

/* Beyond this many answers the process is forgotten at every tenth only, because each time all are replayed. */
const denselyForgotten = 50;

/** Asking and telling is the same, though the process is forgotten at each answer. */
export function asksAndTells(subject: AnySubject, reference: Trace): void {
  const forget = (answers: number) => answers <= denselyForgotten || answers % 10 === 0;
  expectSameTrace(
    reference,
    traceAskTell(subject, () => 0, forget),
    'askTell, forgotten at each answer',
  );
}

/** Answers that come in any order make another run, which its journal replays without asking. */
export function replaysDisorder(subject: AnySubject): void {
  for (const seed of [1, 2, 3]) {
    const pick: Pick = (answers, open) => scattered(seed, answers) % open;
    const disorderly = traceAskTell(subject, pick, () => false);
    const what = `the replay of answers in random order ${seed}`;
    const replayed = traceRun(subject, { oracle: deaf(subject.oracle()), recorded: disorderly.journal });
    expectSameTrace(disorderly, replayed, what);
    const interrupted = traceAskTell(subject, pick, (answers) => answers % 7 === seed);
    expectSameTrace(disorderly, interrupted, `${what}, interrupted`);
  }
}

/** A number that looks random, the same every time. */
function scattered(seed: number, index: number): number {
  let word = Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d);
  return (word ^ (word >>> 13)) >>> 0;
}
