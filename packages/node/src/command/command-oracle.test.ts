import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { functionOracle, listed } from 'zeroth/oracles';
import {
  type AsyncOracle,
  ask,
  type Cloud,
  type Gradients,
  gradientAt,
  type Method,
  type Operator,
  pool,
  populationAt,
  type Query,
  type Values,
  type Vector,
  valueAt,
  valuesAt,
} from 'zeroth/query';
import { run, runAsync } from 'zeroth/run';
import type { Closable } from '../elsewhere.js';
import { fixture, linesOf, scratchFolder, startChild } from '../fixtures/children.js';
import { type CommandOptions, commandOracle } from './command-oracle.js';
import { fromPlainJson, toPlainJson } from './plain-json.js';

const open: Closable[] = [];
const opened = <T extends Closable>(oracle: T): T => {
  open.push(oracle);
  return oracle;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((oracle) => oracle.close()));
});
const speaker = (behaviour: string, options: Partial<CommandOptions<'values'>> = {}) =>
  opened(commandOracle(process.execPath, [fixture('speaker'), behaviour], { kinds: ['values'], ...options }));
const sum = functionOracle((x) => x.reduce((total, v) => total + v, 0));
const at = (...x: readonly number[]): Vector => Float64Array.from(x);

describe('a command as an oracle', () => {
  it('is typed by its kinds', () => {
    // Nothing starts before the first question.
    expectTypeOf(commandOracle('x', [], { kinds: ['values', 'gradients'] })).toEqualTypeOf<
      AsyncOracle<Values | Gradients> & Closable
    >();
    interface Taste extends Query<'taste', string> {}
    expectTypeOf(commandOracle<Taste>('x', [], { kinds: ['taste'] })).toEqualTypeOf<AsyncOracle<Taste> & Closable>();
    // @ts-expect-error gradients are not among the kinds
    () => runAsync(gradientAt(at(1)), commandOracle('x', [], { kinds: ['values'] }));
  });

  it('answers with the bits of the same sums made here, for lists and clouds', async () => {
    const cloud: Cloud = { law: 'gaussian', center: at(1, 2, 3), scale: at(1, 0.1, 5), seed: 5, length: 20 };
    const oracle = speaker('plain');
    for (const points of [listed(cloud), cloud])
      expect(await runAsync(valuesAt(points), oracle)).toEqual(run(valuesAt(points), sum));
  });

  it('has all questions that are outstanding at once, and may answer them in any order', async () => {
    function* method() {
      const running = yield* pool<number>();
      for (let i = 0; i < 6; i++) yield* running.start(valueAt(at(i, 1)));
      const results: [number, number][] = [];
      for (let i = 0; i < 6; i++) {
        const { ticket, result } = yield* running.next();
        results.push([ticket, result]);
      }
      return results;
    }
    expect(await runAsync(method(), speaker('backwards'))).toMatchObject({
      result: [
        [1, 2],
        [0, 1],
        [3, 4],
        [2, 3],
        [5, 6],
        [4, 5],
      ],
    });
  });

  it('may write its lines in pieces', async () => {
    const outcome = await runAsync(populationAt([at(1)]), speaker('dribble'));
    expect(outcome).toMatchObject({ status: 'returned', result: at(Number.NaN) });
  });

  it('fails a question that it answers with an error, and goes on', async () => {
    const oracle = speaker('refuses');
    for (let i = 0; i < 2; i++)
      expect(await runAsync(valueAt(at(1)), oracle)).toMatchObject({
        status: 'failed',
        cause: 'oracle',
        error: { code: 'command-error', message: expect.stringContaining('failed on values: no such point') },
      });
  });

  it('that ends fails what is outstanding, with its exit code and the end of its standard error', async () => {
    function* method() {
      const running = yield* pool<unknown>();
      for (let i = 0; i < 2; i++) yield* running.start(caught(valueAt(at(i))));
      return [(yield* running.next()).result, (yield* running.next()).result];
    }
    const outcome = await runAsync(method(), speaker('dies'));
    const errors = outcome.status === 'returned' ? outcome.result : [];
    expect(errors).toHaveLength(2);
    for (const error of errors) {
      expect(error).toMatchObject({ cause: { code: 'command-ended', value: 3 } });
      expect(String((error as Error).cause)).toMatch(
        /ended with exit code 3 before it answered; .*Segmentation fault$/s,
      );
      expect(String((error as Error).cause).length).toBeLessThan(2500);
    }
  });

  it('that has ended is started again for the next question', async () => {
    const oracle = speaker('mortal');
    for (let i = 0; i < 2; i++) {
      expect(await runAsync(valueAt(at(3, 1)), oracle)).toMatchObject({ result: 4 });
      expect(await runAsync(valueAt(at(-1)), oracle)).toMatchObject({ error: { code: 'command-ended', value: 4 } });
    }
  });

  it.each([
    ['is not JSON', 'hello', 'command-line'],
    ['is not JSON', '{"id":1,"answer":[1]', 'command-line'],
    ['is not { "id", "answer" }', '5', 'command-line'],
    ['has no number "id"', '{"answer":[1]}', 'command-line'],
    ['has neither "answer" nor "error"', '{"id":$id}', 'command-line'],
    ['not outstanding', '{"id":99,"answer":[1]}', 'command-line'],
    ['1 in all, not 2', '{"id":$id,"answer":[1,2]}', 'answer-shape'],
    ['a number for each point', '{"id":$id,"answer":["1"]}', 'answer-shape'],
    ['a number for each point', '{"id":$id,"answer":null}', 'answer-shape'],
  ])('that writes a line that %s: %s', async (message, line, code) => {
    const oracle = speaker('says', { env: { SAYS: line } });
    expect(await runAsync(valueAt(at(1)), oracle)).toMatchObject({
      status: 'failed',
      error: { name: 'ZerothError', code, message: expect.stringContaining(message) },
    });
  });

  it('that writes without an end is stopped', async () => {
    const outcome = await runAsync(valueAt(at(1)), speaker('flood', { longestLine: 1000 }));
    expect(outcome).toMatchObject({ error: { code: 'command-line', message: expect.stringContaining('1000') } });
  });

  it('that is not there is one clear error', async () => {
    const oracle = opened(commandOracle('no-such-command', [], { kinds: ['values'] }));
    expect(await runAsync(valueAt(at(1)), oracle)).toMatchObject({
      error: { code: 'command-missing', message: expect.stringContaining('no-such-command cannot be started') },
    });
  });

  it('may answer late what an aborted run does not want any more', async () => {
    const oracle = speaker('slow');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 5);
    expect((await runAsync(valueAt(at(100, 1)), oracle, { signal: controller.signal })).status).toBe('aborted');
    expect(await runAsync(valueAt(at(200, 1)), oracle)).toMatchObject({ result: 201 });
  });

  it('is closed by the end of its input, or else by signals; then it answers no more', async () => {
    for (const [behaviour, least, most] of [
      ['plain', 0, 2000],
      ['stubborn', 200, 5000],
    ] as const) {
      const oracle = speaker(behaviour, { grace: 100 });
      await runAsync(valueAt(at(1)), oracle);
      const since = performance.now();
      await oracle.close();
      expect(performance.now() - since).toBeGreaterThanOrEqual(least);
      expect(performance.now() - since).toBeLessThan(most);
      expect(await runAsync(valueAt(at(1)), oracle)).toMatchObject({ error: { code: 'oracle-closed' } });
    }
    const oracle = speaker('slow', { grace: 100 });
    const outcome = runAsync(valueAt(at(1e6)), oracle);
    await new Promise((resolve) => setTimeout(resolve, 10));
    await oracle.close();
    expect(await outcome).toMatchObject({ status: 'failed', error: { code: 'oracle-closed' } });
  });

  it('that is idle does not keep the process from its end, and ends with it', async () => {
    const script = `import { commandOracle } from ${JSON.stringify(import.meta.resolve('@zeroth/node'))};
      const oracle = commandOracle(process.execPath, [${JSON.stringify(fixture('speaker'))}], { kinds: ['values'] });
      const points = [Float64Array.of(1, 2)];
      console.log((await oracle.values({ kind: 'values', points }, new AbortController().signal))[0]);`;
    const child = startChild(process.execPath, '--input-type=module', '-e', script);
    expect(await linesOf(child)).toEqual(['3']);
    expect(await child.end).toBe(0);
  });
});

const python = spawnSync('python3', ['--version']).status === 0;

describe.runIf(python)('ten lines of Python as an oracle', () => {
  const script = `
import json, math, sys
for line in sys.stdin:
    asked = json.loads(line)
    query = asked["query"]
    if query["kind"] == "values":
        answer = [math.log(x[0]) if x[0] > 0 else math.nan if x[0] == 0 else math.inf for x in query["points"]]
    else:
        answer = [{"value": x[0] ** 2, "gradient": [2 * v for v in x]} for x in query["points"]]
    print(json.dumps({"id": asked["id"], "answer": answer}), flush=True)
`;

  it('answers values, with NaN and infinities, and gradients', async () => {
    const path = join(scratchFolder(), 'oracle.py');
    writeFileSync(path, script);
    const oracle = opened(commandOracle('python3', [path], { kinds: ['values', 'gradients'] }));
    function* method() {
      const values = yield* populationAt([at(1), at(0), at(-1), at(0.1)]);
      const { value, gradient } = yield* gradientAt(at(3, 0.1));
      return { values, value, gradient };
    }
    expect(await runAsync(method(), oracle)).toMatchObject({
      status: 'returned',
      result: { values: at(0, Number.NaN, Infinity, Math.log(0.1)), value: 9, gradient: at(6, 0.2) },
    });
  });
});

describe('plain JSON', () => {
  it('is what a command reads', async () => {
    interface Taste extends Query<'taste', string> {
      readonly of: unknown;
    }
    const oracle = opened(commandOracle<Taste>(process.execPath, [fixture('speaker'), 'echo'], { kinds: ['taste'] }));
    const of = { v: at(1, -0, 0.1, Number.NaN), f: Float32Array.of(0.5), n: [undefined, null, 'ü\n'], none: undefined };
    const outcome = await runAsync(ask<Taste>({ kind: 'taste', of }), oracle);
    expect(JSON.parse(outcome.status === 'returned' ? outcome.result : '')).toEqual({
      kind: 'taste',
      of: { v: [1, 0, 0.1, 'NaN'], f: [0.5], n: [null, null, 'ü\n'] },
    });
  });

  it('writes each float64 so that it is read back bit for bit, −0 too', () => {
    const points = [at(-0, 5e-324, 1.7976931348623157e308, 0.1 + 0.2, -1e-7, 123456789012345680000)];
    expect(JSON.parse(toPlainJson({ kind: 'values', points } as Values)).points[0]).toEqual([...points[0]!]);
    expect(toPlainJson({ kind: 'values', points: [at(-0)] } as Values)).toContain('[-0.0]');
  });

  it('reads what Python writes for NaN and infinities, and leaves texts alone', () => {
    expect(fromPlainJson('[NaN, -Infinity, Infinity, "NaN or \\"Infinity", 1]')).toEqual([
      'NaN',
      '-Infinity',
      'Infinity',
      'NaN or "Infinity',
      1,
    ]);
    expect(() => fromPlainJson('[NaN')).toThrow(SyntaxError);
  });

  it('turns the lists of numbers in answers of other kinds into vectors', async () => {
    interface Taste extends Query<'taste', unknown> {}
    const says = '{"id":$id,"answer":{"a":[1,"NaN"],"b":[[1],[2]],"c":[],"d":["x"],"__proto__":{"e":[3]}}}';
    const options = { kinds: ['taste'], env: { SAYS: says } } as const;
    const oracle = opened(commandOracle<Taste>(process.execPath, [fixture('speaker'), 'says'], options));
    const outcome = await runAsync(ask<Taste>({ kind: 'taste' }), oracle, { checkFinite: false });
    const answer: unknown = outcome.status === 'returned' ? outcome.result : undefined;
    expect(answer).toMatchObject({ a: at(1, Number.NaN), b: [at(1), at(2)], c: [], d: ['x'] });
    expect(Object.getPrototypeOf(answer)).toBe(Object.prototype);
  });

  it('carries the other core kinds', async () => {
    const says = '{"id":$id,"answer":[[0.5,"Infinity"]]}';
    const options = { kinds: ['operator'], env: { SAYS: says } } as const;
    const oracle = opened(commandOracle(process.execPath, [fixture('speaker'), 'says'], options));
    const outcome = await runAsync(ask<Operator>({ kind: 'operator', points: [at(1, 2)] }), oracle, {
      checkFinite: false,
    });
    expect(outcome).toMatchObject({ result: [at(0.5, Infinity)] });
  });
});

/** The result of a method, or the error that it throws. */
function* caught<Y extends Query>(method: Method<Y, unknown>): Method<Y, unknown> {
  try {
    return yield* method;
  } catch (error) {
    return error;
  }
}
