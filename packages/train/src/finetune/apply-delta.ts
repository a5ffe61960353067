import { type ClassifierModel, type Parameter, select } from '@zeroth/onnx';
import { ZerothError } from 'zeroth';
import type { Delta } from '../tuning/delta.js';
import { planOf, recipeOf } from '../tuning/methods.js';
import { magnitudeQuantiles, parameterOracle } from '../tuning/parameter-oracle.js';
import { writeHead, writeValues } from './head-weights.js';
import { tensorScales } from './scales.js';

/** The parameters that a stage's name means. */
export function tunedParameters(classifier: ClassifierModel, tuned: readonly string[]): readonly Parameter[] {
  return select(classifier.model.parameters, tuned);
}

/**
 * Turns a base model into the tuned one: writes the head's values, repeats all seeded passes, and compares the hash of
 * the weights with the one that the delta promises.
 *
 * @param classifier the base model with a head of as many classes, opened as the delta says
 * @throws ZerothError `delta-base` for another base, `delta-hash` when the weights come out otherwise, `delta-shape`
 */
export async function applyDelta(classifier: ClassifierModel, delta: Delta): Promise<void> {
  const { header } = delta;
  const { model } = classifier;
  if (model.baseHash !== header.baseHash) {
    throw new ZerothError(
      'delta-base',
      `the delta is for another base: it was made from ${header.model} with the hash ${header.baseHash.slice(0, 12)}, this model has ${model.baseHash.slice(0, 12)}`,
    );
  }
  await rebuild(classifier, delta);
  const hash = await model.hash();
  if (hash !== header.weightsHash)
    throw new ZerothError(
      'delta-hash',
      `the delta gives weights of the hash ${hash.slice(0, 12)}, not ${header.weightsHash.slice(0, 12)} as it says`,
    );
}

/** The weights of a delta, without looking at hashes. */
export async function rebuild(classifier: ClassifierModel, { header, values, scalars }: Delta): Promise<void> {
  const { model } = classifier;
  await model.reset();
  if (header.method === 'values') {
    if (header.tuned.join() === 'head') writeHead(classifier, values);
    else writeValues(tunedParameters(classifier, header.tuned), values);
    return;
  }
  writeHead(classifier, values);
  const parameters = tunedParameters(classifier, header.tuned);
  const recipe = recipeOf(header.method, header.options);
  const plan = planOf(recipe, (quantile) => magnitudeQuantiles(parameters, quantile));
  const steps = scalars.length / plan.directions;
  if (!Number.isInteger(steps) || steps > plan.steps)
    throw new ZerothError(
      'delta-shape',
      `the delta has ${scalars.length} scalars for ${plan.steps} steps of ${plan.directions}`,
    );
  const oracle = parameterOracle({
    parameters,
    memories: model.memories,
    scales: tensorScales(parameters),
    reserve: (bytes) => model.reserve(bytes),
    loss: noForwardPass,
    validate: noForwardPass,
  });
  for (let k = 0; k < steps; k++) {
    for (let j = 0; j < plan.directions; j++)
      oracle.replayed({ kind: 'probedLosses', effect: true, probe: plan.probe(k, j), sample: [] }, undefined);
    const own = Array.from(scalars.subarray(k * plan.directions, (k + 1) * plan.directions));
    oracle.replayed(plan.step(k, own), undefined);
  }
}

function noForwardPass(): never {
  throw new ZerothError('forward-pass', 'a replay runs no forward pass');
}
