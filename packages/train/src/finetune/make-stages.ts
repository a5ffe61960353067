import type { ClassifierModel } from '@zeroth/onnx';
import { gradientSteps } from '../backpropagation/index.js';
import { classMeanHead } from '../head/index.js';
import type { Objective } from '../metrics/index.js';
import { isGradientMethod } from '../report/gradient-methods.js';
import { roundHead } from '../tuning/rounded-head.js';
import { headProblem } from './head-problem.js';
import { headValues, writeHead } from './head-weights.js';
import { adaptationOf, headStage, patternsOf } from './open-classifier.js';
import { parameterProblem } from './parameter-problem.js';
import { recipeFor } from './recipes.js';
import type { Settings } from './settings.js';
import type { StageClock } from './stage-clock.js';
import { type Closeable, stageTrainer } from './stage-trainer.js';
import { isGradientRecipe, type ParameterStage, type Stage } from './stages.js';
import { type Embeddings, embedTask, shortened, type TokenizedTask } from './texts.js';

/** What stages are made of. */
export interface MakeStagesOptions {
  readonly settings: Settings;
  /** The model with an empty head, which the first stage that adds nothing to the graph takes for its own. */
  readonly classifier: ClassifierModel;
  readonly tokenized: TokenizedTask;
  readonly embeddings: Embeddings;
  readonly measure: Objective;
  /** The steps of stages that were planned already. */
  readonly planned: Readonly<Record<string, number>> | undefined;
  readonly clock: StageClock;
  /** Opens the model as a stage wants it. */
  open(stage: string): Promise<ClassifierModel>;
  /** Takes what a stage has opened besides, to be closed at the end of the run. */
  owns(opened: Closeable): void;
  /** Says what is being done; the function that it gives says how far it is. */
  phase(name: string): (done?: number, total?: number) => void;
}

/** The stages of a run, each with its model and the head that it starts from, and the steps that each will take. */
export async function makeStages(
  options: MakeStagesOptions,
): Promise<{ readonly stages: readonly Stage[]; readonly steps: Readonly<Record<string, number>> }> {
  const { settings, classifier, tokenized, embeddings, measure, phase } = options;
  const stages: Stage[] = [];
  const steps: Record<string, number> = {};
  let free = true;
  for (const name of settings.stages) {
    if (name === headStage) {
      phase('whitening the embeddings')();
      const problem = headProblem(embeddings, tokenized, classifier.classes, classifier.width, measure);
      stages.push({ kind: 'head', name, problem, sweeps: undefined });
      continue;
    }
    // The first stage that adds nothing to the graph can have the model that is open; each has its own weights.
    const takes = free && Object.keys(adaptationOf(name)).length === 0;
    if (takes) free = false;
    const stage = await parameterStage(name, takes, options);
    steps[name] = stage.recipe.options.steps;
    stages.push(stage);
  }
  return { stages, steps };
}

/**
 * Looks at the validation part in a stage: before the first step, and after each of twelve spans of steps. At most half
 * of a budget is put aside for them: one too small for them is still worth steps.
 */
const looks = 13;

async function parameterStage(
  name: string,
  takes: boolean,
  { settings, classifier, tokenized, measure, planned, clock, open, owns, phase }: MakeStagesOptions,
): Promise<ParameterStage> {
  const { batch, stageTokens, seconds } = settings;
  const task = shortened(tokenized, stageTokens);
  const { train } = await embedTask(classifier, task, ['train'], phase('embedding shortened texts'));
  const meanHead = classMeanHead(train, task.train.labels, classifier.classes);
  const initialHead = roundHead(headValues(meanHead), meanHead.bias.length);
  const own = takes ? classifier : await open(name);
  writeHead(own, initialHead.values);
  const tuned = patternsOf(name);
  const problem = await parameterProblem(own, tuned, task, measure);
  owns(problem);
  phase('measuring plain inference')();
  const forwardStep = await clock.measureInference(name, problem, batch, task.train.tokens.length);
  const trainer = isGradientMethod(settings.method) ? stageTrainer(own, tuned, task, settings.threads) : undefined;
  if (trainer !== undefined) owns(trainer);
  const given = planned?.[name] ?? settings.steps;
  let steps = given ?? 1;
  if (given === undefined) {
    const look = await clock.measureLook(problem);
    const recipe = recipeFor(settings, 1);
    let step = forwardStep;
    if (trainer !== undefined && isGradientRecipe(recipe)) {
      phase('measuring gradients')();
      const stepAt = gradientSteps(recipe, { examples: task.train.tokens.length, batch, seed: settings.seed });
      step = await clock.measureSteps(trainer, stepAt);
    }
    const looking = Math.min(looks * look, (1000 * seconds) / 2);
    steps = Math.max(1, Math.floor((1000 * seconds - looking) / step));
  }
  const recipe = recipeFor(settings, steps);
  return { kind: 'parameters', name, classifier: own, tuned, task, problem, recipe, trainer, initialHead };
}
