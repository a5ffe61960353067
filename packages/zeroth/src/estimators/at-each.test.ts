import { describe, expect, it } from 'vitest';
import { at, checkpoint, evaluateEach, gradientAt, type Values, type Vector } from '../query/index.js';
import { decode, encode, run, type SavedRun } from '../run/index.js';
import { atEach, lift, liftAt, spsa } from './index.js';
import { returned, smooth } from './subjects.js';

const x = Float64Array.of(0.3, -0.2, 0.6);
const client = { values: (query: Values) => evaluateEach(query.points, smooth) };
const oracle = { clients: [client, client] };

/** Gradients of clients in an order that is not alternating, as checkpoints allow. */
function* visits() {
  let state: { k: number; readonly found: Vector[] } = { k: 0, found: [] };
  const order = [0, 1, 1, 0, 1];
  while (state.k < order.length) {
    state = yield* checkpoint(state);
    const { gradient } = yield* at('clients', at(order[state.k]!, gradientAt(x)));
    state.found.push(gradient);
    state.k++;
  }
  return state.found;
}

function* alone() {
  const found: Vector[] = [];
  for (let k = 0; k < 3; k++) found.push((yield* gradientAt(x)).gradient);
  return found;
}

describe('atEach', () => {
  const make = () => liftAt('clients', visits(), atEach(spsa({ step: 0.1, seed: 4 })));

  it('keeps state for each address', () => {
    const single = returned(run(lift(alone(), spsa({ step: 0.1, seed: 4 })), client));
    const [a, b, c] = single;
    expect(returned(run(make(), oracle))).toEqual([a, a, b, b, c]);
  });

  it('keeps it in checkpoints', () => {
    const saved: string[] = [];
    const whole = run(make(), oracle, { onCheckpoint: (take) => saved.push(encode(take())) });
    expect(saved).toHaveLength(5);
    for (const text of saved) {
      const from = decode(text) as SavedRun;
      expect(run(make(), oracle, { from })).toEqual(whole);
    }
  });
});
