import { type Parameter, select } from '@zeroth/onnx';
import { minibatches } from '../tuning/minibatches.js';
import { headStage, patternsOf } from './open-classifier.js';
import type { Settings } from './settings.js';

/** What stages add to the model themselves, so that it is not among the base model's parameters. */
const added: ReadonlySet<string> = new Set(['lora', 'prefix']);

/**
 * Finds mistakes in the stages before anything is computed for them, instead of after the stages that come first.
 *
 * @param parameters those of the base model with its head
 * @param examples how many there are to train on
 * @throws ZerothError `batch-too-large`, `no-such-parameters`
 */
export function checkStages(
  { stages, batch, seed }: Settings,
  parameters: readonly Parameter[],
  examples: number,
): void {
  for (const stage of stages) {
    if (stage === headStage) continue;
    minibatches(examples, batch, seed);
    const named = patternsOf(stage).filter((pattern) => !added.has(pattern.replace(/^!/, '').split('.')[0] ?? ''));
    if (named.length > 0) select(parameters, named);
  }
}
