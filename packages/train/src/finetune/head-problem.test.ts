import { beforeAll, describe, expect, it } from 'vitest';
import { run } from 'zeroth/run';
import { loadTask } from '../data/index.js';
import { headLogits } from '../head/index.js';
import { accuracy, objective } from '../metrics/index.js';
import { headSearch } from '../tuning/head-search.js';
import { headProblem } from './head-problem.js';
import { openClassifier } from './open-classifier.js';
import { type Embeddings, embedTask, parts, type TokenizedTask, tokenizeTask } from './texts.js';

const classes = 2;

describe('the head of a real encoder on real mails', () => {
  let embeddings: Embeddings;
  let task: TokenizedTask;
  let width: number;
  let byEntropy: Awaited<ReturnType<typeof tuned>>;
  beforeAll(async () => {
    const mails = await loadTask('spam-assassin', { seed: 0, limit: 500 });
    const classifier = await openClassifier({ model: 'use-lite', classes, maxTokens: 24, threads: 1 });
    task = tokenizeTask(classifier, mails);
    width = classifier.width;
    embeddings = await embedTask(classifier, task, parts, () => {});
    await classifier.model.close();
    byEntropy = await tuned('crossEntropy');
  }, 60_000);

  /** The head that an objective chooses, and how it does on the validation part. */
  async function tuned(name: string, sweeps = 6) {
    const measure = await objective(name);
    const problem = headProblem(embeddings, task, classes, width, measure);
    const { widths, refinements } = problem;
    const outcome = run(headSearch({ widths, refinements, sweeps }), problem.oracle);
    if (outcome.status !== 'returned') throw new Error(outcome.status);
    const { parameters, best, looks } = outcome.result;
    const logits = headLogits(problem.head(parameters), embeddings.validation);
    return { parameters, best, looks, loss: (by: typeof measure) => by.loss(logits, task.validation.labels, classes) };
  }

  it.each(['accuracy', 'f1', 'cost(fp=10,fn=1)'])(
    'is another for %s than for cross-entropy, and a better one',
    async (name) => {
      const measure = await objective(name);
      const own = await tuned(name);
      expect(own.parameters).not.toEqual(byEntropy.parameters);
      expect(own.loss(measure)).toBeLessThan(byEntropy.loss(measure));
      expect(own.best.objective).toBe(own.loss(measure));
      // Each is the best of all that its run looked at, cross-entropy deciding between equals.
      for (const { scores } of own.looks) {
        expect(own.best.objective).toBeLessThanOrEqual(scores.objective ?? Number.NaN);
        if (scores.objective === own.best.objective)
          expect(own.best.crossEntropy).toBeLessThanOrEqual(scores.crossEntropy);
      }
      for (const { scores } of byEntropy.looks)
        expect(byEntropy.best.crossEntropy).toBeLessThanOrEqual(scores.crossEntropy);
    },
  );

  it('has its threshold moved by the objective itself', async () => {
    // The head of zeros calls nothing spam, which is worth 0; with no sweep of the stand-in, only the bias can move.
    const { parameters, best } = await tuned('f1', 0);
    expect(best.objective).toBeLessThan(-0.5);
    expect(parameters.findIndex((weight) => weight !== 0)).toBe(parameters.length - 1);
  });

  it('does not depend on the scale of the embeddings', async () => {
    const scaled = (by: number): Embeddings => ({
      train: embeddings.train.map((x) => by * x),
      validation: embeddings.validation.map((x) => by * x),
      test: embeddings.test.map((x) => by * x),
    });
    const measure = await objective('crossEntropy');
    // Powers of two scale every number exactly, the penalty's too, but not the square roots and divisions of whitening.
    const scores = [1, 2 ** 10].map((by) => {
      const problem = headProblem(scaled(by), task, classes, width, measure);
      const outcome = run(headSearch({ widths: problem.widths, sweeps: 3 }), problem.oracle);
      if (outcome.status !== 'returned') throw new Error(outcome.status);
      return outcome.result.looks.map((look) => look.scores.crossEntropy);
    });
    scores[0]!.forEach((score, k) => {
      expect(Math.abs(score - scores[1]![k]!)).toBeLessThan(1e-6);
    });
  });

  it('is tuned for a function of the user, slopes or none', async () => {
    const measure = { name: 'mine.js', loss: (...of: Parameters<typeof accuracy>) => 1 - accuracy(...of) };
    const problem = headProblem(embeddings, task, classes, width, measure);
    const { widths, refinements } = problem;
    const outcome = run(headSearch({ widths, refinements, sweeps: 2 }), problem.oracle);
    if (outcome.status !== 'returned') throw new Error(outcome.status);
    const { best, looks } = outcome.result;
    expect(looks.length).toBeGreaterThan(3);
    expect(best.objective).toBe(Math.min(...looks.map(({ scores }) => scores.objective ?? Number.NaN)));
  });
});
