import { describe, expect, it } from 'vitest';
import { type Gradients, gradientAt, progress, type Values, valueAt } from '../query/index.js';
import { anyOf, evaluations, gradientNorm, OracleError, run, within } from './index.js';
import { descendForever, gradients, start, values, wander } from './subjects.js';

describe('within', () => {
  it('keeps rules, counts and reports of the inner run inside, and counts for the outer one too', () => {
    function* outer() {
      let inner = 0;
      for (let k = 0; k < 3; k++) {
        const solved = yield* within(descendForever(start()), { stop: evaluations(5) });
        inner += solved.counts.gradients ?? 0;
        const { value, gradient } = yield* gradientAt(Float64Array.of(k, k));
        yield* progress({ value, gradient });
      }
      return inner;
    }
    // (1, 1) is the minimiser, so the outer rule fires at k = 1; the inner runs never see it
    const outcome = run(outer(), gradients, { stop: anyOf(gradientNorm(1e-12), evaluations(1000)) });
    expect(outcome).toMatchObject({ status: 'stopped', rule: 'gradientNorm', counts: { gradients: 12 } });
  });

  it('does not stop the outer run when the inner gradient vanishes', () => {
    const half = {
      gradients: (query: Gradients) => query.points.map((x) => ({ value: x[0]! ** 2 / 2, gradient: x.slice() })),
    };
    function* outer() {
      for (let k = 0; k < 5; k++) {
        yield* within(descendForever(Float64Array.of(1), 0.5), { stop: gradientNorm(1e-9) });
        yield* progress({ gradient: Float64Array.of(1) });
      }
      return 'done';
    }
    expect(run(outer(), half, { stop: gradientNorm(1e-8) })).toMatchObject({ status: 'returned', result: 'done' });
  });

  it('counts what the inner method spawns, and cancels it when its rule fires', () => {
    function* outer() {
      const inner = yield* within(wander(5), { stop: evaluations(23) });
      yield* valueAt(start());
      return inner;
    }
    let asked = 0;
    const counting = {
      values: (query: Values) => {
        asked++;
        return values.values(query);
      },
    };
    const outcome = run(outer(), counting);
    if (outcome.status !== 'returned') throw new Error(outcome.status);
    expect(outcome.result).toMatchObject({ status: 'stopped', rule: 'evaluations', counts: { values: asked - 1 } });
    expect(outcome.counts).toEqual({ values: asked });
    expect(asked).toBeLessThanOrEqual(24);
  });

  it('lets the inner method finish when its rule fires', () => {
    function* counted() {
      for (let k = 1; ; k++) {
        const { value } = yield* gradientAt(start());
        if (yield* progress({ value })) return k;
      }
    }
    function* outer() {
      return yield* within(counted(), { stop: evaluations(5) });
    }
    expect(run(outer(), gradients)).toMatchObject({ result: { status: 'stopped', result: 5 } });
  });

  const broken = {
    gradients: () => {
      throw new Error('no');
    },
  };

  it('passes a failure of the oracle on to the outer method, where it can be caught', () => {
    const inner = () => within(descendForever(start()), { stop: evaluations(5) });
    function* outer() {
      yield* inner();
    }
    expect(run(outer(), broken)).toMatchObject({
      status: 'failed',
      cause: 'oracle',
      error: { message: 'no' },
      query: { kind: 'gradients' },
    });
    function* surviving() {
      try {
        yield* inner();
      } catch (error) {
        return error instanceof OracleError && error.query.kind;
      }
    }
    expect(run(surviving(), broken)).toMatchObject({ status: 'returned', result: 'gradients' });
  });

  it('ends with the failure of the oracle where that is asked for', () => {
    function* outer() {
      const inner = yield* within(descendForever(start()), { stop: evaluations(5), failures: 'return' });
      return inner.status;
    }
    expect(run(outer(), broken)).toMatchObject({ status: 'returned', result: 'failed' });
  });
});
