import { describe, expect, it } from 'vitest';
import { evaluations, memoryJournal, run } from '../run/index.js';
import { float32Parameters, mezo } from './float32-parameters.js';
import { conformanceOfOracle } from './index.js';

const n = 1000;
const method = () => mezo(1e-3, 1e-2, 30);

describe('parameters in an oracle', () => {
  const journal = memoryJournal();
  const live = float32Parameters(n);
  const outcome = run(method(), live.oracle, { journal });
  const replayInto = (oracle: typeof live.oracle) => run(method(), oracle, { journal: memoryJournal(journal.text()) });

  it('are the same bits after a replay, without one forward pass', () => {
    const replayed = float32Parameters(n);
    expect(replayInto(replayed.oracle)).toEqual(outcome);
    expect(replayed.theta).toEqual(live.theta);
    expect(replayed.forwards()).toBe(0);
  });

  it('are others when perturbations are not repeated, although they are restored: they leave rounding behind', () => {
    const { oracle, theta } = float32Parameters(n);
    const stepsOnly: typeof oracle = {
      ...oracle,
      replayed(query, answer) {
        if (query.kind === 'seededStep') oracle.replayed(query, answer);
      },
    };
    expect(replayInto(stepsOnly)).toEqual(outcome);
    expect(theta.filter((t, i) => t !== live.theta[i]).length).toBeGreaterThan(n / 2);
  });

  it('go on from a snapshot: the oracle repeats only what came later', () => {
    const answers = 31;
    const early = float32Parameters(n);
    let told = 0;
    run(method(), early.oracle, { stop: evaluations(answers) }); // a question is one evaluation here
    const oracle: typeof early.oracle = {
      ...early.oracle,
      replayed(query, answer) {
        told++;
        early.oracle.replayed(query, answer);
      },
    };
    run(method(), oracle, { journal: memoryJournal(journal.text()), oracleAt: answers });
    expect(early.theta).toEqual(live.theta);
    expect(told).toBe(60 - answers);
  });

  const queries = [
    { kind: 'perturbedLoss', seed: 1, scale: 0.1, effect: true },
    { kind: 'seededStep', seed: 2, step: 0.3, effect: true },
  ] as const;
  const parts = new WeakMap<object, Float32Array>();
  for (const { name, check } of conformanceOfOracle({
    name: 'float32 parameters',
    queries,
    oracle: () => {
      const { oracle, theta } = float32Parameters(50);
      parts.set(oracle, theta);
      return oracle;
    },
    fingerprint: (oracle) => parts.get(oracle),
  }))
    it(`conform as an oracle: ${name}`, check);
});
