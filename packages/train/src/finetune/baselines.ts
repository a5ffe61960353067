import type { Head } from '../head/head.js';
import { headLogits } from '../head/head.js';
import type { Scores } from '../report/index.js';
import { scoresOf } from './texts.js';

/** The class that is most frequent in the train part, with the classes' frequencies as probabilities. */
export function majorityScores(train: Int32Array, test: Int32Array, classes: number): Scores {
  const counts = new Float64Array(classes);
  for (const label of train) counts[label]!++;
  const row = Array.from(counts, (count) => Math.log(Math.max(count, 0.5) / train.length));
  const logits = new Float32Array(test.length * classes);
  for (let i = 0; i < test.length; i++) logits.set(row, i * classes);
  return scoresOf(logits, test, classes);
}

/** A head's scores on embeddings. */
export function headScores(head: Head, embeddings: Float32Array, labels: Int32Array): Scores {
  return scoresOf(headLogits(head, embeddings), labels, head.classes);
}
