import type { GradientRecipe } from '../backpropagation/index.js';
import { gradientMethodName, isGradientMethod } from '../report/gradient-methods.js';
import type { Recipe } from '../tuning/methods.js';
import type { Settings } from './settings.js';

/** The steps over which the learning rate rises, so that the mean square of the scalars is known when it is full. */
const warmup = 20;

/** The recipe that a run's settings mean. */
export function recipeFor(settings: Settings, steps: number): Recipe | GradientRecipe {
  const { method, update, learningRate, radius, directions, law, schedule, weightDecay, seed } = settings;
  if (isGradientMethod(method))
    return { method, options: { steps, learningRate, schedule, warmup: Math.min(warmup, steps), weightDecay } };
  if (method === 'zo-adamu') return { method, options: { steps, learningRate, radius, schedule, weightDecay, seed } };
  const options = {
    steps,
    learningRate,
    radius,
    directions,
    law,
    schedule,
    warmup: Math.min(warmup, steps),
    weightDecay,
    update,
    seed,
    ...(update === 'sign' ? undefined : { normalize: { clip: 3, rate: 0.01 } }),
  };
  if (method === 'sparse-mezo') return { method, options: { ...options, sparsity: 0.75 } };
  return { method, options };
}

/** The method in words, for a report. */
export function methodName({ method, update, directions, law }: Settings): string {
  if (isGradientMethod(method)) return `${gradientMethodName(method)} by backpropagation`;
  if (method === 'zo-adamu') return 'ZO-AdaMU';
  const form = update === 'sgd' ? '' : `, ${update}`;
  const count = directions === 1 ? '' : `, ${directions} directions`;
  return `${method === 'mezo' ? 'MeZO' : 'Sparse MeZO'} (${law}${form}${count})`;
}
