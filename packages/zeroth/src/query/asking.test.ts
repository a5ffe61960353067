import { describe, expect, it } from 'vitest';
import { asking } from './asking.js';
import type { Method, Query } from './types.js';

interface Double extends Query<'double', number> {
  readonly of: number;
}

const query: Double = { kind: 'double', of: 3 };

function halved(answer: number, { of }: Double): number {
  if (answer < 0) throw new Error('negative');
  return answer / 2 - of;
}

/** What stands for the same, by the language's own means. */
function* generator(): Method<Double, number> {
  return halved(yield query, query);
}

type Call = (method: Method<Double, number>) => unknown;
const next: Call = (method) => method.next(10);
const negative: Call = (method) => method.next(-1);
const end: Call = (method) => method.return(7);
const fail: Call = (method) => method.throw(new Error('failed'));

/** What a sequence of calls gives, errors included. */
function results(method: Method<Double, number>, calls: readonly Call[]): unknown[] {
  return calls.map((call) => {
    try {
      return call(method);
    } catch (error) {
      return String(error);
    }
  });
}

describe('asking', () => {
  it('does what a generator does, whatever is called in whatever order', () => {
    const calls = [next, negative, end, fail];
    let sequences: (readonly Call[])[] = [[]];
    for (let length = 0; length < 4; length++) {
      sequences = sequences.flatMap((before) => calls.map((call) => [...before, call]));
      for (const sequence of sequences)
        expect(results(asking(query, halved), sequence)).toEqual(results(generator(), sequence));
    }
  });

  it('is delegated to like a generator', () => {
    function* method() {
      return 1 + (yield* asking(query, halved));
    }
    const running = method();
    expect(running.next()).toEqual({ value: query, done: false });
    expect(running.next(20)).toEqual({ value: 8, done: true });
  });
});
