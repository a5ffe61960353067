import type { GradientMethod } from './gradient-methods.js';
import type { Scores, StageReport, ValidationScores } from './report.js';

/** What a fine-tuning run tells while it goes on. */
export type FinetuneEvent =
  /** Work outside the steps: loading data, embedding texts. `done` of `total` where they are known. */
  | { readonly type: 'phase'; readonly name: string; readonly done?: number; readonly total?: number }
  /** A step was done; `steps` is how many the stage will take at most, `seconds` the stage's time so far. */
  | {
      readonly type: 'step';
      readonly stage: string;
      readonly step: number;
      readonly steps: number;
      readonly loss: number;
      readonly seconds: number;
      readonly stepMilliseconds: number;
    }
  /** The validation part was scored; `best` when no earlier checkpoint of the stage was better. */
  | {
      readonly type: 'validation';
      readonly stage: string;
      readonly step: number;
      readonly scores: ValidationScores;
      readonly best: boolean;
    }
  /** A baseline's test scores. */
  | { readonly type: 'baseline'; readonly name: string; readonly scores: Scores }
  /** A stage begins, or has ended with its report. */
  | { readonly type: 'stage'; readonly stage: string; readonly begins: boolean; readonly report?: StageReport }
  /** Something the reader should know. */
  | { readonly type: 'note'; readonly text: string };

/** Options of `finetune`. A folder that is resumed knows all but `folder`, `signal` and `onEvent`. */
export interface FinetuneOptions {
  /** `use-lite`, or a folder with `model.onnx` and `tokenizer.json`. */
  readonly model: string;
  /** `spam-assassin`, or a `.csv`, `.jsonl` or `.parquet` file. */
  readonly data: string;
  /** Decides the split, the batches and the perturbations. Default 0. */
  readonly seed?: number;
  /** The run folder. Default: a new folder in `runs/`. */
  readonly folder?: string;
  /** Go on with the run in `folder`. Default false. */
  readonly resume?: boolean;
  /** What to tune, a stage each: `head`, `all`, `norms`, `biases`, `lora`, `prefix`, or a pattern of parameter names. */
  readonly stages?: readonly string[];
  /** Forward-only methods, and those by backpropagation. */
  readonly method?: 'mezo' | 'zo-adamu' | 'sparse-mezo' | GradientMethod;
  /** Form of MeZO's update. */
  readonly update?: 'sgd' | 'momentum' | 'adam' | 'sign';
  /** The most steps a stage takes. */
  readonly steps?: number;
  /** The most seconds a stage tunes. */
  readonly seconds?: number;
  /** Texts in a batch. */
  readonly batch?: number;
  readonly learningRate?: number;
  /** Size of a perturbation, ε. */
  readonly radius?: number;
  /** Perturbations a step. */
  readonly directions?: number;
  /** Law of the perturbations: `rademacher`, `gaussian`, `sphere`. */
  readonly law?: string;
  /** How the learning rate falls over the steps. */
  readonly schedule?: 'constant' | 'linear' | 'cosine';
  readonly weightDecay?: number;
  /** `crossEntropy`, `accuracy`, `f1`, `cost(fp=10,fn=1)`, or the path of a module. */
  readonly objective?: string;
  /** Tokens of a text that the head stage reads. */
  readonly maxTokens?: number;
  /** Tokens of a text that the other stages read. */
  readonly stageTokens?: number;
  /** Column of the texts in a file. Default `text`. */
  readonly text?: string;
  /** Column of the labels in a file. Default `label`. */
  readonly label?: string;
  /** Threads of the model's runtime. */
  readonly threads?: number;
  /** The most examples that are read. */
  readonly limit?: number;
  /** Folder for converted models and embeddings. */
  readonly cache?: string;
  /** Ends the run at the next step; what was done is kept. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: FinetuneEvent) => void;
}
