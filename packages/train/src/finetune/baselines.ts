import { classMeanHead, gradientHead, type Head, headLogits } from '../head/index.js';
import type { Report, Scores } from '../report/index.js';
import { type Embeddings, scoresOf, type TokenizedTask } from './texts.js';

/** The scores on the test part of what a run is compared with, and the head of class means, one of these. */
export function measureBaselines(
  embeddings: Embeddings,
  { train, validation, test }: TokenizedTask,
  classes: number,
): { readonly meanHead: Head; readonly baselines: Report['results']['baselines'] } {
  const meanHead = classMeanHead(embeddings.train, train.labels, classes);
  const reference = gradientHead(
    { embeddings: embeddings.train, labels: train.labels },
    { embeddings: embeddings.validation, labels: validation.labels },
    classes,
  );
  const scoresBy = (head: Head) => scoresOf(headLogits(head, embeddings.test), test.labels, classes);
  const baselines = {
    majority: majorityScores(train.labels, test.labels, classes),
    classMean: scoresBy(meanHead),
    gradientHead: scoresBy(reference),
  };
  return { meanHead, baselines };
}

/** The class that is most frequent in the train part, with the classes' frequencies as probabilities. */
function majorityScores(train: Int32Array, test: Int32Array, classes: number): Scores {
  const counts = new Float64Array(classes);
  for (const label of train) counts[label]!++;
  const row = Array.from(counts, (count) => Math.log(Math.max(count, 0.5) / train.length));
  const logits = new Float32Array(test.length * classes);
  for (let i = 0; i < test.length; i++) logits.set(row, i * classes);
  return scoresOf(logits, test, classes);
}
