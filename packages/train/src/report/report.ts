/** How good a model's predictions are on one part of the data. */
export interface Scores {
  /** Fraction of texts whose predicted class is the label, in [0, 1]. */
  readonly accuracy: number;
  /** F1 in [0, 1]: of the second class where there are two, else the mean over the classes. */
  readonly f1: number;
  /** Mean of −log p(label), in nats. */
  readonly crossEntropy: number;
}

/** Scores on the validation part, by which checkpoints are chosen. */
export interface ValidationScores extends Scores {
  /** The run's objective, to be small: accuracy and F1 as their negatives. Default the cross-entropy. */
  readonly objective?: number;
}

/** One point of a stage's curve. */
export interface CurvePoint {
  /** Steps done, from 0. */
  readonly step: number;
  /** The objective on the step's batch. */
  readonly loss: number;
  /** Scores on the validation part, where they were taken after this step. */
  readonly validation?: ValidationScores;
}

/** What one stage of a run did and cost. */
export interface StageReport {
  /** Name of the stage, unique in the run. */
  readonly name: string;
  /** Which parameters were tuned, as the option `stages` named them. */
  readonly tuned: string;
  /** How many numbers were tuned. */
  readonly parameters: number;
  /** The method and its form, in words. */
  readonly method: string;
  /** Steps done. */
  readonly steps: number;
  /** Test scores at the stage's start. */
  readonly before: Scores;
  /** Test scores of the checkpoint that validation chose in this stage. */
  readonly after: Scores;
  /** Validation scores of that checkpoint. */
  readonly validation: ValidationScores;
  /** Wall time of the whole stage. */
  readonly seconds: number;
  /** Mean wall time of a step; 0 where a resumed run replayed them all. */
  readonly stepMilliseconds: number;
  /** Largest resident memory of the process while tuning; 0 where a resumed run replayed all steps. */
  readonly peakBytes: number;
  /** Largest resident memory of the process in plain inference on the same batches. */
  readonly inferenceBytes: number;
  /** Size of the delta that turns the base model into this one. */
  readonly deltaBytes: number;
  /** Hash of the tuned weights, in hexadecimal. */
  readonly weightsHash: string;
  /** The step at which the loss was not finite, where that ended the stage. */
  readonly diverged?: number;
  /** Validation scores before the first step; not of the head, which begins with none. */
  readonly start?: ValidationScores;
  /** The course of the stage, by step. */
  readonly curve: readonly CurvePoint[];
  /** Test texts by true class (row) and predicted class (column), after the stage. */
  readonly confusion: readonly (readonly number[])[];
}

/** A test text that the chosen model labels otherwise than the frozen encoder with class means. */
export interface ChangedExample {
  readonly text: string;
  /** Its true class. */
  readonly label: string;
  /** The class that the class means predict. */
  readonly before: string;
  /** The class that the chosen model predicts. */
  readonly after: string;
  /** Probability that the chosen model gives to `after`, in (0, 1]. */
  readonly probability: number;
}

/** All that a fine-tuning run found, as kept in the run folder's `report.json`. */
export interface Report {
  /** Version of this shape. */
  readonly version: 1;
  /** The base model, as the caller named it. */
  readonly model: string;
  readonly data: {
    readonly name: string;
    /** Numbers of texts in the three parts. */
    readonly train: number;
    readonly validation: number;
    readonly test: number;
    /** Names of the classes, by index. */
    readonly classes: readonly string[];
  };
  readonly seed: number;
  /** Every score in here is on the test part, but for {@link StageReport.validation} and {@link CurvePoint}. */
  readonly results: {
    readonly baselines: {
      /** Always the class that is most frequent in the train part, with its frequency as the probability. */
      readonly majority: Scores;
      /** The frozen encoder, with a head made of the class means. */
      readonly classMean: Scores;
      /** The frozen encoder, with a logistic head trained by gradients. */
      readonly gradientHead: Scores;
    };
    readonly stages: readonly StageReport[];
    /** Index of the stage whose model had the best validation score. */
    readonly chosen: number;
  };
  /** Wall time of the whole run. */
  readonly seconds: number;
  /** The options that the run was started with, in kebab-case or as written in code. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly examples: readonly ChangedExample[];
  readonly machine: { readonly node: string; readonly platform: string; readonly threads: number };
}

export type { FinetuneEvent, FinetuneOptions } from './finetune-options.js';
