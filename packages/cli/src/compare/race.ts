import { anyOf, evaluations, minimizeAsync, type Parameters, type Reason, seconds, ZerothError } from 'zeroth';
import type { Candidate } from './candidates.js';
import type { Problem } from './problem.js';

/** A new least value, and how many points had been asked about by then. */
export interface Improvement {
  readonly evaluations: number;
  readonly value: number;
}

/** One run of one method. */
export interface Run {
  /** The first value that was seen, that of the start; NaN where there was none. */
  readonly first: number;
  readonly best: number;
  readonly improvements: readonly Improvement[];
  readonly evaluations: number;
  readonly reason: Reason | 'refused';
  readonly message: string;
}

/** Limits of each run. */
export interface Limits {
  readonly evaluations: number;
  readonly seconds: number | undefined;
  readonly seed: number;
}

/** Runs a method from a start, and keeps what its questions found, whatever the method says of them. */
export async function race(problem: Problem, { minimizer }: Candidate, x0: Parameters, limits: Limits): Promise<Run> {
  const seen: Seen = { count: 0, first: Number.NaN, improvements: [] };
  const budget = evaluations(limits.evaluations);
  const { bounds } = problem;
  const summary = (reason: Run['reason'], message: string): Run => ({
    first: seen.first,
    best: seen.improvements.at(-1)?.value ?? Number.NaN,
    improvements: seen.improvements,
    evaluations: seen.count,
    reason,
    message,
  });
  try {
    const { reason, message, error } = await minimizeAsync(watched(problem.objective, seen), x0, {
      method: minimizer,
      seed: limits.seed,
      stop: limits.seconds === undefined ? budget : anyOf(budget, seconds(limits.seconds)),
      ...(bounds === undefined ? undefined : { bounds }),
    });
    return summary(reason, error instanceof Error ? `${message} ${error.message}` : message);
  } catch (error) {
    // A method may refuse a problem, as one that searches a box does where a bound is missing.
    if (error instanceof ZerothError) return summary('refused', error.message);
    throw error;
  }
}

interface Seen {
  count: number;
  first: number;
  readonly improvements: Improvement[];
}

function note(seen: Seen, value: unknown): void {
  seen.count++;
  if (typeof value !== 'number' || !Number.isFinite(value)) return;
  if (seen.count === 1) seen.first = value;
  if (value < (seen.improvements.at(-1)?.value ?? Infinity)) seen.improvements.push({ evaluations: seen.count, value });
}

/** The objective, with each point's value noted. A value and its gradient at one point count as one evaluation. */
function watched(objective: unknown, seen: Seen): object {
  const noted = (answer: unknown): unknown => {
    if (answer instanceof Promise) return answer.then(noted);
    note(seen, seenValue(answer));
    return answer;
  };
  if (typeof objective === 'function')
    return (...given: unknown[]) => noted(Reflect.apply(objective, undefined, given));
  const parts: [string, unknown][] = Object.entries(objective ?? {});
  const pair = parts.some(([name]) => name === 'value');
  return Object.fromEntries(
    parts.map(([name, part]) => {
      if (typeof part !== 'function') return [name, part];
      const ask = (given: unknown[]): unknown => Reflect.apply(part, objective, given);
      if (pair) return [name, name === 'value' ? (...given: unknown[]) => noted(ask(given)) : part];
      return [name, (...given: unknown[]) => notedEach(ask(given), name, seen)];
    }),
  );
}

/** An oracle's answers to one question: a value for each point, or something else that counts as one evaluation. */
function notedEach(answers: unknown, kind: string, seen: Seen): unknown {
  if (answers instanceof Promise) return answers.then((given) => notedEach(given, kind, seen));
  const values = kind === 'values' || kind === 'gradients';
  if (values && (Array.isArray(answers) || answers instanceof Float64Array))
    for (const answer of answers) note(seen, seenValue(answer));
  else seen.count++;
  return answers;
}

function seenValue(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'value' in answer ? answer.value : answer;
}
