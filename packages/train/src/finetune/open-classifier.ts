import { addHead, type ClassifierModel, openTextModel } from '@zeroth/onnx';

/** How a model's graph is changed before its weights are tuned. Plain data, kept in deltas. */
export interface Adaptation {
  readonly lora?: { readonly rank: number; readonly alpha: number };
  readonly prefix?: number;
}

/** Rank and alpha of the MeZO paper's LoRA; here all matrices that vectors are multiplied with get a change. */
const lora = { rank: 8, alpha: 16 } as const;
/** Key and value pairs a block of the MeZO paper's prefix tuning. */
const prefixLength = 5;

/** The stage that tunes the head on embeddings that are computed once. */
export const headStage = 'head';

/** What a stage of this name adds to the graph. */
export function adaptationOf(stage: string): Adaptation {
  const names = stage.split('+');
  return {
    ...(names.includes('lora') ? { lora } : undefined),
    ...(names.includes('prefix') ? { prefix: prefixLength } : undefined),
  };
}

/** The parameters that a stage of this name tunes, as patterns. Adapters are tuned with the head. */
export function patternsOf(stage: string): readonly string[] {
  const names = stage.split('+');
  return names.length === 1 && (stage === 'lora' || stage === 'prefix') ? [stage, 'head'] : names;
}

/** Options of {@link openClassifier}. */
export interface ClassifierOptions {
  readonly model: string;
  readonly classes: number;
  readonly maxTokens: number;
  readonly adaptation?: Adaptation;
  readonly threads?: number | undefined;
  readonly cache?: string | undefined;
}

/** Opens a text model with an empty classification head. */
export async function openClassifier(options: ClassifierOptions): Promise<ClassifierModel> {
  const { model, classes, maxTokens, adaptation = {}, threads, cache } = options;
  const text = await openTextModel(model, {
    maxTokens,
    ...adaptation,
    ...(threads === undefined ? undefined : { threads }),
    ...(cache === undefined ? undefined : { cache }),
  });
  return addHead(text, classes);
}
