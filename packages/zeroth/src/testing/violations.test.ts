/* Each property is broken on purpose by a small method: the suite must see it, and name it. */
import { describe, expect, it } from 'vitest';
import {
  type Cloud,
  checkpoint,
  evaluateEach,
  type GradientAnswer,
  type Gradients,
  gradientAt,
  type Method,
  type Oracle,
  pool,
  populationAt,
  progress,
  type Query,
  type Values,
  type Vector,
  valueAt,
} from '../query/index.js';
import { checkMethod, conformance, type Subject } from './index.js';

const values = (): Oracle<Values> => ({ values: ({ points }) => evaluateEach(points, (x) => x[0]! ** 2 + 1) });
const gradients = (): Oracle<Gradients> => ({
  gradients: ({ points }) => points.map((x) => ({ value: x[0]! ** 2, gradient: Float64Array.of(2 * x[0]!) })),
});

/** The messages of the checks that fail, by name. */
async function violations<Y extends Query, R>(subject: Subject<Y, R>): Promise<Record<string, string>> {
  const messages: Record<string, string> = {};
  for (const { name, check } of conformance(subject))
    try {
      await check();
    } catch (error) {
      messages[name] = error instanceof Error ? error.message : String(error);
    }
  return messages;
}

describe('the suite sees', () => {
  it('a method with randomness of its own', async () => {
    let draws = 0;
    function* restless() {
      for (let k = 0; k < 3; k++) yield* valueAt(Float64Array.of(draws++));
    }
    const found = await violations({ name: 'restless', method: restless, oracle: values });
    expect(found['takes the same trajectory twice']).toContain('record 1 of the journal differs');
    expect(found['replays from every prefix of its journal']).toBeDefined();
  });

  it('a method that fails, or asks nothing', async () => {
    const failing = await violations({
      name: 'failing',
      method: () => gradientAt(Float64Array.of(1)),
      oracle: () => ({ gradients: () => [{ value: Number.NaN, gradient: Float64Array.of(1) }] }),
    });
    expect(failing['ends well']).toContain('the run failed');
    function* silent(): Method<Values, number> {
      return 3;
    }
    const silence = await violations({ name: 'silent', method: silent, oracle: values });
    expect(silence['ends well']).toContain('asked nothing');
  });

  it('a method that keeps an answer past the next question', async () => {
    function* keeping() {
      const first = yield* gradientAt(Float64Array.of(1));
      yield* gradientAt(Float64Array.of(2));
      return first.gradient[0];
    }
    const found = await violations({ name: 'keeping', method: keeping, oracle: gradients });
    expect(Object.keys(found)).toEqual(['keeps no answer past the next question']);
  });

  it('a method that keeps the answer itself, and not its arrays', async () => {
    function* keeping(): Method<Gradients, number> {
      const answers: readonly GradientAnswer[] = yield { kind: 'gradients', points: [Float64Array.of(1)] };
      yield* gradientAt(Float64Array.of(2));
      return answers[0]!.value;
    }
    const found = await violations({ name: 'keeping', method: keeping, oracle: gradients });
    expect(Object.keys(found)).toEqual(['keeps no answer past the next question']);
  });

  it('but lets a method keep its own buffers', async () => {
    function* filling() {
      const buffer = new Float64Array(1);
      yield* gradientAt(Float64Array.of(1), buffer);
      yield* gradientAt(Float64Array.of(2));
      return buffer[0];
    }
    const oracle: Oracle<Gradients> = {
      gradients: ({ points, into }) =>
        points.map((x, i) => {
          const gradient = into?.[i] ?? new Float64Array(1);
          gradient[0] = 2 * x[0]!;
          return { value: x[0]! ** 2, gradient };
        }),
    };
    await checkMethod({ name: 'filling', method: filling, oracle: () => oracle });
  });

  it('a question that leaves the bounds, in a list or in a cloud', async () => {
    const bounds = { lower: Float64Array.of(-1), upper: Float64Array.of(1) };
    const listed = await violations({
      name: 'listed',
      method: () => valueAt(Float64Array.of(1.5)),
      oracle: values,
      bounds,
    });
    expect(listed['asks only within its bounds']).toContain('asked at 1.5 in coordinate 0, out of [-1, 1]');
    const cloud: Cloud = {
      law: 'gaussian',
      center: new Float64Array(1),
      scale: Float64Array.of(1),
      seed: 0,
      length: 50,
    };
    const drawn = await violations({ name: 'drawn', method: () => populationAt(cloud), oracle: values, bounds });
    expect(Object.keys(drawn)).toEqual(['asks only within its bounds']);
  });

  it('a question that changes before its answer', async () => {
    function* changing() {
      const running = yield* pool<number>();
      const x = new Float64Array(1);
      for (let k = 0; k < 3; k++) {
        x[0] = k;
        yield* running.start(valueAt(x));
      }
      while (running.size > 0) yield* running.next();
    }
    const found = await violations({ name: 'changing', method: changing, oracle: values, concurrent: true });
    expect(found['leaves its questions alone']).toContain('fingerprint of question 1');
  });

  it('a method that changes its inputs', async () => {
    const x0 = Float64Array.of(1);
    function* greedy() {
      const { gradient } = yield* gradientAt(x0.slice());
      x0[0]! -= 0.1 * gradient[0]!;
    }
    const found = await violations({ name: 'greedy', method: greedy, oracle: gradients, inputs: [x0] });
    expect(found['leaves its inputs alone']).toBeDefined();
  });

  it('a checkpoint that misses a part of the state', async () => {
    function* forgetful() {
      let drift = 0;
      let state = { k: 0, x: Float64Array.of(1) };
      while (state.k < 5) {
        state = yield* checkpoint(state);
        state.k++;
        const value = yield* valueAt(state.x);
        yield* progress({ x: state.x, value });
        drift++;
        state.x[0]! += drift;
      }
      return state.x;
    }
    const found = await violations({ name: 'forgetful', method: forgetful, oracle: values });
    expect(Object.keys(found)).toEqual(['restores from its checkpoints']);
    expect(found['restores from its checkpoints']).toContain('restored from checkpoint 2: ');
  });

  it('a question that is not plain data', async () => {
    interface Odd extends Query<'odd', number> {
      readonly make: () => number;
    }
    function* odd(): Method<Odd, number> {
      return yield { kind: 'odd', make: () => 1 };
    }
    const found = await violations({ name: 'odd', method: odd, oracle: () => ({ odd: () => 1 }) });
    expect(found['asks plain data']).toContain('not plain data');
  });

  it('an oracle whose effects are not repeated in a replay', async () => {
    interface Add extends Query<'add', number> {
      readonly by: number;
      readonly effect: true;
    }
    function* adding(): Method<Add, number> {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum = yield { kind: 'add', by: sum + 1, effect: true };
      return sum;
    }
    const oracle = (repeat: boolean) => () => {
      let sum = 0;
      return {
        add: ({ by }: Add) => {
          sum += by;
          return sum;
        },
        replayed: ({ by }: Add) => {
          if (repeat) sum += by;
        },
      };
    };
    await checkMethod({ name: 'adding', method: adding, oracle: oracle(true) });
    const found = await violations({ name: 'adding', method: adding, oracle: oracle(false) });
    expect(Object.keys(found)).toEqual(['replays from every prefix of its journal']);
  });

  it('a method that swallows failures without saying so', async () => {
    function* stubborn() {
      for (let k = 0; k < 4; k++)
        try {
          yield* valueAt(Float64Array.of(k));
        } catch {
          // goes on
        }
    }
    const found = await violations({ name: 'stubborn', method: stubborn, oracle: values });
    expect(Object.keys(found)).toEqual([
      'ends as documented when the oracle throws',
      'ends as documented when an answer is NaN',
    ]);
    await checkMethod({ name: 'stubborn', method: stubborn, oracle: values, survivesFailures: true });
  });
});

describe('checkMethod', () => {
  it('lists all that does not hold', async () => {
    let draws = 0;
    function* restless() {
      const x: Vector = Float64Array.of(draws++);
      return yield* valueAt(x);
    }
    await expect(checkMethod({ name: 'restless', method: restless, oracle: values })).rejects.toThrow(
      /restless does not conform:\n- takes the same trajectory twice: a second run: record 1 .*\n- replays/,
    );
  });
});
