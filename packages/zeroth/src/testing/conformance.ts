import type { Query } from '../query/index.js';
import { counts, keepsBudgets, staysWithin } from './budgets.js';
import { type Check, runChecks } from './check.js';
import { restores } from './checkpoints.js';
import { asksAndTells, replaysDisorder, runsAsync } from './drivers.js';
import { endsWhenAnswersAreInfinite, endsWhenAnswersAreNaN, endsWhenOracleThrows } from './failures.js';
import { asksPlainData, keepsNoAnswer, leavesInputsAlone, leavesQuestionsAlone } from './ownership.js';
import { endsWell, repeats, replays } from './replay.js';
import type { AnySubject, Subject } from './subject.js';
import { type Trace, traceRun } from './trace.js';

/**
 * What every method owes, as checks for a test runner to list:
 * `for (const { name, check } of conformance(subject)) test(name, check)`.
 */
export function conformance<Y extends Query, R>(subject: Subject<Y, R>): readonly Check[] {
  return checksOf(subject);
}

function checksOf(subject: AnySubject): readonly Check[] {
  let traced: Trace | undefined;
  const reference = (): Trace => {
    traced ??= traceRun(subject);
    return traced;
  };
  const { bounds, inputs } = subject;
  return [
    { name: 'ends well', check: () => endsWell(reference()) },
    { name: 'takes the same trajectory twice', check: () => repeats(subject, reference()) },
    { name: 'replays from every prefix of its journal', check: () => replays(subject, reference()) },
    { name: 'runs alike in runAsync, one question at a time', check: () => runsAsync(subject, reference(), 1) },
    { name: 'runs alike in runAsync, eight questions at a time', check: () => runsAsync(subject, reference(), 8) },
    { name: 'runs alike in askTell, forgotten at each answer', check: () => asksAndTells(subject, reference()) },
    ...(subject.concurrent === true
      ? [{ name: 'replays answers that came in random order', check: () => replaysDisorder(subject) }]
      : []),
    { name: 'restores from its checkpoints', check: () => restores(subject, reference()) },
    { name: 'never passes a budget', check: () => keepsBudgets(subject, reference()) },
    { name: 'is counted as the oracle counts', check: () => counts(subject) },
    ...(bounds === undefined
      ? []
      : [{ name: 'asks only within its bounds', check: () => staysWithin(subject, bounds.lower, bounds.upper) }]),
    { name: 'ends as documented when the oracle throws', check: () => endsWhenOracleThrows(subject, reference()) },
    { name: 'ends as documented when an answer is NaN', check: () => endsWhenAnswersAreNaN(subject, reference()) },
    { name: 'ends as documented when an answer is ∞', check: () => endsWhenAnswersAreInfinite(subject, reference()) },
    { name: 'keeps no answer past the next question', check: () => keepsNoAnswer(subject, reference()) },
    { name: 'asks plain data', check: () => asksPlainData(subject, reference()) },
    { name: 'leaves its questions alone', check: () => leavesQuestionsAlone(subject) },
    ...(inputs === undefined
      ? []
      : [{ name: 'leaves its inputs alone', check: () => leavesInputsAlone(subject, inputs) }]),
  ];
}

/**
 * Runs all checks of {@link conformance}.
 *
 * @throws Error that lists what does not hold
 */
export async function checkMethod<Y extends Query, R>(subject: Subject<Y, R>): Promise<void> {
  await runChecks(subject.name, conformance(subject));
}
