import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ZerothError } from 'zeroth';
import { loadTask } from '../data/index.js';
import { confusionMatrix } from '../metrics/index.js';
import type { EvaluateOptions, Evaluation } from '../report/index.js';
import { readRunPlan } from './run-folder.js';
import { scoresOf } from './texts.js';
import { openTuned, readDelta } from './tuned-model.js';

/** Texts that are classified between two words of progress. */
const slice = 512;

/** Scores of a tuned model on a task. @throws ZerothError `classes-differ`, and what loading data and model throws */
export async function evaluateModel(options: EvaluateOptions): Promise<Evaluation> {
  const begun = performance.now();
  const { model, data, part = 'test', threads, cache, onEvent } = options;
  const { seed, text, label, limit } = { ...dataOf(model, data), ...given(options) };
  onEvent?.({ type: 'phase', name: 'loading the data' });
  const task = await loadTask(data, {
    seed,
    ...(text === undefined ? undefined : { text }),
    ...(label === undefined ? undefined : { label }),
    ...(limit === undefined ? undefined : { limit }),
  });
  const { classes } = readDelta(model).header;
  if (task.classes.join('\0') !== classes.join('\0')) {
    const message = `the model knows the classes ${classes.join(', ')}, the data have ${task.classes.join(', ')}`;
    throw new ZerothError('classes-differ', message, task.classes);
  }
  onEvent?.({ type: 'phase', name: 'applying the delta' });
  const tuned = await openTuned(model, {
    ...(threads === undefined ? undefined : { threads }),
    ...(cache === undefined ? undefined : { cache }),
  });
  try {
    const examples = part === 'all' ? [...task.train, ...task.validation, ...task.test] : task[part];
    const labels = Int32Array.from(examples, (example) => example.label);
    const logits = new Float32Array(examples.length * classes.length);
    for (let i = 0; i < examples.length; i += slice) {
      onEvent?.({ type: 'phase', name: 'classifying the texts', done: i, total: examples.length });
      const some = examples.slice(i, i + slice).map((example) => example.text);
      logits.set(await tuned.logits(some), i * classes.length);
    }
    return {
      model,
      data: { name: task.name, part, texts: examples.length, classes },
      scores: scoresOf(logits, labels, classes.length),
      confusion: confusionMatrix(logits, labels, classes.length),
      seconds: (performance.now() - begun) / 1000,
    };
  } finally {
    await tuned.close();
  }
}

interface DataOptions {
  readonly seed: number;
  readonly text?: string | undefined;
  readonly label?: string | undefined;
  readonly limit?: number | undefined;
}

/** How a run read its data: with another split, texts that it was trained on would count as test. */
function dataOf(model: string, data: string): DataOptions {
  if (!existsSync(join(model, 'run.json'))) return { seed: 0 };
  const { settings } = readRunPlan(model);
  return data === settings.data ? settings : { seed: settings.seed };
}

/** The options that the caller gave. */
function given({ seed, text, label, limit }: EvaluateOptions): Partial<DataOptions> {
  return Object.fromEntries(Object.entries({ seed, text, label, limit }).filter(([, value]) => value !== undefined));
}
