import { isGradientMethod } from './gradient-methods.js';
import type { Report, Scores, StageReport, ValidationScores } from './report.js';

/** Forward passes that a gradient counts for: the pass itself, and a backward pass of about twice its work. */
export const gradientPasses = 3;

/** A look at the validation part in the course of a stage. */
export interface ComparedLook {
  /** Steps done, from 0. */
  readonly step: number;
  /** Forward passes of a batch until then, a gradient counted as {@link gradientPasses}; looks are not counted. */
  readonly passes: number;
  /** Steps times the mean time of a step; undefined where no step ran in the last process, so that none was timed. */
  readonly seconds?: number;
  readonly validation: ValidationScores;
}

/** One stage of one method, with what it cost. */
export interface ComparedStage {
  readonly name: string;
  readonly parameters: number;
  readonly steps: number;
  readonly passesPerStep: number;
  readonly passes: number;
  /** Wall time of the stage. */
  readonly seconds: number;
  readonly stepMilliseconds: number;
  /** Largest resident memory of the process while tuning, and in plain inference. Each method has its own process. */
  readonly peakBytes: number;
  readonly inferenceBytes: number;
  /** Size of the delta: what has to be shipped to those who have the base model. */
  readonly shippedBytes: number;
  /** Scores on the test part, before the stage and of the checkpoint that validation chose. */
  readonly before: Scores;
  readonly after: Scores;
  readonly looks: readonly ComparedLook[];
}

/** The run of one method. */
export interface ComparedRun {
  /** As the option named it. */
  readonly method: string;
  /** The method in words. */
  readonly name: string;
  /** Its run folder, in the folder of the comparison. */
  readonly folder: string;
  readonly learningRate: number;
  /** Whether a stage had to stop for a loss that was not a number. */
  readonly diverged: boolean;
  readonly stages: readonly ComparedStage[];
}

/** Runs of several methods with the same data, seed and budget, as kept in `report.json` of their folder. */
export interface Comparison {
  readonly version: 1;
  readonly kind: 'comparison';
  readonly model: string;
  readonly data: Report['data'];
  readonly seed: number;
  /** Forward passes that a gradient is counted as. */
  readonly gradientPasses: number;
  readonly runs: readonly ComparedRun[];
  /** What all runs were given. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly machine: Report['machine'];
}

/** What of a run's report is compared. The head stage, which is the same for all methods, is left out. */
export function comparedRun(method: string, folder: string, report: Report): ComparedRun {
  const { directions, learningRate } = report.options;
  const passesPerStep = passesOf(method, typeof directions === 'number' ? directions : 1);
  const stages = report.results.stages.filter(({ name }) => name !== 'head');
  return {
    method,
    name: stages[0]?.method ?? method,
    folder,
    learningRate: typeof learningRate === 'number' ? learningRate : Number.NaN,
    diverged: stages.some((stage) => stage.diverged !== undefined),
    stages: stages.map((stage) => comparedStage(stage, passesPerStep)),
  };
}

function passesOf(method: string, directions: number): number {
  if (isGradientMethod(method)) return gradientPasses;
  return method === 'zo-adamu' ? 2 : 2 * directions;
}

function comparedStage(stage: StageReport, passesPerStep: number): ComparedStage {
  const { stepMilliseconds, start, curve } = stage;
  const look = (step: number, validation: ValidationScores): ComparedLook => ({
    step,
    passes: step * passesPerStep,
    ...(stepMilliseconds > 0 && { seconds: (step * stepMilliseconds) / 1000 }),
    validation,
  });
  const { name, parameters, steps, seconds, peakBytes, inferenceBytes, before, after } = stage;
  return {
    ...{ name, parameters, steps, passesPerStep, passes: steps * passesPerStep },
    ...{ seconds, stepMilliseconds, peakBytes, inferenceBytes, shippedBytes: stage.deltaBytes, before, after },
    looks: [
      ...(start === undefined ? [] : [look(0, start)]),
      ...curve.flatMap(({ step, validation }) => (validation === undefined ? [] : [look(step, validation)])),
    ],
  };
}

/** Names of the stages that are compared, in their order. */
export function comparedStages({ runs }: Comparison): readonly string[] {
  return [...new Set(runs.flatMap(({ stages }) => stages.map(({ name }) => name)))];
}

/** The first look at which a stage was as good on validation, in cross-entropy, as another one ever was. */
export function firstAsGood(stage: ComparedStage, other: ComparedStage): ComparedLook | undefined {
  const goal = bestLook(other)?.validation.crossEntropy;
  return goal === undefined ? undefined : stage.looks.find(({ validation }) => validation.crossEntropy <= goal);
}

/** The look with the least cross-entropy on validation. */
export function bestLook({ looks }: ComparedStage): ComparedLook | undefined {
  return looks.reduce<ComparedLook | undefined>(
    (best, look) => (best && best.validation.crossEntropy <= look.validation.crossEntropy ? best : look),
    undefined,
  );
}
