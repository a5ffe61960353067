import { describe, expect, it } from 'vitest';
import { evaluateEach, type Method, type Progress, progress, type Values, valueAt } from '../query/index.js';
import { run } from './index.js';

function* counting(): Method<Values | Progress<{ readonly value: number }>, never> {
  for (let k = 0; ; k++) yield* progress({ value: yield* valueAt(Float64Array.of(k)) });
}

describe('a signal', () => {
  it('ends a run before its next question, with what was found', () => {
    const controller = new AbortController();
    const outcome = run(
      counting(),
      {
        values: ({ points }) =>
          evaluateEach(points, (x) => {
            if (x[0] === 3) controller.abort('enough');
            return -x[0]!;
          }),
      },
      { signal: controller.signal },
    );
    expect(outcome).toMatchObject({ status: 'aborted', reason: 'enough', counts: { values: 4 } });
    expect(outcome.best?.report.value).toBe(-3);
  });

  it('that has fired already lets nothing be asked', () => {
    const outcome = run(counting(), { values: () => Float64Array.of(1) }, { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ status: 'aborted', answers: 0 });
  });
});
