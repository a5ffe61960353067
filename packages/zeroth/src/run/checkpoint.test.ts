import { describe, expect, it } from 'vitest';
import type { Estimator } from '../estimators/index.js';
import { lift } from '../estimators/index.js';
import { checkpoint, type Gradients, gradientAt, pool, progress, valueAt } from '../query/index.js';
import {
  anyOf,
  decode,
  encode,
  evaluations,
  memoryJournal,
  parseJournal,
  run,
  type SavedRun,
  stagnation,
  toLine,
} from './index.js';
import { gradients, start, values } from './subjects.js';

/** Momentum with its whole state in a checkpoint. */
function* momentum(steps: number) {
  let state = { k: 0, x: start(), velocity: new Float64Array(2) };
  while (state.k < steps) {
    state = yield* checkpoint(state);
    const { x, velocity } = state;
    state.k++;
    const { value, gradient } = yield* gradientAt(x);
    if (yield* progress({ x, value, gradient })) break;
    for (let i = 0; i < 2; i++) {
      velocity[i] = 0.9 * velocity[i]! - 2e-4 * gradient[i]!;
      x[i]! += velocity[i]!;
    }
  }
  return state.x;
}

/** Adds a drift that depends on how often it was asked. */
function drifting(): Estimator<Gradients, Gradients> {
  return {
    begin: () => {
      let asked = 0;
      return {
        kept: {
          save: () => asked,
          load: (saved) => {
            asked = Number(saved);
          },
        },
        *gradients(query) {
          asked++;
          const answers: readonly { value: number; gradient: Float64Array }[] = yield query;
          return answers.map(({ value, gradient }) => ({
            value: value + asked,
            gradient: gradient.map((g) => g + asked / 10),
          }));
        },
      };
    },
  };
}

const stop = () => anyOf(stagnation(4), evaluations(40));

describe('checkpoints', () => {
  const method = () => lift(momentum(30), drifting());
  const saved: string[] = [];
  const journal = memoryJournal();
  const outcome = run(method(), gradients, {
    stop: stop(),
    journal,
    onCheckpoint: (take) => saved.push(encode(take())),
  });

  it('restore the run bit for bit, with its counts, best report, rules and estimators', () => {
    expect(saved.length).toBeGreaterThan(3);
    for (const text of saved) {
      const from = decode(text) as SavedRun;
      expect(run(method(), gradients, { stop: stop(), from })).toEqual(outcome);
      expect(encode(from)).toBe(text); // restoring does not change what was saved
    }
  });

  it('are followed by the tail of a journal, whole or cut at the checkpoint', () => {
    const deaf = {
      gradients: () => {
        throw new Error('asked');
      },
    };
    const entries = parseJournal(journal.text());
    for (const text of saved) {
      const from = decode(text) as SavedRun;
      expect(run(method(), deaf, { stop: stop(), from, journal: memoryJournal(entries) })).toEqual(outcome);
      const tail = memoryJournal(entries.slice(from.answers).map(toLine).join(''), { start: from.answers });
      expect(run(method(), deaf, { stop: stop(), from, journal: tail })).toEqual(outcome);
    }
  });

  it('do not fit a journal that starts after them', () => {
    const from = decode(saved[1]!) as SavedRun;
    expect(() => run(method(), gradients, { from, journal: memoryJournal([], { start: 5 }) })).toThrow(
      'starts after the checkpoint',
    );
  });

  it('cannot be taken while a pool is open', () => {
    function* method() {
      const running = yield* pool<number>();
      yield* running.start(valueAt(start()));
      yield* checkpoint(0);
    }
    expect(() => run(method(), values, { onCheckpoint: () => {} })).toThrow('while methods of its pool still run');
  });

  it('may stand between pools, whose tickets do not depend on the pools before', () => {
    function* rounds() {
      let state = { round: 0, sum: 0 };
      while (state.round < 4) {
        state = yield* checkpoint(state);
        const running = yield* pool<number>();
        const first = yield* running.start(valueAt(start()));
        const second = yield* running.start(valueAt(start()));
        const joined = [yield* running.next(), yield* running.next()];
        for (const { ticket, result } of joined) state.sum += (1 + ticket - first) * result + second;
        state.round++;
      }
      return state.sum;
    }
    const taken: SavedRun[] = [];
    const whole = run(rounds(), values, { onCheckpoint: (take) => taken.push(take()) });
    expect(taken).toHaveLength(4);
    for (const from of taken) expect(run(rounds(), values, { from })).toEqual(whole);
  });

  it('come before the first question', () => {
    function* method() {
      yield* valueAt(start());
      yield* checkpoint(0);
    }
    const from = decode(saved[0]!) as SavedRun;
    expect(() => run(method(), values, { from })).toThrow('asks before its first checkpoint');
  });
});
