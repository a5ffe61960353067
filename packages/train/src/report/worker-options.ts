import type { FinetuneEvent } from './finetune-options.js';
import type { Scores } from './report.js';

/** Options of `evaluateModel`. */
export interface EvaluateOptions {
  /** A run folder, or a folder that `applyDelta` wrote. */
  readonly model: string;
  /** As in `finetune`. */
  readonly data: string;
  /** Which texts count: a part of the split that the seed gives, or all. Default `test`. */
  readonly part?: 'train' | 'validation' | 'test' | 'all';
  /** Seed of the split. Default: the run's, where the model is a run folder, else 0. */
  readonly seed?: number;
  /** Column of the texts in a file. Default `text`. */
  readonly text?: string;
  /** Column of the labels in a file. Default `label`. */
  readonly label?: string;
  /** The most examples that are read. */
  readonly limit?: number;
  /** Threads of the model's runtime. */
  readonly threads?: number;
  /** Folder for converted models. */
  readonly cache?: string;
  readonly onEvent?: (event: FinetuneEvent) => void;
}

/** What `evaluateModel` measured. */
export interface Evaluation {
  readonly model: string;
  readonly data: {
    readonly name: string;
    readonly part: string;
    /** Number of texts. */
    readonly texts: number;
    readonly classes: readonly string[];
  };
  readonly scores: Scores;
  /** Texts by true class (row) and predicted class (column). */
  readonly confusion: readonly (readonly number[])[];
  readonly seconds: number;
}

/** Options of `predictTexts`. */
export interface PredictOptions {
  /** A run folder, or a folder that `applyDelta` wrote. */
  readonly model: string;
  readonly texts: AsyncIterable<string>;
  /** Texts that are classified at once; as many are awaited before the first answer. */
  readonly batch?: number;
  /** Threads of the model's runtime. */
  readonly threads?: number;
  /** Folder for converted models. */
  readonly cache?: string;
}

/** The answer for one text, in the order of the texts. */
export interface Prediction {
  readonly label: string;
  /** Probability of `label` by the model, in (0, 1]. */
  readonly probability: number;
}

/** Options of `applyDelta`. */
export interface ApplyOptions {
  /** The base model. */
  readonly model: string;
  /** A delta file, or a run folder, which means the delta that its run chose. */
  readonly delta: string;
  /** A folder, or a file that ends in `.onnx`. */
  readonly output: string;
  /** Folder for converted models. */
  readonly cache?: string;
  readonly onEvent?: (event: FinetuneEvent) => void;
}

/** What `applyDelta` made. */
export interface Applied {
  /** The file or folder that was written. */
  readonly output: string;
  /** Hash of the weights, which is the one that the delta promised. */
  readonly weightsHash: string;
  /** Size of the ONNX file. */
  readonly bytes: number;
  readonly seconds: number;
}
