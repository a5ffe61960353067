import type { Query } from '../query/index.js';
import { endsWell, repeats, replays } from './replay.js';
import type { AnySubject, Check, Subject } from './subject.js';
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
  return [
    { name: 'ends well', check: () => endsWell(reference()) },
    { name: 'takes the same trajectory twice', check: () => repeats(subject, reference()) },
    { name: 'replays from every prefix of its journal', check: () => replays(subject, reference()) },
  ];
}

/**
 * Runs all checks of {@link conformance}.
 *
 * @throws Error that lists what does not hold
 */
export async function checkMethod<Y extends Query, R>(subject: Subject<Y, R>): Promise<void> {
  const failures: string[] = [];
  for (const { name, check } of conformance(subject)) {
    try {
      await check();
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (failures.length > 0) throw new Error(`${subject.name} does not conform:\n- ${failures.join('\n- ')}`);
}
