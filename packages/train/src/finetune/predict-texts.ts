import type { Prediction, PredictOptions } from '../report/index.js';
import { openTuned } from './tuned-model.js';

/** Classifies texts as they come, a batch at a time, in their order. */
export async function* predictTexts(options: PredictOptions): AsyncGenerator<Prediction, void, undefined> {
  const { model, texts, batch = 32, threads, cache } = options;
  const tuned = await openTuned(model, {
    ...(threads === undefined ? undefined : { threads }),
    ...(cache === undefined ? undefined : { cache }),
  });
  try {
    let waiting: string[] = [];
    let broken: { readonly error: unknown } | undefined;
    try {
      for await (const text of texts) {
        waiting.push(text);
        if (waiting.length < batch) continue;
        yield* predictions(await tuned.logits(waiting), tuned.classes);
        waiting = [];
      }
    } catch (error) {
      // What came before the damage is answered all the same.
      broken = { error };
    }
    if (waiting.length > 0) yield* predictions(await tuned.logits(waiting), tuned.classes);
    if (broken !== undefined) throw broken.error;
  } finally {
    await tuned.close();
  }
}

function* predictions(logits: Float32Array, classes: readonly string[]): Generator<Prediction, void, undefined> {
  for (let i = 0; i < logits.length; i += classes.length) {
    const row = logits.subarray(i, i + classes.length);
    let best = 0;
    for (let c = 1; c < row.length; c++) if (row[c]! > row[best]!) best = c;
    let sum = 0;
    for (const logit of row) sum += Math.exp(logit - row[best]!);
    yield { label: classes[best] ?? '', probability: 1 / sum };
  }
}
