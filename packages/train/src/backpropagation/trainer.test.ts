import { describe, expect, it } from 'vitest';
import { ZerothError } from 'zeroth';
import { memoryJournal, parseJournal, runAsync } from 'zeroth/run';
import { gradientMethods } from '../report/gradient-methods.js';
import { toyModel } from '../tuning/toy-model.js';
import { backpropagate, type GradientRecipe, gradientSteps } from './backpropagate.js';
import { trainer } from './trainer.js';
import { gradientDefaults, updateRule } from './update-rules.js';

const shared = { examples: 40, batch: 4, seed: 5, evaluateEvery: 4 };

const recipes = gradientMethods.map((method): GradientRecipe => {
  const { rate } = gradientDefaults(method);
  const learningRate = method.endsWith('sgd') ? 0.03 : Math.max(0.03, rate);
  const options = { steps: 12, learningRate, schedule: 'cosine', warmup: 3, weightDecay: 0.1 } as const;
  return { method, options };
});

/** Those whose definition is written out below. */
const defined = recipes.filter(({ method }) => ['sgd', 'adam', 'adamw'].includes(method));

/** The toy model, its gradient, and what trains it. */
function training() {
  const model = toyModel();
  let gradients = 0;
  const gradient = model.parameters.map(({ length }) => new Float32Array(length));
  const own = trainer(model.parameters, async (sample) => {
    gradients++;
    model.parameters.forEach(({ values }, t) => {
      gradient[t]!.set(slope(Array.from(values), sample));
    });
    return { loss: await model.loss(sample), gradient };
  });
  return { model, trainer: own, gradients: () => gradients };
}

/** Where each weight of all stands in its tensor. */
const places = toyModel().parameters.flatMap(({ length }) => Array.from({ length }, (_, i) => i));

/** Derivative of the toy's loss by the weights of one tensor. */
function slope(w: readonly number[], sample: readonly number[]): number[] {
  return w.map((wi, i) => sample.reduce((s, e) => s + 2 * (wi - 0.5 - 0.01 * Math.cos(e + i)), 0) / sample.length);
}

async function runOn(own: ReturnType<typeof training>, recipe: GradientRecipe, journalText = '', until = Infinity) {
  const journal = memoryJournal(parseJournal(journalText).slice(0, until));
  const { trainer, model } = own;
  const outcome = await runAsync(
    backpropagate(recipe, shared),
    {
      gradientStep: (query) => trainer.gradientStep(query),
      keepWeights: () => trainer.keepWeights(),
      async evaluation() {
        await trainer.settle();
        return trainer.atAverage(() => model.validate());
      },
      replayed(query, recorded) {
        if (query.kind === 'gradientStep') trainer.replayed(query, Number(recorded));
        if (query.kind === 'keepWeights') trainer.replayed(query);
      },
    },
    { journal },
  );
  if (outcome.status === 'failed') throw outcome.error;
  if (outcome.status !== 'returned') throw new Error(outcome.status);
  const kept = Array.from(await trainer.kept());
  return { result: outcome.result, text: journal.text(), weights: Array.from(model.weights()), kept };
}

/** The update rule by itself, without a trainer: for weights with decay, and for those without. */
function byRule({ method, options }: GradientRecipe): { readonly weights: number[]; readonly used: number[] } {
  const stepAt = gradientSteps({ method, options }, shared);
  const results = toyModel().parameters.map(({ values, kind, shape }) => ({
    tensor: { values: values.slice(), shape },
    decays: kind === 'matrix',
  }));
  const used = new Map<object, number[]>();
  for (const decays of [true, false]) {
    const tensors = results.filter((each) => each.decays === decays).map(({ tensor }) => tensor);
    const rule = updateRule(method, decays ? options.weightDecay : 0);
    const state = rule.begin(tensors);
    for (let k = 0; k < options.steps; k++) {
      const { rate, sample } = stepAt(k);
      const gradients = tensors.map(({ values }) => Float32Array.from(slope(Array.from(values), sample)));
      rule.step(tensors, gradients, state, rate);
    }
    const averages = tensors.map(({ values }) => values.slice());
    rule.average?.(tensors, state, averages);
    for (const [t, tensor] of tensors.entries()) used.set(tensor, Array.from(averages[t]!));
  }
  return {
    weights: results.flatMap(({ tensor }) => Array.from(tensor.values)),
    used: results.flatMap(({ tensor }) => used.get(tensor)!),
  };
}

/** The method by its definition, in float64 and without a trainer. */
function byDefinition({ method, options }: GradientRecipe): number[] {
  const stepAt = gradientSteps({ method, options }, shared);
  return toyModel().parameters.flatMap(({ values, kind }) => {
    const w = Array.from(values);
    const m = w.map(() => 0);
    const v = w.map(() => 0);
    const decay = kind === 'norm' || kind === 'bias' ? 0 : options.weightDecay;
    for (let k = 0; k < options.steps; k++) {
      const { rate, sample } = stepAt(k);
      slope(w, sample).forEach((raw, i) => {
        const g = method === 'adamw' ? raw : raw + decay * w[i]!;
        m[i] = 0.9 * m[i]! + 0.1 * g;
        v[i] = 0.999 * v[i]! + 0.001 * g * g;
        const mean = m[i]! / (1 - 0.9 ** (k + 1));
        const scale = Math.sqrt(v[i]! / (1 - 0.999 ** (k + 1))) + 1e-8;
        if (method === 'sgd') w[i]! -= rate * g;
        else w[i] = w[i]! - (method === 'adamw' ? rate * decay * w[i]! : 0) - (rate * mean) / scale;
      });
    }
    return w;
  });
}

describe.each(recipes.map((recipe) => [recipe.method, recipe] as const))('%s', (_, recipe) => {
  it('takes the steps of its update rule, and looks at and keeps its average where it has one', async () => {
    const { result, weights, kept } = await runOn(training(), recipe);
    const wanted = byRule(recipe);
    expect(weights).toEqual(wanted.weights);
    if (result.bestStep === recipe.options.steps) expect(kept).toEqual(wanted.used);
    const last = result.looks.at(-1)!;
    const at = (w: readonly number[]) =>
      w.reduce((sum, v, i) => sum + (v - 0.5 - 0.01 * Math.cos(1000 + places[i]!)) ** 2, 0);
    expect(last.scores.crossEntropy).toBeCloseTo(at(wanted.used), 9);
  });

  it('is restored bit for bit by its journal, from every prefix', async () => {
    const whole = await runOn(training(), recipe);
    const entries = parseJournal(whole.text).length;
    // Every prefix for one that averages; a few for the others, whose journals are alike.
    for (let until = 0; until <= entries; until += recipe.method === 'schedule-free-adamw' ? 1 : 5)
      expect(await runOn(training(), recipe, whole.text, until)).toEqual(whole);
  });

  it('rehearses without a trace', async () => {
    const whole = await runOn(training(), recipe);
    const own = training();
    let taken = 0;
    const stepAt = gradientSteps(recipe, shared);
    await own.trainer.rehearse([stepAt(0), stepAt(1), stepAt(2)], () => {
      taken++;
    });
    expect([taken, own.gradients()]).toEqual([3, 3]);
    expect(await runOn(own, recipe)).toEqual(whole);
  });

  it('refuses to go on where a replayed gradient has another loss', async () => {
    const whole = await runOn(training(), recipe);
    const own = training();
    // The next float32: as another machine's rounding would make it.
    own.model.parameters[0]!.values[7]! *= 1 + 2 ** -22;
    await expect(runOn(own, recipe, whole.text, 10)).rejects.toThrow(/step 1 of the journal had the loss/);
    await expect(runOn(own, recipe, whole.text, 10)).rejects.toThrow(ZerothError);
  });
});

it.each(defined.map((recipe) => [recipe.method, recipe] as const))(
  '%s takes the steps of its definition',
  async (_, recipe) => {
    const { weights } = await runOn(training(), recipe);
    const wanted = byDefinition(recipe);
    // Twelve steps whose weights, moments and gradients are each rounded to float32 once; all are below 4.
    for (const [i, each] of wanted.entries()) expect(Math.abs(weights[i]! - each)).toBeLessThan(12 * 4 * 2 ** -22);
  },
);
