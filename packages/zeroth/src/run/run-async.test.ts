import { describe, expect, it } from 'vitest';
import { ask, at, type Effect, pool, type Query, type Values } from '../query/index.js';
import { askTell, evaluations, memoryJournal, parseJournal, run, runAsync } from './index.js';
import { descend, descendForever, disorder, gradients, later, start, values, wander } from './subjects.js';

const slowGradients = { gradients: later(gradients.gradients, () => 1) };

describe('runAsync', () => {
  it('equals run, whether answers come at once or later', async () => {
    const expected = run(descend(start(), 20), gradients);
    expect(await runAsync(descend(start(), 20), gradients)).toEqual(expected);
    expect(await runAsync(descend(start(), 20), slowGradients)).toEqual(expected);
  });

  it('keeps at most `concurrency` questions outstanding, and that many', async () => {
    let now = 0;
    let most = 0;
    const oracle = {
      values: async (query: Values) => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, 1));
        now--;
        return values.values(query);
      },
    };
    const outcome = await runAsync(wander(6), oracle, { stop: evaluations(60), concurrency: 4 });
    expect(outcome.status).toBe('stopped');
    expect(most).toBe(4);
  });

  it('records the order of completion, so that a disorderly run replays bit for bit', async () => {
    const random = disorder(7);
    const journal = memoryJournal();
    const oracle = { values: later(values.values, () => 3 * random()) };
    const outcome = await runAsync(wander(5), oracle, { stop: evaluations(60), journal });
    const ids = journal.entries.map((entry) => ('id' in entry ? entry.id : -1));
    expect(ids.some((id, i) => i > 0 && id < ids[i - 1]!)).toBe(true);
    const deaf = {
      values: () => {
        throw new Error('asked');
      },
    };
    expect(run(wander(5), deaf, { stop: evaluations(60), journal: memoryJournal(journal.text()) })).toEqual(outcome);
  });

  it('aborts, tells the oracle, and closes the method', async () => {
    const controller = new AbortController();
    let closed = false;
    let told = false;
    let listening = false;
    function* method() {
      try {
        yield* descendForever(start());
      } finally {
        closed = true;
      }
    }
    const oracle = {
      gradients: (query: Parameters<typeof gradients.gradients>[0], signal: AbortSignal) => {
        if (!listening)
          signal.addEventListener('abort', () => {
            told = true;
          });
        listening = true;
        return slowGradients.gradients(query);
      },
    };
    setTimeout(() => controller.abort('enough'), 30);
    const outcome = await runAsync(method(), oracle, { signal: controller.signal });
    expect(outcome).toMatchObject({ status: 'aborted', reason: 'enough' });
    expect(outcome.best?.answers).toBeGreaterThan(0);
    expect([closed, told]).toEqual([true, true]);
  });

  it('can be aborted while answers come at once', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 10);
    const outcome = await runAsync(descendForever(start(), 1e-6), gradients, { signal: controller.signal });
    expect(outcome.status).toBe('aborted');
  });

  it('does not begin when aborted before', async () => {
    const outcome = await runAsync(descend(start(), 2), gradients, { signal: AbortSignal.abort('early') });
    expect(outcome).toMatchObject({ status: 'aborted', answers: 0 });
  });

  it('rejects with the mistakes of the caller, and fails with those of the oracle', async () => {
    function* method() {
      yield* descend(start(), 1);
      throw new RangeError('step must be positive');
    }
    await expect(runAsync(method(), slowGradients)).rejects.toThrow('step must be positive');
    const broken = { gradients: () => Promise.reject(new Error('no route')) };
    expect(await runAsync(descend(start(), 3), broken)).toMatchObject({
      status: 'failed',
      error: { message: 'no route' },
    });
  });
});

interface Move extends Query<'move', number>, Effect {
  readonly by: number;
}
type Look = Query<'look', number>;

describe('effects beside other questions', () => {
  /** Fails when a question comes while the state is being changed, or the reverse. */
  function register(random: () => number) {
    let state = 0;
    let looking = 0;
    let moving = false;
    const pause = () => new Promise((resolve) => setTimeout(resolve, 3 * random()));
    return {
      async look() {
        if (moving) throw new Error('looked while it moved');
        looking++;
        await pause();
        looking--;
        return state;
      },
      async move(query: Move) {
        if (moving || looking > 0) throw new Error('moved beside another question');
        moving = true;
        await pause();
        state = 2 * state + query.by;
        moving = false;
        return state;
      },
      replayed() {},
    };
  }
  function* crowd() {
    const running = yield* pool<number>();
    for (let k = 0; k < 12; k++) {
      if (k % 3 === 1) yield* running.start(ask<Move>({ kind: 'move', by: k, effect: true }));
      else yield* running.start(ask<Look>({ kind: 'look' }));
    }
    const results: number[] = [];
    while (running.size > 0) {
      const { ticket, result } = yield* running.next();
      results[ticket] = result;
    }
    return results;
  }

  it('wait for them, in the order of asking', async () => {
    const outcome = await runAsync(crowd(), register(disorder(3)));
    // moves by 1, 4, 7, 10 in this order; each look sees the moves asked before it
    expect(outcome).toMatchObject({ status: 'returned', result: [0, 1, 1, 1, 6, 6, 6, 19, 19, 19, 48, 48] });
  });

  it('do not hold back other addresses', async () => {
    function* two() {
      const running = yield* pool<number>();
      yield* running.start(at('a', ask<Move>({ kind: 'move', by: 1, effect: true })));
      yield* running.start(at('b', ask<Move>({ kind: 'move', by: 1, effect: true })));
      yield* running.next();
      yield* running.next();
    }
    let both = 0;
    let now = 0;
    const slow = {
      async move() {
        both = Math.max(both, ++now);
        await new Promise((resolve) => setTimeout(resolve, 5));
        now--;
        return 0;
      },
      replayed() {},
    };
    await runAsync(two(), { a: slow, b: slow });
    expect(both).toBe(2);
  });

  it('are handed out one at a time by askTell', () => {
    const session = askTell(crowd());
    expect(session.ask().map(({ id }) => id)).toEqual([0]);
    session.tell(0, 0);
    expect(session.ask().map(({ query }) => query.kind)).toEqual(['move']);
  });
});

describe('askTell', () => {
  it('equals run', () => {
    const session = askTell(descend(start(), 8));
    while (session.outcome() === undefined)
      for (const { id, query } of session.ask()) session.tell(id, gradients.gradients(query));
    expect(session.outcome()).toEqual(run(descend(start(), 8), gradients));
  });

  it('goes on from its journal after the process is forgotten at each answer', () => {
    let text = '';
    for (;;) {
      const journal = memoryJournal(text);
      const session = askTell(descend(start(), 8), { journal });
      const outcome = session.outcome();
      if (outcome !== undefined) {
        expect(outcome).toEqual(run(descend(start(), 8), gradients));
        break;
      }
      const [question] = session.ask();
      if (question === undefined) throw new Error('nothing is asked');
      session.tell(question.id, gradients.gradients(question.query));
      text = journal.text();
    }
    expect(parseJournal(text)).toHaveLength(8);
  });

  it('takes answers in any order, once', () => {
    const session = askTell(wander(3), { stop: evaluations(9) });
    const ids = session.ask().map(({ id }) => id);
    expect(ids).toEqual([0, 1, 2]);
    session.tell(2, Float64Array.of(1));
    expect(() => session.tell(2, Float64Array.of(1))).toThrow('question 2 is not open');
    expect(session.ask().map(({ id }) => id)).toEqual([0, 1, 3]);
    session.fail(0, new Error('lost'));
    expect(session.outcome()).toMatchObject({ status: 'failed', error: { message: 'lost' } });
  });

  it('is stopped by the caller', () => {
    const session = askTell(descend(start(), 8));
    session.stop();
    expect(session.outcome()).toMatchObject({ status: 'stopped', rule: 'caller' });
    expect(session.ask()).toEqual([]);
  });
});
