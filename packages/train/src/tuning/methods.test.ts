import { describe, expect, it } from 'vitest';
import { createKernels, type PerturbationLaw } from 'zeroth/kernels';
import { memoryJournal, parseJournal, runAsync } from 'zeroth/run';
import { type Recipe, startMethod } from './methods.js';
import { type MezoOptions, mezo } from './mezo.js';
import { parameterOracle } from './parameter-oracle.js';
import { directionOf, type ToyModel, toyModel } from './toy-model.js';

const shared = { examples: 40, batch: 4, seed: 5, evaluateEvery: 4 };
const options: MezoOptions = { ...shared, steps: 12, learningRate: 0.01, radius: 0.02 };

const recipes: Record<string, Recipe> = {
  sgd: { method: 'mezo', options },
  'sgd, decay, cosine': { method: 'mezo', options: { ...options, weightDecay: 0.1, schedule: 'cosine', warmup: 3 } },
  'three directions': { method: 'mezo', options: { ...options, directions: 3 } },
  gaussian: { method: 'mezo', options: { ...options, law: 'gaussian' } },
  sphere: { method: 'mezo', options: { ...options, law: 'sphere', directions: 2 } },
  sign: { method: 'mezo', options: { ...options, update: 'sign' } },
  momentum: { method: 'mezo', options: { ...options, update: 'momentum', directions: 2 } },
  adam: { method: 'mezo', options: { ...options, update: 'adam' } },
  normalized: { method: 'mezo', options: { ...options, normalize: { clip: 3, rate: 0.01 } } },
  sparse: { method: 'sparse-mezo', options: { ...options, sparsity: 0.75 } },
  adamu: {
    method: 'zo-adamu',
    options: { steps: 12, learningRate: 0.01, radius: 0.02, seed: 5, annealFrom: 3, annealTo: 9 },
  },
};

async function runOn(model: ToyModel, recipe: Recipe, journalText = '', until = Infinity) {
  const journal = memoryJournal(parseJournal(journalText).slice(0, until));
  const outcome = await runAsync(startMethod(recipe, shared), parameterOracle(model), { journal });
  if (outcome.status !== 'returned') throw new Error(outcome.status, { cause: outcome });
  return { result: outcome.result, text: journal.text() };
}

describe.each(Object.entries(recipes))('%s', (_, recipe) => {
  it('is restored bit for bit by its journal, from every prefix, without a forward pass that was made before', async () => {
    const model = toyModel();
    const whole = await runOn(model, recipe);
    const entries = parseJournal(whole.text).length;
    for (let k = 0; k <= entries; k++) {
      const again = toyModel();
      const resumed = await runOn(again, recipe, whole.text, k);
      expect(again.weights()).toEqual(model.weights());
      expect(resumed).toEqual(whole);
      if (k === entries) expect(again.losses).toBe(0);
    }
  });
});

describe('mezo', () => {
  const laws: readonly PerturbationLaw[] = ['rademacher', 'gaussian', 'nearGaussian'];

  it.each(laws)('equals a naive loop in float32, bit for bit: %s', async (law) => {
    const model = toyModel();
    await runOn(model, { method: 'mezo', options: { ...options, law, weightDecay: 0.1 } });

    const naive = toyModel();
    const kernels = createKernels(naive.memories[0]);
    const journal = memoryJournal(
      (await runOn(toyModel(), { method: 'mezo', options: { ...options, law, weightDecay: 0.1 } })).text,
    );
    const answers = journal.entries.flatMap((entry) =>
      'reply' in entry && 'answer' in entry.reply && Array.isArray(entry.reply.answer)
        ? [entry.reply.answer as number[]]
        : [],
    );
    const f = Math.fround;
    for (const [k, [plus = 0, minus = 0]] of answers.entries()) {
      const z = directionOf(
        (pointer, length, start) => kernels.perturb(law, pointer, length, 1, 1, 5 * 2 ** 32 + k, start),
        naive,
      );
      const scalar = f((plus - minus) / 0.04);
      for (const [t, { values, kind }] of naive.parameters.entries()) {
        const scale = naive.scales?.[t] ?? 1;
        const keep = kind === 'matrix' ? 1 - 0.001 : 1;
        for (let i = 0; i < values.length; i++) {
          const zi = z[t]![i]!;
          values[i] = f(values[i]! + f(f(0.02 * scale) * zi));
          values[i] = f(values[i]! + f(f(-0.04 * scale) * zi));
          values[i] = f(f(f(keep) * values[i]!) + f(f(keep * 0.02 * scale - 0.01 * scalar * scale) * zi));
        }
      }
    }
    expect(naive.weights()).toEqual(model.weights());
  });

  it('moves along the sum of directions: n of them average n estimates', async () => {
    // On a linear loss the estimate along z is exactly (g · z) z, so that many directions approach the gradient itself.
    const model = toyModel();
    const before = model.weights();
    const linear: ToyModel = { ...model, loss: async () => model.parameters[1]!.values.reduce((sum, w) => sum + w, 0) };
    const recipe: Recipe = {
      method: 'mezo',
      options: { steps: 1, learningRate: 1e-2, radius: 0.5, directions: 4000, seed: 1 },
    };
    await runAsync(startMethod(recipe, { ...shared, evaluateEvery: 1 }), parameterOracle(linear));
    const moved = model.weights().map((w, i) => (before[i]! - w) / 1e-2);
    // scale 1 on tensor 1: gradient 1 in each of its 37 entries, 0 in tensor 0, with variance 37 / 4000 an entry
    const deviation = Math.sqrt(37 / 4000);
    const errors = Array.from(moved, (m, i) => (i >= 600 && i < 637 ? m - 1 : i < 600 ? m / 0.5 : m / 2));
    const rms = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    expect(rms / deviation).toBeGreaterThan(0.9);
    expect(rms / deviation).toBeLessThan(1.1);
  });

  it('contracts a quadratic at the rate of its theory', async () => {
    // For f = ‖w − w*‖² the estimate is exact, 2 zᵀ(w − w*) z, and E‖zᵀe z‖² = d ‖e‖² for Rademacher z: the squared
    // distance shrinks by 1 − 4 η + 4 η² d a step in the mean, 1 − 1/d at η = 1/(2 d).
    const toy = toyModel();
    const distance = () =>
      toy.parameters.reduce((sum, { values }) => sum + values.reduce((s, w) => s + (w - 1) ** 2, 0), 0);
    const { scales: _, ...unscaled } = toy;
    const model = { ...unscaled, loss: async () => distance() };
    const d = 642;
    const steps = 2 * d;
    const recipe: Recipe = { method: 'mezo', options: { steps, learningRate: 1 / (2 * d), radius: 0.1, seed: 3 } };
    const before = distance();
    await runAsync(startMethod(recipe, { ...shared, evaluateEvery: steps }), parameterOracle(model));
    // A step's factor is 1 − (zᵀe)²/(d ‖e‖²), and (zᵀe)²/‖e‖² has mean 1 and variance below 2.
    const deviation = Math.sqrt((2 * steps) / d ** 2);
    expect(Math.abs(Math.log(distance() / before) - steps * Math.log(1 - 1 / d))).toBeLessThan(4 * deviation);
  });

  it.each([3, 8])('stops at a loss that is not finite, at loss %i, and keeps what was before', async (bad) => {
    const model = toyModel((count) => (count === bad ? Number.NaN : undefined));
    const { result } = await runOn(model, { method: 'mezo', options });
    expect(result.diverged).toBe(Math.floor(bad / 2) + 1);
    expect(result.scalars.length).toBe(Math.floor(bad / 2));
  });

  it('names what is wrong with an option', () => {
    expect(() => mezo({ ...options, learningRate: 0 })).toThrow('learningRate must be positive');
    const unknown = { ...options, ...JSON.parse('{"law":"cauchy"}') };
    expect(() => mezo(unknown)).toThrow('law must be rademacher, gaussian, nearGaussian, sphere, not cauchy');
    expect(() => mezo({ ...options, update: 'adam', directions: 2 })).toThrow('directions must be 1 for adam');
    expect(() => mezo({ ...options, batch: 41 }).next()).toThrow(
      'a batch of 41 cannot be drawn from 40 training examples',
    );
  });
});

describe('sparse mezo', () => {
  it('leaves the large weights alone, but for their lowest bit', async () => {
    const model = toyModel();
    const before = model.weights();
    const thresholds = model.parameters.map(
      ({ values }) => values.map(Math.abs).sort()[Math.ceil(0.25 * values.length) - 1] ?? 0,
    );
    await runOn(model, { method: 'sparse-mezo', options: { ...options, steps: 1, sparsity: 0.75 } });
    const bits = (v: Float32Array) => Array.from(new Int32Array(v.buffer), (word) => word & ~1);
    const after = bits(model.weights());
    let moved = 0;
    for (const [i, word] of bits(before).entries()) {
      const t = i < 600 ? 0 : i < 637 ? 1 : 2;
      if (Math.abs(before[i]!) > thresholds[t]!) expect(after[i]).toBe(word);
      else if (after[i] !== word) moved++;
    }
    // a quarter of 600, 37 and 5 weights
    expect(moved).toBe(150 + 10 + 2);
  });
});
