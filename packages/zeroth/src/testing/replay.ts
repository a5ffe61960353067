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
  const entries = parseJournal(reference.journal);
  const answers = entries.filter((entry) => !('stop' in entry)).length;
  for (const length of spread(entries.length)) {
    let asked = 0;
    const oracle = intercept(subject.oracle(), (call) => {
      asked++;
      return call.answer();
    });
    const prefix = entries.slice(0, length);
    const recorded = prefix.filter((entry) => !('stop' in entry)).length;
    const trace = traceRun(subject, { oracle, recorded: prefix });
    expectSameTrace(reference, trace, `the run from the first ${length} records`);
    expectSame(answers - recorded, asked, `from the first ${length} records: number of questions asked`);
  }
}
