import { describe, expect, it } from 'vitest';
import type { Oracle, Ranking } from '../../query/index.js';
import { askTell, iterations, run } from '../../run/index.js';
import { tournament } from './tournament.js';

const largest: Oracle<Ranking<number>> = {
  ranking: ({ points, top }) =>
    points
      .map((_, i) => i)
      .sort((i, j) => points[j]! - points[i]!)
      .slice(0, top),
};

function* permutations(items: readonly number[]): Iterable<readonly number[]> {
  if (items.length === 0) yield [];
  for (const [i, item] of items.entries())
    for (const rest of permutations(items.filter((_, j) => j !== i))) yield [item, ...rest];
}

describe('tournament', () => {
  it('finds the best of any order of candidates, in ⌈(m − 1) / (size − 1)⌉ rankings', () => {
    for (let m = 1; m <= 6; m++)
      for (const order of permutations(Array.from({ length: m }, (_, i) => i)))
        for (const size of [2, 3, 5]) {
          const outcome = run(tournament(order, { size }), largest);
          expect(outcome).toMatchObject({ status: 'returned', result: m - 1 });
          expect(outcome.answers).toBe(Math.ceil((m - 1) / (size - 1)));
        }
  });

  it('lets a person answer, about candidates of any kind', () => {
    const session = askTell(tournament(['sans', 'serif', 'mono'], { size: 2 }));
    expect(session.ask()).toEqual([{ id: 0, query: { kind: 'ranking', points: ['sans', 'serif'], top: 1 } }]);
    session.tell(0, [1]);
    expect(session.ask()[0]!.query.points).toEqual(['serif', 'mono']);
    session.tell(1, [0, 1]);
    expect(session.outcome()).toMatchObject({ status: 'returned', result: 'serif', best: { report: { x: 'serif' } } });
  });

  it('ends early with the best so far', () => {
    const outcome = run(tournament([3, 9, 1, 12, 5], { size: 2 }), largest, { stop: iterations(2) });
    expect(outcome).toMatchObject({ status: 'stopped', rule: 'iterations', result: 9 });
  });

  it.each([[[7]], [[]], [[-1]], [[0.5]]])('fails on the ranking %o', (ranking) => {
    expect(run(tournament([1, 2, 3]), { ranking: () => ranking })).toMatchObject({
      status: 'failed',
      cause: 'oracle',
      error: { code: 'ranking-out-of-range' },
    });
  });

  it('refuses no candidates, and groups of one', () => {
    expect(() => run(tournament([]), { ranking: () => [0] })).toThrow('at least one candidate');
    expect(() => run(tournament([1, 2], { size: 1 }), largest)).toThrow('size must be an integer at least 2');
  });
});
