import { describe, expect, it } from 'vitest';
import type { Gradients, Oracle, Query, Values, Vector } from '../query/index.js';
import { checkOracle, conformanceOfOracle, type OracleSubject } from './index.js';

const points = [Float64Array.of(1, 2), Float64Array.of(-3, 0.5)];
const queries: readonly Query[] = [{ kind: 'values', points } as Values, { kind: 'gradients', points } as Gradients];
const value = (x: Vector) => x[0]! ** 2 + x[1]!;
const gradient = (x: Vector) => Float64Array.of(2 * x[0]!, 1);

const good: Oracle<Values | Gradients> = {
  values: (query) => Float64Array.from(query.points as readonly Vector[], value),
  gradients: (query) => query.points.map((x) => ({ value: value(x), gradient: gradient(x) })),
};

async function violations<O>(subject: OracleSubject<O>): Promise<Record<string, string>> {
  const messages: Record<string, string> = {};
  for (const { name, check } of conformanceOfOracle(subject))
    try {
      await check();
    } catch (error) {
      messages[name] = error instanceof Error ? error.message : String(error);
    }
  return messages;
}

const broken = (changed: Partial<Record<'values' | 'gradients', unknown>>) => ({
  name: 'broken',
  oracle: () => ({ ...good, ...changed }),
  queries,
});

describe('conformanceOfOracle', () => {
  it('passes oracles that hand out fresh arrays, fill buffers, promise, or have parts', async () => {
    await checkOracle({ name: 'fresh', oracle: () => good, queries });
    await checkOracle({
      name: 'filling',
      oracle: () => ({
        ...good,
        gradients: ({ points, into }: Gradients) =>
          points.map((x, i) => {
            const filled = into?.[i] ?? new Float64Array(2);
            filled.set(gradient(x));
            return { value: value(x), gradient: filled };
          }),
      }),
      queries,
    });
    await checkOracle({
      name: 'slow parts',
      oracle: () => ({ parts: [{}, { values: async (query: Values) => good.values(query) }] }),
      queries: [{ kind: 'at', address: 'parts', query: { kind: 'at', address: 1, query: queries[0] } } as Query],
    });
  });

  it('sees an oracle that answers otherwise the second time', async () => {
    let calls = 0;
    const found = await violations(broken({ values: () => Float64Array.of(calls++, 0) }));
    expect(found['answers alike when asked twice']).toContain('the answer to question 1 (values), when asked again');
    expect(found['answers alike when it is fresh']).toBeDefined();
  });

  it('sees an oracle that lends its answers', async () => {
    const lent = new Float64Array(2);
    const lending = ({ points }: Gradients) =>
      points.map((x) => {
        lent.set(gradient(x));
        return { value: value(x), gradient: lent.subarray() };
      });
    const found = await violations({ ...broken({ gradients: lending }), queries: [queries[0]!, queries[1]!] });
    expect(found['hands out answers for good']).toContain('in the memory of an earlier answer');
  });

  it('sees buffers that are filled wrongly or half used', async () => {
    const adding = ({ points, into }: Gradients) =>
      points.map((x, i) => {
        const filled = into?.[i] ?? new Float64Array(2);
        for (const [j, g] of gradient(x).entries()) filled[j]! += g;
        return { value: value(x), gradient: filled };
      });
    const found = await violations(broken({ gradients: adding }));
    expect(found['fills buffers or lets them be']).toContain('with buffers to fill');
    const viewing = ({ points, into }: Gradients) =>
      points.map((x, i) => {
        into?.[i]?.set(gradient(x));
        return { value: value(x), gradient: into?.[i]?.subarray() ?? gradient(x) };
      });
    const half = await violations(broken({ gradients: viewing }));
    expect(half['fills buffers or lets them be']).toContain('but not the buffer');
  });

  it('sees an oracle that chokes on a new field, or changes a question', async () => {
    const strict = (query: Values) => {
      if (Object.keys(query).length > 2) throw new Error('what is this?');
      return good.values(query);
    };
    expect((await violations(broken({ values: strict })))['ignores fields that it does not know']).toContain('what is');
    const careless = (query: Values) => {
      const answer = good.values(query);
      (query.points as Vector[])[0]![0]! += 1;
      return answer;
    };
    const own = [{ kind: 'values', points: [Float64Array.of(1, 2)] } as Query];
    const found = await violations({ ...broken({ values: careless }), queries: own });
    expect(found['leaves questions alone']).toContain('after it was answered');
  });

  it('sees effects that are not repeated, or not looked at', async () => {
    interface Push extends Query<'push', number> {
      readonly by: number;
      readonly effect: true;
    }
    const pushes: readonly Push[] = [1, 2, 3].map((by) => ({ kind: 'push', by, effect: true }));
    const register = (repeat: boolean) => () => {
      let sum = 0;
      return {
        push: ({ by }: Push) => {
          sum += by;
          return sum;
        },
        replayed: ({ by }: Push) => {
          if (repeat) sum += by;
        },
        sum: () => sum,
      };
    };
    const subject = { name: 'register', queries: pushes, fingerprint: (o: { sum(): number }) => o.sum() };
    await checkOracle({ ...subject, oracle: register(true) });
    const found = await violations({ ...subject, oracle: register(false) });
    expect(found['repeats effects in a replay as if it were asked']).toContain('expected 1, got 0');
    await expect(checkOracle({ name: 'blind', queries: pushes, oracle: register(true) })).rejects.toThrow(
      'give a fingerprint',
    );
    await expect(checkOracle({ ...subject, oracle: register(true), fingerprint: () => 0 })).rejects.toThrow(
      'does not change',
    );
  });
});
