import type { ClassifierModel } from '@zeroth/onnx';
import { ZerothError } from 'zeroth';
import { type AsyncOracle, at, type Method } from 'zeroth/query';
import { backpropagate, type GradientQuery, type GradientRecipe, type Trainer } from '../backpropagation/index.js';
import { isGradientMethod } from '../report/gradient-methods.js';
import type { ForwardOnlyResult } from '../tuning/forward-only.js';
import { type HeadQuery, headSearch } from '../tuning/head-search.js';
import { type ForwardOnlyYield, type Recipe, startMethod } from '../tuning/methods.js';
import type { TuningQuery } from '../tuning/parameter-oracle.js';
import type { roundHead } from '../tuning/rounded-head.js';
import type { HeadProblem } from './head-problem.js';
import type { ParameterProblem } from './parameter-problem.js';
import type { TokenizedTask } from './texts.js';

/** A stage that tunes the head on embeddings. */
export interface HeadStage {
  readonly kind: 'head';
  readonly name: string;
  readonly problem: HeadProblem;
  readonly sweeps: number | undefined;
}

/** A stage that tunes parameters in the model. */
export interface ParameterStage {
  readonly kind: 'parameters';
  readonly name: string;
  readonly classifier: ClassifierModel;
  readonly tuned: readonly string[];
  readonly task: TokenizedTask;
  readonly problem: ParameterProblem;
  readonly recipe: Recipe | GradientRecipe;
  /** What trains the parameters, where the recipe goes by backpropagation. */
  readonly trainer: Trainer | undefined;
  /** The head at the start, weights then biases, rounded so that the delta is short. */
  readonly initialHead: ReturnType<typeof roundHead>;
}

export type Stage = HeadStage | ParameterStage;

/** All that the method of a stage of parameters asks. */
export type StageQuery = TuningQuery | GradientQuery;

type YieldOf<G> = G extends Generator<infer Y, unknown, unknown> ? Y : never;
type StageYield = ForwardOnlyYield | YieldOf<ReturnType<typeof backpropagate>>;

/** Whether a recipe goes by backpropagation. */
export function isGradientRecipe(recipe: ParameterStage['recipe']): recipe is GradientRecipe {
  return isGradientMethod(recipe.method);
}

/** What a stage's method returns. */
export type StageResult =
  | { readonly kind: 'head'; readonly result: MethodResult<ReturnType<typeof headSearch>> }
  | { readonly kind: 'parameters'; readonly result: ForwardOnlyResult };

type MethodResult<G> = G extends Generator<unknown, infer R, unknown> ? R : never;

/** Options that all stages share. */
export interface StageOptions {
  readonly seed: number;
  readonly batch: number;
  /** Called when a stage begins, and when it has ended. */
  readonly onStage: (stage: Stage, begins: boolean) => void;
}

/**
 * All stages one after another, as one method: one journal holds the run, and a replay restores it wherever it stopped.
 */
export function* runStages(stages: readonly Stage[], { seed, batch, onStage }: StageOptions) {
  const results: StageResult[] = [];
  for (const stage of stages) {
    onStage(stage, true);
    if (stage.kind === 'head') {
      const { problem, sweeps } = stage;
      const { widths, refinements } = problem;
      const options = { widths, refinements, seed, ...(sweeps === undefined ? undefined : { sweeps }) };
      results.push({ kind: 'head', result: yield* at('head', headSearch(options)) });
    } else {
      const { recipe, task, name } = stage;
      const options = { examples: task.train.tokens.length, batch, seed };
      const method: Method<StageYield, ForwardOnlyResult> = isGradientRecipe(recipe)
        ? backpropagate(recipe, options)
        : startMethod(recipe, options);
      results.push({ kind: 'parameters', result: yield* at('parameters', at(name, method)) });
    }
    onStage(stage, false);
  }
  return results;
}

/** The oracles of all stages. */
export function stagesOracle(
  stages: readonly Stage[],
  parametersOracle: (stage: ParameterStage) => AsyncOracle<StageQuery>,
): { readonly head: AsyncOracle<HeadQuery>; readonly parameters: Readonly<Record<string, AsyncOracle<StageQuery>>> } {
  const head = stages.find((stage) => stage.kind === 'head');
  const parameters: Record<string, AsyncOracle<StageQuery>> = {};
  for (const stage of stages) if (stage.kind === 'parameters') parameters[stage.name] = parametersOracle(stage);
  return { head: head?.problem.oracle ?? noHead, parameters };
}

/** Stands where no stage asks. */
const noHead: AsyncOracle<HeadQuery> = {
  values: unasked,
  train: { values: unasked },
  validation: { values: unasked },
  headEvaluation: unasked,
};

function unasked(): never {
  throw new ZerothError('no-head-stage', 'a question about the head was asked without a stage that tunes it');
}
