import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type AsyncOracle,
  ask,
  at,
  type Effect,
  type Gradients,
  gradientAt,
  type Oracle,
  type Query,
  type Values,
  valueAt,
} from '../query/index.js';
import { memoryJournal, run } from '../run/index.js';
import { asyncFunctionOracle, combine, functionOracle, gradientOracle } from './index.js';

const square = functionOracle((x) => x[0]! ** 2);
const slope = gradientOracle((x, gradient) => {
  gradient[0] = 2 * x[0]!;
  return x[0]! ** 2;
});

describe('combine', () => {
  it('answers the kinds of all, and the type says so', () => {
    const both = combine(square, slope);
    expectTypeOf(both).toExtend<Oracle<Values | Gradients>>();
    function* method() {
      const value = yield* valueAt(Float64Array.of(3));
      const { gradient } = yield* gradientAt(Float64Array.of(3));
      return [value, gradient[0]];
    }
    expect(run(method(), both)).toMatchObject({ status: 'returned', result: [9, 6] });
  });

  it('of a plain and an asynchronous one is asynchronous', () => {
    const both = combine(
      asyncFunctionOracle(async () => 1),
      slope,
    );
    expectTypeOf(both).toExtend<AsyncOracle<Values | Gradients>>();
    expectTypeOf(both).not.toExtend<Oracle<Values | Gradients>>();
  });

  it('does not let two answer the same kind', () => {
    expect(() =>
      combine(
        square,
        functionOracle(() => 0),
      ),
    ).toThrow(expect.objectContaining({ code: 'kind-twice', value: 'values' }));
  });

  it('keeps sub-oracles', () => {
    const both = combine(slope, { lower: square });
    function* method() {
      const { value } = yield* gradientAt(Float64Array.of(3));
      return value + (yield* at('lower', valueAt(Float64Array.of(1))));
    }
    expect(run(method(), both)).toMatchObject({ result: 10 });
  });

  it('calls methods of a class on their object, and replays effects to the one that has them', () => {
    interface Push extends Query<'push', number>, Effect {
      readonly by: number;
    }
    class Cart {
      position = 0;
      push({ by }: Push) {
        this.position += by;
        return this.position;
      }
      replayed({ by }: Push) {
        this.position += by;
      }
    }
    function* method() {
      yield* ask<Push>({ kind: 'push', effect: true, by: 2 });
      yield* ask<Push>({ kind: 'push', effect: true, by: 3 });
    }
    const cart = new Cart();
    const journal = memoryJournal();
    run(method(), combine(square, cart), { journal });
    expect(cart.position).toBe(5);
    const again = new Cart();
    run(method(), combine(square, again), { journal: memoryJournal(journal.text()) });
    expect(again.position).toBe(5);
  });

  it('closes all that have to be closed', async () => {
    const closed: string[] = [];
    const closing = (name: string) => ({ close: async () => void closed.push(name) });
    await combine({ ...square, ...closing('a') }, { ...slope, ...closing('b') }).close();
    expect(closed).toEqual(['a', 'b']);
  });
});
