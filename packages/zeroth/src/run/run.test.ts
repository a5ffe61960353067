import { describe, expect, it } from 'vitest';
import {
  ask,
  type Effect,
  type Gradients,
  gradientAt,
  pool,
  progress,
  type Query,
  type Vector,
  valueAt,
  valuesAt,
} from '../query/index.js';
import {
  anyOf,
  evaluations,
  gradientNorm,
  iterations,
  memoryJournal,
  run,
  seconds,
  stagnation,
  target,
  when,
} from './index.js';
import { descend, descendForever, gradients, rosenbrock, rosenbrockGradient, start, values } from './subjects.js';

describe('outcomes', () => {
  it('returns the result, the counts and the best report', () => {
    const outcome = run(descend(start(), 20), gradients);
    expect(outcome.status).toBe('returned');
    expect(outcome.counts).toEqual({ gradients: 20 });
    expect(outcome.answers).toBe(20);
    expect(outcome.best?.report.value).toBe(rosenbrock(outcome.best?.report.x ?? start()));
  });

  it('copies the best report, which the method goes on to change', () => {
    const oracle = {
      gradients: (query: Gradients) => query.points.map((x) => ({ value: -x[0]!, gradient: x.slice() })),
    };
    // x shrinks towards 0, so the first report stays the best for a while and x has moved on since
    const outcome = run(descend(Float64Array.of(1), 5, 0.1), oracle);
    expect(outcome.best).toEqual({
      report: { x: Float64Array.of(1), value: -1, gradient: Float64Array.of(1) },
      answers: 1,
    });
  });

  it('keeps the last report where reports have no value', () => {
    function* steps() {
      for (let k = 0; k < 3; k++) yield* progress({ k });
    }
    expect(run(steps(), {}).best?.report).toEqual({ k: 2 });
  });

  it('names the oracle as the cause when it throws, with the question, and closes the method', () => {
    let closed = 0;
    function* method() {
      try {
        return yield* descend(start(), 9);
      } finally {
        closed++;
      }
    }
    const broken = run(method(), {
      gradients: () => {
        throw new Error('disk full');
      },
    });
    expect(broken).toMatchObject({
      status: 'failed',
      cause: 'oracle',
      error: { message: 'disk full' },
      query: { kind: 'gradients' },
    });
    expect(closed).toBe(1);
  });

  it.each([
    ['a value that is NaN', { value: Number.NaN, gradient: Float64Array.of(1, 1) }],
    ['a value of minus infinity', { value: -Infinity, gradient: Float64Array.of(1, 1) }],
    ['a gradient with NaN', { value: 1, gradient: Float64Array.of(1, Number.NaN) }],
    ['a gradient with infinity', { value: 1, gradient: Float64Array.of(Infinity, 1) }],
  ])('fails on %s', (_, answer) => {
    const outcome = run(descend(start(), 9), { gradients: () => [answer] });
    expect(outcome).toMatchObject({ status: 'failed', cause: 'not-finite' });
  });

  it('takes a value of plus infinity for worse than anything', () => {
    const outcome = run(valueAt(start()), { values: () => Float64Array.of(Infinity) });
    expect(outcome).toMatchObject({ status: 'returned', result: Infinity });
  });

  it('does not look at answers when told so', () => {
    const outcome = run(valueAt(start()), { values: () => Float64Array.of(Number.NaN) }, { checkFinite: false });
    expect(outcome).toMatchObject({ status: 'returned', result: Number.NaN });
  });

  it('throws failures into the method, which may go on', () => {
    function* brave() {
      let failures = 0;
      for (let k = 0; k < 4; k++) {
        try {
          yield* valueAt(Float64Array.of(k));
        } catch {
          failures++;
        }
      }
      return failures;
    }
    const odd = {
      values: (query: { points: unknown }) => {
        const k = (query.points as Vector[])[0]![0]!;
        if (k % 2 === 1) throw new Error('odd');
        return Float64Array.of(k);
      },
    };
    const journal = memoryJournal();
    const outcome = run(brave(), odd, { journal });
    expect(outcome).toMatchObject({ status: 'returned', result: 2 });
    const deaf = {
      values: () => {
        throw new Error('asked');
      },
    };
    expect(run(brave(), deaf, { journal: memoryJournal(journal.text()) })).toEqual(outcome);
  });

  it('rethrows the mistakes of the caller, and closes the method', () => {
    let closed = 0;
    function* method() {
      try {
        yield* valueAt(start());
        throw new RangeError('step must be positive');
      } finally {
        closed++;
      }
    }
    expect(() => run(method(), values)).toThrow('step must be positive');
    expect(closed).toBe(1);
  });

  it('fails on a promise, and says which driver to use', () => {
    const promising = { gradients: async () => [] };
    const outcome = run(descend(start(), 2), promising as never);
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'promise-in-run' } });
  });

  it('names a kind that the oracle does not know', () => {
    const outcome = run(descend(start(), 2), values as never);
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { message: 'the oracle cannot answer gradients; it answers values' },
    });
  });

  it('does not take what every object inherits for an answer', () => {
    expect(run(ask({ kind: 'toString' }), {})).toMatchObject({ status: 'failed', error: { code: 'kind-unknown' } });
  });

  it('closes the method when its journal cannot be written', () => {
    let closed = false;
    function* method() {
      try {
        yield* descend(start(), 3);
      } finally {
        closed = true;
      }
    }
    const full = {
      entries: [],
      append() {
        throw new Error('disk full');
      },
    };
    expect(() => run(method(), gradients, { journal: full })).toThrow('disk full');
    expect(closed).toBe(true);
  });

  it('runs a method once', () => {
    const method = descend(start(), 2);
    run(method, gradients);
    expect(() => run(method, gradients)).toThrow('a method runs once');
  });

  it('reports a method that asks in finally', () => {
    function* bad() {
      try {
        for (;;) yield* valueAt(start());
      } finally {
        yield* valueAt(start());
      }
    }
    expect(() => run(bad(), values, { stop: evaluations(3) })).toThrow('finally');
  });

  it('says so when the method waits for a pool in which nothing runs', () => {
    function* method() {
      const running = yield* pool<number>();
      yield* running.next();
    }
    expect(() => run(method(), {})).toThrow('nothing runs');
  });
});

describe('pools', () => {
  it('withdraws the questions of a pool that is closed', () => {
    let asked = 0;
    function* method() {
      const running = yield* pool<number>();
      for (let k = 0; k < 5; k++) yield* running.start(valueAt(Float64Array.of(k, k)));
      yield* running.next();
      yield* running.close();
      return yield* valueAt(start());
    }
    const counting = {
      values: (query: Parameters<typeof values.values>[0]) => {
        asked++;
        return values.values(query);
      },
    };
    expect(run(method(), counting)).toMatchObject({ status: 'returned', result: rosenbrock(start()) });
    expect(asked).toBe(2);
  });

  it('keeps two pools apart', () => {
    function* side() {
      const running = yield* pool<number>();
      yield* running.start(valueAt(Float64Array.of(1, 1)));
      return (yield* running.next()).result;
    }
    function* method() {
      const running = yield* pool<number>();
      yield* running.start(valueAt(Float64Array.of(3, 3)));
      const first = yield* side();
      return [first, (yield* running.next()).result];
    }
    expect(run(method(), values)).toMatchObject({ result: [0, rosenbrock(Float64Array.of(3, 3))] });
  });
});

describe('rules', () => {
  it.each([1, 9, 10, 11, 25])('never pass a budget of %i evaluations', (most) => {
    let asked = 0;
    function* tens() {
      for (;;) yield* valuesAt(Array.from({ length: 10 }, start));
    }
    const outcome = run(
      tens(),
      {
        values: (query) => {
          asked += query.points.length;
          return new Float64Array(query.points.length);
        },
      },
      { stop: evaluations(most) },
    );
    expect(outcome).toMatchObject({ status: 'stopped', rule: 'evaluations' });
    expect(asked).toBe(most - (most % 10));
    expect(outcome.counts.values ?? 0).toBe(asked);
  });

  it('stop at a gradient norm, a target, a number of iterations, by stagnation, by a predicate', () => {
    const near = () => descendForever(Float64Array.of(0.99, 0.98), 1e-3);
    expect(run(near(), gradients, { stop: gradientNorm(1e-2) })).toMatchObject({
      status: 'stopped',
      rule: 'gradientNorm',
    });
    expect(run(near(), gradients, { stop: target(1e-5) })).toMatchObject({ rule: 'target' });
    expect(run(near(), gradients, { stop: iterations(7) })).toMatchObject({ rule: 'iterations', answers: 7 });
    const flat = { gradients: () => [{ value: 1, gradient: new Float64Array(2) }] };
    expect(run(near(), flat, { stop: stagnation(4) })).toMatchObject({ rule: 'stagnation', answers: 5 });
    const positive = when('positive', ({ report }: { report: { x: Vector } | undefined }) => (report?.x[0] ?? 0) > 0);
    expect(run(near(), gradients, { stop: positive })).toMatchObject({ rule: 'positive', answers: 1 });
  });

  it('begin fresh in each run', () => {
    const stop = iterations(3);
    for (let k = 0; k < 2; k++) expect(run(descendForever(start()), gradients, { stop }).answers).toBe(3);
  });

  it('compose: the first to fire is named', () => {
    const stop = anyOf(gradientNorm(1e-12), evaluations(5), seconds(1000));
    expect(run(descendForever(start()), gradients, { stop })).toMatchObject({ rule: 'evaluations', answers: 5 });
  });

  it('let a method finish: its result is in the outcome', () => {
    function* averaged() {
      const mean = new Float64Array(2);
      for (let k = 1; ; k++) {
        const { value, gradient } = yield* gradientAt(start());
        for (let i = 0; i < 2; i++) mean[i]! += gradient[i]! / k;
        if (yield* progress({ value })) return k;
      }
    }
    expect(run(averaged(), gradients, { stop: evaluations(7) })).toMatchObject({
      status: 'stopped',
      result: 7,
      answers: 7,
    });
  });

  it('record when the clock fired, so that a replay stops at the same report', () => {
    const journal = memoryJournal();
    const outcome = run(descendForever(start()), gradients, { stop: seconds(0.01), journal });
    expect(outcome).toMatchObject({ status: 'stopped', rule: 'seconds' });
    const again = run(descendForever(start()), gradients, {
      stop: seconds(1000),
      journal: memoryJournal(journal.text()),
    });
    expect(again).toEqual(outcome);
    const longer = run(descendForever(start()), gradients, {
      stop: anyOf(seconds(1000), evaluations(outcome.answers + 10)),
      journal: memoryJournal(journal.text()),
      extend: true,
    });
    expect(longer).toMatchObject({ rule: 'evaluations', answers: outcome.answers + 10 });
  });
});

describe('ownership', () => {
  it('fills a buffer of the method, or copies for an oracle that does not know it', () => {
    function* method() {
      const x = start();
      const buffer = new Float64Array(2);
      for (let k = 0; k < 9; k++) {
        const { value, gradient } = yield* gradientAt(x, buffer);
        expect(gradient).toBe(buffer);
        yield* progress({ x, value });
        for (let i = 0; i < 2; i++) x[i]! -= 1e-3 * buffer[i]!;
      }
      return x;
    }
    const filling = {
      gradients: (query: Gradients) =>
        query.points.map((x, i) => {
          const gradient = query.into?.[i] ?? new Float64Array(2);
          gradient.set(rosenbrockGradient(x));
          return { value: rosenbrock(x), gradient };
        }),
    };
    const journal = memoryJournal();
    const outcome = run(method(), filling, { journal });
    expect(run(method(), gradients)).toEqual(outcome);
    const deaf = {
      gradients: () => {
        throw new Error('asked');
      },
    };
    expect(run(method(), deaf, { journal: memoryJournal(journal.text()) })).toEqual(outcome);
  });
});

interface Nudge extends Query<'nudge', number>, Effect {
  readonly by: number;
}

describe('effects', () => {
  /** A float32 parameter: moving it there and back leaves rounding behind. */
  function parameter() {
    let w = Math.fround(0.1);
    const move = (by: number) => {
      w = Math.fround(w + Math.fround(by));
      w = Math.fround(w - Math.fround(by / 3));
    };
    const oracle = {
      nudge: (query: Nudge) => {
        move(query.by);
        return w;
      },
      replayed: (query: Nudge) => move(query.by),
    };
    return { oracle, value: () => w };
  }
  function* nudges(count: number) {
    let last = 0;
    for (let k = 0; k < count; k++) last = yield* ask<Nudge>({ kind: 'nudge', by: Math.sin(k) + last, effect: true });
    return last;
  }

  it('are repeated in a replay, without asking', () => {
    const journal = memoryJournal();
    const first = parameter();
    run(nudges(50), first.oracle, { journal });
    const second = parameter();
    const deaf = {
      ...second.oracle,
      nudge: () => {
        throw new Error('asked');
      },
    };
    expect(run(nudges(50), deaf, { journal: memoryJournal(journal.text()) }).status).toBe('returned');
    expect(second.value()).toBe(first.value());
  });

  it('are repeated only after the answer that the oracle was restored to', () => {
    const journal = memoryJournal();
    const whole = parameter();
    run(nudges(50), whole.oracle, { journal });
    const restored = parameter();
    run(nudges(30), restored.oracle);
    run(nudges(50), restored.oracle, { journal: memoryJournal(journal.text()), oracleAt: 30 });
    expect(restored.value()).toBe(whole.value());
  });
});
