import { describe, expect, it } from 'vitest';
import { type Cloud, pool, type Vector, valueAt, valuesAt } from '../query/index.js';
import { run, runAsync } from '../run/index.js';
import { disorder, later } from '../run/subjects.js';
import { asyncFunctionOracle, functionOracle } from './index.js';

const cloud: Cloud = {
  law: 'uniform',
  center: new Float64Array(2),
  scale: Float64Array.of(1, 1),
  seed: 3,
  length: 12,
};
const f = (x: Vector) => Math.sin(x[0]!) + x[1]! ** 2;
const pause = () => new Promise((resolve) => setTimeout(resolve, 1));

describe('a function that promises its value as an oracle', () => {
  it('gives the values of the plain function, in whatever order they come', async () => {
    const random = disorder(5);
    const slow = later<{ kind: 'x'; x: Vector }, number>(
      ({ x }) => f(x),
      () => 4 * random(),
    );
    const oracle = asyncFunctionOracle((x) => slow({ kind: 'x', x }));
    const expected = run(valuesAt(cloud), functionOracle(f));
    expect(await runAsync(valuesAt(cloud), oracle)).toEqual(expected);
  });

  it('evaluates at most `concurrency` points at once, over all questions, and that many', async () => {
    let now = 0;
    let most = 0;
    const oracle = asyncFunctionOracle(
      async (x) => {
        most = Math.max(most, ++now);
        await pause();
        now--;
        return f(x);
      },
      { concurrency: 3 },
    );
    function* method() {
      const running = yield* pool<Vector | number>();
      yield* running.start(valuesAt(cloud));
      for (let i = 0; i < 4; i++) yield* running.start(valueAt(Float64Array.of(i, 1)));
      for (let i = 0; i < 5; i++) yield* running.next();
    }
    expect((await runAsync(method(), oracle)).status).toBe('returned');
    expect([now, most]).toEqual([0, 3]);
  });

  it('starts no more points of a question once one has failed, and tells those under way', async () => {
    let started = 0;
    let told = 0;
    const oracle = asyncFunctionOracle(
      async (_x, _sample, signal) => {
        const i = started++;
        signal.addEventListener('abort', () => told++);
        await pause();
        if (i === 0) throw new Error('broken sensor');
        await pause();
        return i;
      },
      { concurrency: 2 },
    );
    const outcome = await runAsync(valuesAt(cloud), oracle);
    expect(outcome).toMatchObject({ status: 'failed', cause: 'oracle', error: { message: 'broken sensor' } });
    await pause();
    await pause();
    expect([started, told]).toEqual([2, 2]);
  });

  it('starts no more once the run is aborted', async () => {
    const controller = new AbortController();
    let started = 0;
    const oracle = asyncFunctionOracle(
      async () => {
        if (++started === 4) controller.abort();
        await pause();
        return 0;
      },
      { concurrency: 2 },
    );
    const outcome = await runAsync(valuesAt(cloud), oracle, { signal: controller.signal });
    await pause();
    await pause();
    expect([outcome.status, started]).toEqual(['aborted', 4]);
  });

  it.each([0, 1.5, -1, Number.NaN])('refuses a concurrency of %d', (concurrency) => {
    expect(() => asyncFunctionOracle(f, { concurrency })).toThrow(
      expect.objectContaining({ code: 'concurrency-range' }),
    );
  });
});
