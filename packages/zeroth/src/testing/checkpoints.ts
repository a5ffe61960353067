import type { Query } from '../query/index.js';
import { answer } from '../run/answer.js';
import { anyOf, decode, encode, iterations, type Rule, type SavedRun } from '../run/index.js';
import { intercept, placedAt } from './intercept.js';
import { type AnySubject, spread, stopOf } from './subject.js';
import { deaf, expectSame, type Trace, traceRun } from './trace.js';

/**
 * Restored from each of its checkpoints (through text), with an oracle in the state that it had then, the run ends as it
 * did, counts, best report and the state of rules included; a journal's tail goes on from there without asking.
 */
export function restores(subject: AnySubject, reference: Trace): void {
  // A rule that counts reports has state that only the checkpoint knows.
  const stop = (): Rule<never> => anyOf(stopOf(subject), iterations(Math.max(1, reference.reports.length - 1)));
  const asked: Query[] = [];
  const saved: string[] = [];
  const oracle = intercept(subject.oracle(), (call) => {
    asked.push(structuredClone(placedAt(call.path, call.query)));
    return call.answer();
  });
  const whole = traceRun(subject, { oracle, stop: stop(), onCheckpoint: (take) => saved.push(encode(take())) });
  if (saved.length === 0) return; // nothing is offered, nothing is owed
  const lines = whole.journal.split(/(?<=\n)/);

  for (const index of spread(saved.length - 1)) {
    const text = saved[index]!;
    const what = `restored from checkpoint ${index + 1}`;
    const from = decode(text) as SavedRun; // it was one
    const restoredOracle = () => {
      const fresh = subject.oracle();
      for (const query of asked.slice(0, from.answers)) answer(fresh, query);
      return fresh;
    };
    const compare = (restored: Trace, how: string) => {
      expectSame(whole.outcome, restored.outcome, `${how}: outcome`);
      const tail = whole.reports.slice(whole.reports.length - restored.reports.length);
      expectSame(tail.join(' '), restored.reports.join(' '), `${how}: reports`);
    };
    let again = 0;
    const counting = intercept(restoredOracle(), (call) => {
      again++;
      return call.answer();
    });
    compare(traceRun(subject, { oracle: counting, stop: stop(), from }), what);
    expectSame(asked.length - from.answers, again, `${what}: number of questions asked`);
    expectSame(text, encode(from), `${what}: the saved run, after it was used`);
    const tail = lines.slice(from.answers).join('');
    for (const [recorded, start] of [
      [whole.journal, 0],
      [tail, from.answers],
    ] as const) {
      const replayed = traceRun(subject, { oracle: deaf(restoredOracle()), stop: stop(), from, recorded, start });
      compare(replayed, `${what}, with the journal from answer ${start}`);
    }
  }
}
