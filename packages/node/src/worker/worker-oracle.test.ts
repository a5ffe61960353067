// The threads run the compiled package, so that is what is tested here.
import { type Closable, workerOracle } from '@zeroth/node';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { combine, functionOracle, gradientOracle } from 'zeroth/oracles';
import {
  type AsyncOracle,
  ask,
  type Cloud,
  type Gradients,
  gradientsAt,
  type Method,
  pool,
  type Query,
  type Values,
  type Vector,
  valueAt,
  valuesAt,
} from 'zeroth/query';
import { evaluations, memoryJournal, run, runAsync } from 'zeroth/run';
import { fixture, linesOf, startChild } from '../fixtures/children.js';
import { descend, quadratic, start } from '../fixtures/method.js';
import { type Behaviour, wave } from '../fixtures/oracle.js';
import { joined, partsOf } from './split.js';

interface Thread extends Query<'thread', number> {}

const module = fixture('oracle');
const open: Closable[] = [];
const opened = <T extends Closable>(oracle: T): T => {
  open.push(oracle);
  return oracle;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((oracle) => oracle.close()));
});
const values = (data: Behaviour, threads = 2) => opened(workerOracle(module, { threads, data }));

const cloud: Cloud = {
  law: 'gaussian',
  center: start(10),
  scale: new Float64Array(10).fill(0.3),
  seed: 11,
  length: 25,
};
const single = combine(functionOracle(wave), gradientOracle(quadratic));
const at = (first: number) => Float64Array.of(first, 1, 2);

describe('an oracle in worker threads', () => {
  it('is typed by its kinds', () => {
    // Nothing starts before the first question.
    expectTypeOf(workerOracle(module)).toEqualTypeOf<AsyncOracle<Values> & Closable>();
    expectTypeOf(workerOracle(module, { kinds: ['values', 'gradients'] })).toEqualTypeOf<
      AsyncOracle<Values | Gradients> & Closable
    >();
    expectTypeOf(workerOracle<Thread>(module, { kinds: ['thread'] })).toEqualTypeOf<AsyncOracle<Thread> & Closable>();
    // @ts-expect-error kinds of others must be named
    () => workerOracle<Thread>(module, {});
  });

  it('over two threads equals the same oracle in this one, bit for bit', async () => {
    const oracle = opened(workerOracle(module, { threads: 2, kinds: ['values', 'gradients'] }));
    const search = () => evolve(start(10), 12);
    const [local, remote] = [memoryJournal(), memoryJournal()];
    const expected = run(search(), single, { journal: local });
    expect(await runAsync(search(), oracle, { journal: remote })).toEqual(expected);
    expect(remote.text()).toBe(local.text());
    const stop = evaluations(10);
    expect(await runAsync(descend(start(50)), oracle, { stop })).toEqual(run(descend(start(50)), single, { stop }));
  });

  it.each([1, 2, 3])('divides many points over %d threads, and joins their answers in order', async (threads) => {
    const oracle = opened(workerOracle(module, { threads, kinds: ['values', 'gradients'] }));
    const list = Array.from({ length: 7 }, (_, i) => start(4).map((v) => v + i));
    for (const points of [cloud, list, list.slice(0, 1), []])
      expect(await runAsync(valuesAt(points), oracle)).toEqual(run(valuesAt(points), single));
    expect(await runAsync(gradientsAt(list), oracle)).toEqual(run(gradientsAt(list), single));
  });

  it('may be asynchronous there', async () => {
    const outcome = await runAsync(valuesAt(cloud), values('asynchronous'));
    expect(outcome).toEqual(run(valuesAt(cloud), single));
  });

  it('asks as many questions at once as there are threads, each a free one', async () => {
    const oracle = opened(workerOracle<Thread>(module, { threads: 2, kinds: ['thread'] }));
    function* method() {
      const running = yield* pool<number>();
      for (let i = 0; i < 2; i++) yield* running.start(ask<Thread>({ kind: 'thread' }));
      return [(yield* running.next()).result, (yield* running.next()).result];
    }
    const outcome = await runAsync(method(), oracle);
    const threads = outcome.status === 'returned' ? outcome.result : [];
    expect(new Set(threads).size).toBe(2);
  });

  it('fails the question on which a handler throws, with its error, and goes on', async () => {
    const oracle = values('throws');
    function* method() {
      try {
        yield* valueAt(at(-1));
      } catch (error) {
        return [error, yield* valueAt(at(1))];
      }
      return [];
    }
    const outcome = await runAsync(method(), oracle);
    const [error, value] = outcome.status === 'returned' ? outcome.result : [];
    expect(error).toMatchObject({ cause: { name: 'RangeError', message: 'negative', code: 'mine' } });
    expect(value).toBe(wave(at(1)));
  });

  it('fails the question on which its thread crashes, says how, and replaces the thread', async () => {
    for (const [behaviour, text] of [
      ['exits', 'exit code 7'],
      ['breaks', 'broke later'],
    ] as const) {
      const oracle = values(behaviour, 1);
      for (let i = 0; i < 2; i++)
        expect(await runAsync(valueAt(at(-1)), oracle)).toMatchObject({
          status: 'failed',
          cause: 'oracle',
          error: { code: 'worker-crashed', message: expect.stringMatching(`answered values.*${text}`) },
        });
    }
    const oracle = values('exits', 2);
    expect(await runAsync(valuesAt([at(1), at(-1), at(2)]), oracle)).toMatchObject({ status: 'failed' });
    expect(await runAsync(valuesAt([at(1), at(3), at(2)]), oracle)).toMatchObject({ status: 'returned' });
  });

  it.each([
    ['a module that is not there', '/none/oracle.js', 'Cannot find module'],
    [
      'a module that does not load',
      'data:text/javascript,throw new Error("broken at the start")',
      'broken at the start',
    ],
    ['a module with no oracle', 'data:text/javascript,export default 5', 'must be an oracle'],
    ['a module with no default export', 'data:text/javascript,export const values = 5', 'must be an oracle'],
  ])('fails each question of %s', async (_, path, text) => {
    const oracle = opened(workerOracle(path, { threads: 1 }));
    for (let i = 0; i < 2; i++)
      expect(await runAsync(valueAt(at(1)), oracle)).toMatchObject({
        status: 'failed',
        error: { message: expect.stringContaining(text) },
      });
  });

  it('says what cannot be answered or sent', async () => {
    interface Uncloneable extends Query<'uncloneable', unknown> {
      readonly f?: () => void;
    }
    interface Unknown extends Query<'unknown', unknown> {}
    const oracle = opened(
      workerOracle<Uncloneable | Unknown>(module, { threads: 1, kinds: ['uncloneable', 'unknown'] }),
    );
    const failure = async (method: Method<Uncloneable | Unknown, unknown>) => runAsync(method, oracle);
    expect(await failure(ask<Unknown>({ kind: 'unknown' }))).toMatchObject({ error: { code: 'kind-unknown' } });
    for (const query of [{ kind: 'uncloneable' }, { kind: 'uncloneable', f: () => {} }] as const)
      expect(await failure(ask<Uncloneable>(query))).toMatchObject({
        status: 'failed',
        error: { message: expect.stringContaining('could not be cloned') },
      });
    expect(await runAsync(valuesAt([at(1), at(2)]), values('short', 1))).toMatchObject({
      error: { code: 'answer-shape' },
    });
  });

  it('drops what is outstanding when the run ends, tells the handler, and has the thread again', async () => {
    const oracle = opened(
      workerOracle<Thread | Values>(module, { threads: 1, data: 'patient', kinds: ['thread', 'values'] }),
    );
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 5);
    const outcome = await runAsync(ask<Thread>({ kind: 'thread' }), oracle, { signal: controller.signal });
    expect(outcome.status).toBe('aborted');
    expect((await runAsync(valueAt(at(1)), oracle)).status).toBe('returned');
  });

  it('ends threads that never answer when it is closed, and answers no more', async () => {
    const oracle = values('endless');
    const outcome = runAsync(valueAt(at(-1)), oracle);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await oracle.close();
    expect(await outcome).toMatchObject({ status: 'failed', error: { code: 'oracle-closed' } });
    expect(await runAsync(valueAt(at(1)), oracle)).toMatchObject({ error: { code: 'oracle-closed' } });
    await oracle.close();
  });

  it('that is idle does not keep the process from its end', async () => {
    const script = `import { workerOracle } from ${JSON.stringify(import.meta.resolve('@zeroth/node'))};
      const oracle = workerOracle(${JSON.stringify(module)}, { threads: 1 });
      const points = [Float64Array.of(1)];
      console.log((await oracle.values({ kind: 'values', points }, new AbortController().signal))[0]);`;
    const child = startChild(process.execPath, '--input-type=module', '-e', script);
    expect(await linesOf(child)).toEqual([String(Math.sin(1))]);
    expect(await child.end).toBe(0);
  });

  it('refuses data that cannot be sent to a thread', () => {
    const data = { f: () => 1 };
    expect(() => workerOracle(module, { data })).toThrow(expect.objectContaining({ code: 'data-uncloneable' }));
  });

  it.each([0, 1.5, -1])('refuses %d threads', (threads) => {
    expect(() => workerOracle(module, { threads })).toThrow(expect.objectContaining({ code: 'threads-range' }));
  });
});

describe('dividing a question', () => {
  it('gives each part about as many points, in order, and leaves no point out', () => {
    for (let length = 0; length < 12; length++)
      for (let most = 1; most < 5; most++) {
        const points = Array.from({ length }, (_, i) => Float64Array.of(i));
        const parts = partsOf({ kind: 'values', points } as Values, most);
        const lists = parts.map(({ query }) => (query as Values).points as readonly Vector[]);
        expect(lists.flat()).toEqual(points);
        const sizes = lists.map((list) => list.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(joined(lists.map((list) => Float64Array.from(list, (x) => x[0]!)))).toEqual(
          Float64Array.from(points, (x) => x[0]!),
        );
      }
  });

  it('is not done where points depend on each other', () => {
    const query = { kind: 'ranking', points: [at(1), at(2)], top: 1 };
    expect(partsOf(query, 2)).toEqual([{ query }]);
  });
});

/** A walk to the best of a cloud about the best so far. */
function* evolve(x0: Vector, generations: number): Method<Values, Vector> {
  let x = x0;
  for (let seed = 0; seed < generations; seed++) {
    const points = Array.from({ length: 9 }, (_, i) => x.map((v, j) => v + Math.sin(seed + 7 * i + j) / (1 + seed)));
    const answers = yield* valuesAt(points);
    x = points[answers.indexOf(Math.min(...answers))]!;
  }
  return x;
}
