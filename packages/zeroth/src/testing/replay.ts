import { parseJournal } from '../run/index.js';
import { intercept } from './intercept.js';
import { type AnySubject, spread } from './subject.js';
import { expectSame, expectSameTrace, expectThat, type Trace, traceRun } from './trace.js';

/** The reference run ends, and not by a failure; it asks something. */
export function endsWell(reference: Trace): void {
  expectThat(reference.status !== 'failed', () => `the run failed: ${reference.outcome.slice(0, 500)}`);
  expectThat(reference.journal !== '', () => 'the method asked nothing');
}

/** A second run is the same. */
export function repeats(subject: AnySubject, reference: Trace): void {
  expectSameTrace(reference, traceRun(subject), 'a second run');
}

/** Goes on from each prefix of the journal as if it had not been interrupted, and asks nothing that was answered. */
export function replays(subject: AnySubject, reference: Trace): void {
  const lines = reference.journal.split(/(?<=\n)/);
  const answers = answersIn(reference.journal);
  for (const length of spread(lines.length)) {
    let asked = 0;
    const oracle = intercept(subject.oracle(), (call) => {
      asked++;
      return call.answer();
    });
    const recorded = lines.slice(0, length).join('');
    const trace = traceRun(subject, { oracle, recorded });
    expectSameTrace(reference, trace, `the run from the first ${length} records`);
    const what = `from the first ${length} records: number of questions asked`;
    expectSame(answers - answersIn(recorded), asked, what);
  }
}

function answersIn(journal: string): number {
  return parseJournal(journal).filter((entry) => !('stop' in entry)).length;
}
