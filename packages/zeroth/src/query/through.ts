import { type Checkpoint, type Control, isControl, type Progress, type Spawn } from './control.js';
import type { Method, Query } from './types.js';

/** What stands in for a question: another question, or a method that answers it. */
export type Translate = (query: Query) => Query | Method<Query, unknown>;

/** State that a transformer keeps beside the method's own in a checkpoint; plain data. */
export interface Kept {
  save(): unknown;
  load(state: unknown): void;
}

/**
 * The one loop of everything that wraps a method. It translates the method's questions, hands answers and failures
 * back, treats the methods that it spawns alike, adds `kept` to its checkpoints, and closes it when it is closed.
 *
 * @param report what stands in for a report of progress; by default the report itself
 */
export function* through<R>(
  method: Method<Query, R>,
  translate: Translate,
  kept?: Kept,
  report?: (report: unknown) => unknown,
): Method<Query, R> {
  try {
    let step = method.next();
    while (!step.done) {
      const query: Query | Control = step.value;
      let answer: unknown;
      try {
        if (isControl(query)) {
          if (query.kind === 'spawn') {
            const spawn: Spawn = { ...query, method: through(query.method, translate) };
            answer = yield spawn;
          } else if (query.kind === 'checkpoint' && kept !== undefined) {
            const both: Checkpoint = { ...query, state: { method: query.state, estimator: kept.save() } };
            const restored: { method: unknown; estimator: unknown } = yield both;
            kept.load(restored.estimator);
            answer = restored.method;
          } else if (query.kind === 'progress' && report !== undefined) {
            const told: Progress = { kind: 'progress', report: report(query.report) };
            answer = yield told;
          } else answer = yield query;
        } else {
          const instead = translate(query);
          answer = 'kind' in instead ? yield instead : yield* instead;
        }
      } catch (error) {
        step = method.throw(error);
        continue;
      }
      step = method.next(answer);
    }
    return step.value;
  } finally {
    closed(method);
  }
}

/** Ends a method early, if it has not ended, so that its `finally` blocks run. */
function closed<R>(method: Method<Query, R>): void {
  // Generator.return wants the result's type, and a closed method has none.
  (method as Generator<Query, R | undefined, unknown>).return(undefined);
}
