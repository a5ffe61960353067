import { isCloud, type Points, type Query, readPoint, type Vector } from '../query/index.js';
import { anyOf, encode, evaluations, run } from '../run/index.js';
import { evaluationsOf, intercept, tally } from './intercept.js';
import { type AnySubject, stopOf } from './subject.js';
import { expectSame, expectThat, type Trace, traceRun } from './trace.js';

/** A budget is never passed, by the oracle's own count, and what is done within it is what is done without. */
export function keepsBudgets(subject: AnySubject, reference: Trace): void {
  const total = ownCount(subject).total;
  for (const most of new Set([1, 2, 3, 7, Math.ceil(total / 3), Math.ceil(total / 2), total - 1, total])) {
    let spent = 0;
    const oracle = intercept(subject.oracle(), (call) => {
      spent += evaluationsOf(call.query);
      return call.answer();
    });
    const trace = traceRun(subject, { oracle, stop: anyOf(stopOf(subject), evaluations(most)) });
    expectThat(spent <= most, () => `a budget of ${most} evaluations was passed: ${spent} were asked`);
    expectThat(trace.status !== 'failed', () => `the run failed with a budget of ${most} evaluations`);
    expectThat(
      reference.journal.startsWith(trace.journal),
      () => `a budget of ${most} evaluations changes what is asked before it is spent`,
    );
  }
}

/** The outcome's counts, by kind and address, are the oracle's own. */
export function counts(subject: AnySubject): void {
  const { counted, own } = ownCount(subject);
  expectSame(inOrder(own), inOrder(counted), 'counts of the outcome');
}

function ownCount(subject: AnySubject) {
  const own = tally();
  const oracle = intercept(subject.oracle(), (call) => {
    own.add(call);
    return call.answer();
  });
  const outcome = run(subject.method(), oracle, { stop: stopOf(subject) });
  const total = Object.values(own.counts).reduce((sum, count) => sum + count, 0);
  return { counted: outcome.counts, own: own.counts, total };
}

function inOrder(counts: Readonly<Record<string, number>>): string {
  return encode(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** No question names a point outside the box, those of clouds included. */
export function staysWithin(subject: AnySubject, lower: Vector, upper: Vector): void {
  const oracle = intercept(subject.oracle(), (call) => {
    for (const point of pointsOf(call.query))
      for (let i = 0; i < point.length; i++)
        expectThat(
          point[i]! >= lower[i]! && point[i]! <= upper[i]!,
          () => `${call.query.kind} was asked at ${point[i]} in coordinate ${i}, out of [${lower[i]}, ${upper[i]}]`,
        );
    return call.answer();
  });
  const outcome = run(subject.method(), oracle, { stop: stopOf(subject) });
  if (outcome.status === 'failed') throw outcome.error;
}

function* pointsOf(query: Query): Iterable<Vector> {
  const { points, point } = query as { readonly points?: Points; readonly point?: Vector };
  if (point !== undefined) yield point;
  if (points === undefined) return;
  if (!isCloud(points)) yield* points;
  else for (let i = 0; i < points.length; i++) yield readPoint(points, i, new Float64Array(points.center.length));
}
